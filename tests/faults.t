#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A few faults of each class, those that were found and mended, some kills, and
# the order of fsync and rename; "make faults" makes all. See faults/README.md.
. "$(dirname "$0")/lib.sh"
. "$tests/faults/stage.sh"

set_stage || echo 'Bail out! the stage cannot be set'

none_bad()
{
	cat "$work/out" "$work/err"
	[ "$status" -eq 0 ]
}

run drive power
check 'the power goes: what is renamed into the output is on disk before' none_bad

run drive --sample --replays "$tests/faults/replays" faults
check 'a call fails: success, or one clear line; nothing torn, nothing wrong remembered' \
	none_bad
met()
{
	for class in open read write close rename mkdir unlink dir stat spawn \
		pipe lock wait malloc; do
		awk -v class="$class" '$1 == class && $3 > 0 { found = 1 }
			END { exit !found }' "$work/out" ||
			echo "no fault of class $class"
	done >"$work/unmet"
	cat "$work/unmet" "$work/out"
	[ ! -s "$work/unmet" ] && ! grep 'replay not met' "$work/out"
}
check '... in each class of calls, and where it once was not so' met

run drive --kills 20 kills
check 'killed, eight at once: each series is whole, and a last run is right' none_bad

done_testing
