#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Driver and hook of each fresh series, built in for arm64, without a warning
# that the kernel alone does not give.
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
configured_targets >"$work/targets"

there=0
while read -r name ref; do
	git --git-dir="$kernels" rev-parse -q --verify "$ref" >/dev/null || continue
	there=$((there + 1))
	run "$bpg" --repo "$kernels" generate --output "$work/fresh" "$name"
	status_is 0 "$name: a fresh series"
	run tool/build-objects.sh "$kernels" "$ref" "$work/fresh/$name" \
		"${kernels%/*}/build"
	status_is 0 "$name: driver and hook build for arm64, built in, W=1"
done <"$work/targets"

check 'at least one kernel is there' test "$there" -gt 0
done_testing
