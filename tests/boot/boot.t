#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Does each series do its job, on a kernel that runs? What is booted is the
# series' own; targets.sh tells on which kernels.
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
. tests/boot/targets.sh
find_sandbox

# Boots one series. Its lines, with the target in front, are tests; whoever
# waits for them sees them at once on the standard error.
boots()	# NAME REF SERIES
{
	: >"$work/plan"
	{
		ended=0
		tool/boot/boot.sh ${sandbox:+"$sandbox"} --name "$1" "$(mainline_of "$3")/boot" \
			"$repo" "$2" "$work/fresh/$3/$1" \
			"${kernels%/*}/boot" 2>&1 </dev/null || ended=$?
		echo "status $ended"
	} | while IFS= read -r line; do
		case $line in
		'ok - '*)	line="ok - $1: ${line#ok - }" ;;
		'not ok - '*)	line="not ok - $1: ${line#not ok - }" ;;
		'status '*)	echo "${line#status }" >"$work/status"
				continue ;;
		'# '*)	;;
		1..*)	echo "${line#1..}" >"$work/plan"
			continue ;;
		*)		line="# $line" ;;
		esac
		echo "$line"
		echo "$line" >&2
	done | tee "$work/boots"
	seen=$(grep -cE '^(not )?ok ' "$work/boots")
	n_tests=$((n_tests + seen))
	grep -q '^not ok ' "$work/boots" ||
		check "$1: $seen boots, and no other complaint" \
			test "$(cat "$work/status" "$work/plan" | xargs) $((seen >= 18))" \
				= "0 $seen 1"
}

for series in $(configured_series); do
	[ -d "$(mainline_of "$series")/boot" ] || continue
	while read -r name ref; do
		run "$bpg" --repo "$repo" --series "$series" generate \
			--output "$work/fresh/$series" "$name=$ref"
		status_is 0 "$name: a fresh series, $series"
		cat "$work/err" >&2
		[ "$status" -ne 0 ] || boots "$name" "$ref" "$series"
	done <"$work/targets"
done

check 'at least one kernel is there' test -s "$work/targets"
done_testing
