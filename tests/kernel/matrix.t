#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A skeleton that disagrees with its kernel proves nothing: both have to give
# the same answers, and the same text of the files that the series adds.
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1

# The rows "PROBE ANSWER" of one target.
answers()
{
	"$bpg" "$@" | sed '1d; s/  */ /'
}

# What the patches of a series add as new files.
new_files()
{
	sed -n '/^new file/,/^diff --git/p' "$1"/*.patch | grep '^+'
}

there=0
while read -r name shape; do
	case $name in '#') continue ;; esac
	ref=$(git config -f stable-targets.conf "target.$name.ref")
	if ! git --git-dir="$kernels" rev-parse -q --verify "$ref" >/dev/null; then
		echo "# $name: no kernel from Debian, not checked here"
		continue
	fi
	there=$((there + 1))
	rm -rf "$work/tree"
	skeleton "$shape" "$work/tree"
	answers --repo "$kernels" probe "$name" >"$work/real"
	answers --tree "$work/tree" probe "$name" >"$work/shape"
	check "$name answers as the skeleton '$shape'" \
		diff -u "$work/real" "$work/shape"
	check "... every probe" test "$(wc -l <"$work/real")" -gt 10

	run "$bpg" --repo "$kernels" generate --output "$work/of-real" "$name"
	status_is 0 "$name: a series of the kernel"
	run "$bpg" --tree "$work/tree" generate --output "$work/of-shape" "$name"
	status_is 0 '... and of the skeleton'
	new_files "$work/of-real/$name" >"$work/new-real"
	new_files "$work/of-shape/$name" >"$work/new-shape"
	check '... have the same new files' diff -u "$work/new-real" "$work/new-shape"
	check '... at all' test -s "$work/new-real"
done <"$tests/skeleton/targets"

check 'at least one kernel is there' test "$there" -gt 0
done_testing
