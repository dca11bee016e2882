#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Many targets with the same contents are one piece of work, and those that
# only look the same are not.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
fresh

# Each run of a program leaves a line in $work/runs.
count_runs()
{
	for program in spatch ctags-universal; do
		{
			echo '#!/bin/sh'
			echo "echo $program >>'$work/runs'"
			echo "exec '$(real "$program")' \"\$@\""
		} | fake "$program"
	done
	rm -rf "$work/runs" "$XDG_CACHE_HOME"
}

# --- a hundred commits that differ in a file that nobody asks for
list=
i=0
small_kernel old
while [ "$i" -lt 100 ]; do
	i=$((i + 1))
	list="$list n$i=n$i"
	echo "$i" >"$work/tree/number"
	commit_tree "n$i"
done
count_runs
bp -v generate --output "$work/one" n1=n1
status_is 0 'one target'
sort "$work/runs" >"$work/one.runs"
check '... needs both programs' test "$(uniq "$work/one.runs" | wc -l)" -eq 2
count_runs
# shellcheck disable=SC2086 # a list of words
bp -v generate --output "$work/all" $list
status_is 0 'a hundred with the same contents'
sort "$work/runs" >"$work/all.runs"
check '... start each program as often as one does' \
	diff "$work/one.runs" "$work/all.runs"
out_has 'targets: 100, 99 of them like another' '... as they are carried to once'
check '... a line for each' test "$(grep -c '^n[0-9]*: 2 patches, 3 rules' "$work/out")" -eq 100
check '... the series is the same' diff -r -x provenance.json \
	"$work/one/n1" "$work/all/n100"
check '... and is what this target alone gets' sh -c '
	"$1" -q --repo "$2" --config "$3" generate --output "$4/last" n100=n100 &&
		diff -r "$4/last/n100" "$4/all/n100"' - "$bpg" "$work/kernel.git" \
	"$project/stable-targets.conf" "$work"
no_fakes

# --- the same answers, and another file that is asked for only when carrying
small_kernel old
echo 'int stub;' >"$work/tree/drivers/thing/stub.c"
commit_tree taken
bp generate --output "$work/mixed" n1=n1 taken=taken n2=n2
complains 1 'taken: ' 'a file of the series is in one of three'
err_has 'drivers/thing/stub.c is in the tree already' '... which is told of that one'
check '... the others are written' only n1 n2 -- "$work/mixed"
bp generate --output "$work/mixed" again=taken taken=taken n3=n3
check '... of each that has it' sh -c 'test "$(grep -c "is in the tree already" "$1")" -eq 2' - \
	"$work/err"
check '... and the one behind them is written' only n1 n2 n3 -- "$work/mixed"

# --- the same text in a file of another mode
small_kernel old
chmod +x "$work/tree/drivers/thing/core.c"
commit_tree mode
bp generate --output "$work/mode" n1=n1 mode=mode
status_is 0 'one file is executable'
check '... its patch says so' grep -q '^index .* 100755$' \
	"$work/mode/mode/0001-thing-Ask-whose-it-is.patch"
check '... the other does not' sh -c '! grep -q 100755 "$1"' - \
	"$work/mode/n1/0001-thing-Ask-whose-it-is.patch"

# --- a sign-off that was recorded for one of two
git config -f "$HOME/.gitconfig" user.name 'A Signer'
git config -f "$HOME/.gitconfig" user.email signer@example.org
bp generate --signoff --output "$work/signed" n1=n1
bp generate --output "$work/signed" n2=n2
bp check --output "$work/signed" n1=n1 n2=n2
status_is 0 'check of two alike, one of them signed'

done_testing
