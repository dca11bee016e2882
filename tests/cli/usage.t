#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Wrong use, and the help that it points to.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
fresh
remember

# wrong TEXT ARGS...
wrong()
{
	text=$1
	shift
	run "$bpg" "$@"
	complains 2 "$text" "backportgen $*"
}

wrong 'no command'
wrong "no command 'genrate'" genrate
err_has 'backportgen help' '... and the complaint points to help'
wrong "no command ''" ''
wrong "unknown option '--nonesuch'" --nonesuch
wrong "unknown option '--nonesuch'" generate --nonesuch
wrong "unknown option '-x'" -x
wrong "unknown option" -qx
wrong "unknown option '--r'" --r x
wrong "option '--repo' wants a value" --repo
wrong "option '-j' wants a value" -j
wrong "option '--output' wants a value" generate --output
wrong '--output wants a folder' generate --output ''
for n in 0 -1 x 2x '' ' ' 257 99999999999999999999 1.5; do
	wrong '-j wants a number from 1 to' -j "$n" targets
done
for n in 0 -1 x '' 86401 1e3; do
	wrong '--timeout wants a number from 1 to' --timeout "$n" targets
done
wrong '--quiet' --quiet=yes targets
wrong '--output' --output x generate
wrong '--dry-run' --dry-run generate
wrong '--format is one of table|json' probe --format=xml
wrong '--format is one of table|json' probe --format=
wrong 'generate takes no --format' generate --format=json
wrong 'check takes no --dry-run' check --dry-run
wrong 'check takes no --signoff' check --signoff
wrong 'probe takes no --output' probe --output x
wrong 'targets takes no --output' targets --output x
wrong "no command 'nonesuch'" help nonesuch
wrong 'help takes one command' help generate check

# right options, wrong arguments
b="--repo $work/kernel.git --config $project/stable-targets.conf"
# shellcheck disable=SC2086
{
wrong 'explain wants a target' $b explain
wrong 'explain wants a target' $b explain old thing-register-args more
wrong "no rule 'nonesuch'" $b explain old nonesuch
wrong "no target 'nonesuch'" $b explain nonesuch
wrong "no target 'nonesuch'" $b check nonesuch
wrong "no target 'nonesuch'" $b probe nonesuch
wrong "no target 'nonesuch'" $b targets nonesuch
wrong 'rules takes no argument' $b rules old
}
wrong 'nowhere.conf: ' --config "$work/nowhere.conf" targets
cd "$work/tmp" || exit 1
wrong 'stable-targets.conf' targets
cd "$work" || exit 1
wrong 'nowhere/probes.conf: cannot open' --config "$project/stable-targets.conf" \
	--rules "$work/nowhere" targets
wrong 'nowhere/series: cannot open' --config "$project/stable-targets.conf" \
	--series "$work/nowhere" targets
untouched 'nothing of that writes a thing'

# --- help
fits()
{
	[ "$(wc -l <"$work/out")" -le 24 ] && [ -s "$work/out" ] &&
		! grep -nE '.{81}' "$work/out" && ! grep -n '	' "$work/out"
}
run "$bpg" help
status_is 0 'help'
silent '... says it on stdout'
check '... fits 80 columns and 24 lines' fits
cp "$work/out" "$work/help"
for form in --help -h '-q --help' '-h generate' '--help nonesuch'; do
	# shellcheck disable=SC2086
	run "$bpg" $form
	status_is 0 "$form"
	check '... says the same as help' cmp "$work/help" "$work/out"
done
for command in generate check probe explain rules new-rule targets; do
	check "help lists $command" grep -q "^  $command  *[a-z]" "$work/help"
	run "$bpg" help $command
	status_is 0 "help $command"
	check '... fits 80 columns and 24 lines' fits
	check '... begins with its usage' grep -q "^usage: backportgen .*$command" "$work/out"
	cp "$work/out" "$work/help-1"
	for form in --help -h; do
		run "$bpg" $command $form
		check "$command $form says the same" cmp "$work/help-1" "$work/out"
	done
done
for word in --repo --config --jobs --quiet --verbose --help --version 'exit status'; do
	check "help tells of $word" grep -qF -e "$word" "$work/help"
done
run "$bpg" help generate
for word in --output --dry-run --signoff TARGET; do
	out_has "$word" "help generate tells of $word"
done
run "$bpg" help probe
out_has '--format' 'help probe tells of --format'
run "$bpg" help help
status_is 0 'help help'
run "$bpg" --version
status_is 0 '--version'
check '... is one line' test "$(wc -l <"$work/out")" -eq 1
check '... with name and number' grep -q '^backportgen [0-9][0-9.]*$' "$work/out"

# --- what goes where
bp generate
check 'a line a target, in the order of the configuration' \
	test "$(cut -d: -f1 "$work/out" | tr '\n' ' ')" = 'new old '
bp generate old new
check '... or of the arguments' \
	test "$(cut -d: -f1 "$work/out" | tr '\n' ' ')" = 'old new '
bp -q generate
check '-q says nothing' test ! -s "$work/out"
bp -v generate
out_has "rule thing-register-args chosen by '!register-takes-ops', fired 1" \
	'-v says why a rule was chosen'
bp generate -- old
status_is 0 '-- ends the options'
bp generate old --dry-run
status_is 0 'options behind arguments'
sed -i 's/It has/It still has/' "$driver_patch"
remember
bp generate --dry-run
status_is 0 '--dry-run'
check '... says what would be' test "$(grep -c 'would be written$' "$work/out")" -eq 2
untouched '... writes nothing'
bp generate --dry-run --output "$work/nothing-here"
check '... makes no folder' test ! -e "$work/nothing-here"
bp targets
status_is 0 'targets'
check '... a line each, with the commit' test "$(grep -cE '^(new|old) .* [0-9a-f]{40}$' \
	"$work/out")" -eq 2
bp rules
status_is 0 'rules'
check '... each one' test "$(grep -c '^thing-' "$work/out")" -eq 3
if [ -w /dev/full ]; then
	# shellcheck disable=SC2016
	run sh -c '"$1" help >/dev/full' - "$bpg"
	complains 1 'cannot write to the standard output' 'stdout is full'
else
	skip 1 'stdout is full' 'there is no /dev/full'
fi

done_testing
