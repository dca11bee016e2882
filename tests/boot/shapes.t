#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What comes of each shape of the device tree, on each kernel, with none, some or
# all of the patches: is it still what shapes.tsv has on record? targets.sh tells
# on which kernels. With RECORD=1 what is seen goes to shapes.tsv, and the table
# in shapes.md is made anew.
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
. tests/boot/targets.sh
records=tests/boot/shapes.tsv
find_sandbox
node=$(configured_series | sed -n 1p)
property=$(configured_series | sed -n 2p)

# Measures with one series; its records go to $work/seen
measure()	# NAME REF SERIES
{
	run "$bpg" --repo "$repo" --series "$3" generate --output "$work/fresh" "$1=$2"
	status_is 0 "$1: a fresh series of $3"
	[ "$status" -eq 0 ] || return 0
	run tool/boot/boot.sh ${sandbox:+"$sandbox"} --lanes shapes.sh --name "$1" \
		"$(mainline_of "$node")/boot" "$repo" "$2" "$work/fresh/$1" \
		"${kernels%/*}/boot"
	status_is 0 "$1: what comes of the shapes of $3 can be told"
	sed -n 's/^# record: //p' "$work/out" | tee -a "$work/seen" >&2
	rm -rf "$work/fresh"
}

: >"$work/seen"
while read -r name ref; do
	measure "$name" "$ref" "$node"
	measure "$name" "$ref" "$property"
done <"$work/targets"

# In the order of the targets; the shapes are in that of the boots
all_records()
{
	configured_targets | while read -r name _; do
		for file in "$work/seen" "$records"; do
			# what was not booted now is as it was
			! cut -f 2 "$file" | grep -qxF "$name" || {
				awk -F '\t' -v name="$name" '$2 == name' "$file"
				break
			}
		done
	done
}

all_records >"$work/records"
if [ -n "${RECORD:-}" ]; then
	cp "$work/records" "$records"
	tests/boot/shapes-table.sh <"$records" >tests/boot/shapes.md
fi
check 'what was seen is what is on record' cmp "$work/records" "$records"
check 'at least one kernel is there' test -s "$work/targets"
done_testing
