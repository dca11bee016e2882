#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The committed series against the real kernels: are they what generate would
# write now, and does each apply as people apply patches?
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
configured_targets >"$work/targets"

there=0
while read -r name ref; do
	if ! git --git-dir="$kernels" rev-parse -q --verify "$ref" >/dev/null; then
		echo "# $name: no kernel from Debian, not checked here"
		continue
	fi
	there=$((there + 1))

	run "$bpg" --repo "$kernels" check "$name"
	status_is 0 "$name: the committed series is current, or only its base moved"
	sed 's/^/# /' "$work/out" | head -n 5

	run "$bpg" --repo "$kernels" generate --output "$work/fresh" "$name"
	status_is 0 "$name: a fresh series"
	run "$bpg" --repo "$kernels" verify --output "$work/fresh" "$name"
	status_is 0 "$name: quilt without fuzz or offset, git am, libgit2, one tree"
	run "$bpg" --repo "$kernels" -v generate --output "$work/fresh" "$name"
	check "$name: a second run writes nothing and starts no spatch" \
		grep -q '^spatch: 0 run' "$work/out"
done <"$work/targets"

check 'at least one kernel is there' test "$there" -gt 0
done_testing
