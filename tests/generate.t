#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# generate: what it writes, and what it leaves alone.
. "$(dirname "$0")/lib.sh"

kernel current current
kernel bus-global bus-global
kernel register-alone register-alone

all='current=current bus-global=bus-global register-alone=register-alone'

# shellcheck disable=SC2086
run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	generate --output "$work/patches" $all
status_is 0 'three kernels, three API shapes: all are carried to'
silent 'nothing to complain of'
check 'mainline'\''s own shape needs no rule' \
	grep -q '^current: 3 patches, no rule needed, .*, written$' "$work/out"

find "$work/patches" -type f -exec stat -c '%n %Y %s' {} + | sort >"$work/before"
# shellcheck disable=SC2086
run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	generate --output "$work/patches" $all
status_is 0 'a second run'
check 'says unchanged for each' test "$(grep -c 'unchanged$' "$work/out")" -eq 3
find "$work/patches" -type f -exec stat -c '%n %Y %s' {} + | sort >"$work/after"
check 'changes no byte and no mtime' cmp "$work/before" "$work/after"

done_testing
