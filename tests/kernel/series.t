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

	for series in $(configured_series); do
		which="$series, $name"
		run "$bpg" --repo "$kernels" --series "$series" check "$name"
		status_is 0 "$which: the committed series is current, or only its base moved"
		sed 's/^/# /' "$work/out" | head -n 5

		fresh()
		{
			run "$bpg" --repo "$kernels" --series "$series" "$@" \
				--output "$work/fresh/$series" "$name"
		}
		fresh generate
		status_is 0 "$which: a fresh series"
		fresh verify
		status_is 0 "$which: quilt without fuzz or offset, git am, libgit2, one tree"
		fresh -v generate
		check "$which: a second run writes nothing and starts no spatch" \
			grep -q '^spatch: 0 run' "$work/out"
	done
done <"$work/targets"

check 'at least one kernel is there' test "$there" -gt 0
done_testing
