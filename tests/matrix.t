#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every probe's answer for every target, from the skeleton of its shape.
# "matrix" is checked by hand against what the kernels declare; "UPDATE=1
# tests/matrix.t" writes it anew, and each new cell is to be checked again.
. "$(dirname "$0")/lib.sh"

set --
while read -r target shape; do
	case $target in '#') continue ;; esac
	kernel "$target" "$shape"
	set -- "$@" "$target=$target"
done <"$tests/skeleton/targets"

run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	probe "$@"
status_is 0 'every probe answers yes or no for every target'
[ -z "${UPDATE:-}" ] || cp "$work/out" "$tests/matrix"
check 'the answers are those that were checked by hand' \
	diff -u "$tests/matrix" "$work/out"

configured_targets | sed 's/ .*//' >"$work/configured"
sed '/^#/d; s/ .*//' "$tests/skeleton/targets" >"$work/shaped"
check 'each configured target has a skeleton, in the same order' \
	diff -u "$work/configured" "$work/shaped"

done_testing
