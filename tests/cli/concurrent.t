#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two runs at once on one output folder.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

# --- while another run writes: the lock is held as that one would
fresh
sed -i 's/It has/It still has/' "$driver_patch"
remember
# shellcheck disable=SC2016
run flock "$project/patches" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate
complains 1 "$project/patches: another run of backportgen is writing here" \
	'another run is writing'
untouched '... nothing is written'
run flock "$project/patches" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate --dry-run
status_is 0 '... --dry-run does not mind'
run flock "$project/patches" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" check
status_is 1 '... check does not mind, and answers'
out_has 'differs' '... that the series differs'
bp generate
status_is 0 '... afterwards it is written'

# --- two that start together, with another series each
cp -R "$project" "$work/b"
fresh
cp -R "$project" "$work/a"
for p in a b; do
	"$bpg" -q --repo "$work/kernel.git" --config "$work/$p/stable-targets.conf" \
		generate --output "$work/is-$p"
done
one()
{
	"$bpg" --repo "$work/kernel.git" --config "$work/$1/stable-targets.conf" \
		generate --output "$work/both" >/dev/null 2>"$work/err-$1"
	echo $? >"$work/status-$1"
}
rm -f "$work/faults"
round=0
while [ "$round" -lt 20 ]; do
	round=$((round + 1))
	[ $((round % 5)) -ne 1 ] || rm -rf "$work/both"
	one a & one b & wait
	for p in a b; do
		case "$(cat "$work/status-$p"):$(cat "$work/err-$p")" in
		0:) ;;
		1:*"another run of backportgen is writing here"*)
			[ "$(wc -l <"$work/err-$p")" -eq 1 ] || echo "round $round: lines" ;;
		*)	echo "round $round: $p ended with $(cat "$work/status-$p" "$work/err-$p")" ;;
		esac
	done >>"$work/faults"
	for target in old new; do
		diff -r "$work/is-a/$target" "$work/both/$target" >/dev/null 2>&1 ||
		diff -r "$work/is-b/$target" "$work/both/$target" >/dev/null 2>&1 ||
			echo "round $round: $target is neither"
	done >>"$work/faults"
	[ "$(cat "$work/status-a" "$work/status-b" | sort | head -n 1)" = 0 ] ||
		echo "round $round: neither run came through" >>"$work/faults"
done
explain_faults()
{
	cat "$work/faults"
	[ ! -s "$work/faults" ]
}
check 'two at once: each ends well or is refused, each series is one of the two' \
	explain_faults
check '... nothing is left lying there' only old new -- "$work/both"

# --- a folder that a killed run left, and one in the way of it
fresh
mkdir "$project/patches/.backportgen-old"
echo half >"$project/patches/.backportgen-old/0001-x.patch"
bp generate
status_is 0 'what a killed run left is no hindrance'
check '... and is cleared away' test ! -e "$project/patches/.backportgen-old"

done_testing
