#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Applies a series to a kernel in the two ways that people do, quilt without
# fuzz and git am, on a scratch copy of the files that it touches. Both have to
# succeed without an offset and to end in the same content.
#
# usage: verify-series.sh REPO REF SERIESDIR
#
# Prints "quilt: ok, ..." and "git am: ok, ...", or one complaint.
# exit status: 0 both apply, 1 not, 2 wrong use

set -eu
umask 022
LC_ALL=C
export LC_ALL

die()
{
	printf 'verify-series: %s\n' "$*" >&2
	exit 1
}

if [ $# != 3 ]; then
	echo "verify-series: usage: verify-series.sh REPO REF SERIESDIR" >&2
	exit 2
fi
repo=$1 ref=$2 series=$3
for program in git quilt patch; do
	command -v $program >/dev/null || die "$program is missing, see tool/setup.sh run"
done
[ -s "$series/series" ] || die "$series: no series"
series=$(cd "$series" && pwd)
git --git-dir="$repo" rev-parse -q --verify "$ref^{tree}" >/dev/null ||
	die "$repo: no $ref"

# git am shall find neither the caller's repository nor the caller's hooks
for variable in $(git rev-parse --local-env-vars); do
	unset "$variable"
done
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
GIT_COMMITTER_NAME=verify-series GIT_COMMITTER_EMAIL=verify-series@scratch.invalid
QUILT_PATCHES=$series
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL QUILT_PATCHES

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# quilt's series: one patch a line, options and comments may follow
sed 's/#.*//; s/[[:space:]].*//; /^$/d' "$series/series" >"$scratch/patches"
[ -s "$scratch/patches" ] || die "$series/series: names no patch"
while read -r patch; do
	[ -f "$series/$patch" ] || die "$series/$patch: no such patch"
	sed -n 's/^diff --git a\/[^ ]* b\///p' "$series/$patch" >"$scratch/paths"
	[ -s "$scratch/paths" ] || die "$series/$patch: touches no file"
	cat "$scratch/paths" >>"$scratch/all-paths"
done <"$scratch/patches"
sort -u "$scratch/all-paths" >"$scratch/touched"
for patch in "$series"/*.patch; do
	grep -qxF "${patch##*/}" "$scratch/patches" || die "$patch: not in the series"
done

mkdir "$scratch/quilt"
while read -r path; do
	# "MODE blob ID": nothing for what the series creates
	git --git-dir="$repo" ls-tree "$ref" -- "$path"
done <"$scratch/touched" | while read -r mode type id path; do
	[ "$type" = blob ] || die "$ref: $path is no file"
	case $path in */*) mkdir -p "$scratch/quilt/${path%/*}" ;; esac
	git --git-dir="$repo" cat-file blob "$id" >"$scratch/quilt/$path"
	[ "$mode" != 100755 ] || chmod +x "$scratch/quilt/$path"
done
cp -a "$scratch/quilt" "$scratch/am"

(cd "$scratch/quilt" && quilt --quiltrc - push -a --fuzz=0) >"$scratch/log" 2>&1 </dev/null ||
	die "$series: quilt cannot apply it to $ref: $(
		grep -m 1 -E 'FAILED|can.t find|not apply|malformed|corrupt' "$scratch/log" ||
			tail -n 1 "$scratch/log")"
if grep -Eq '^Hunk .*(offset|fuzz)' "$scratch/log"; then
	die "$series: quilt applies it to $ref only with an offset: $(
		grep -m 1 -E '^Hunk .*(offset|fuzz)' "$scratch/log")"
fi
rm -rf "$scratch/quilt/.pc"

(
	cd "$scratch/am"
	git init -q
	git config core.autocrlf false
	git config gc.auto 0
	git add -A -f
	git commit -q --allow-empty -m base --author='base <base@scratch.invalid>'
	# exact context only, as in quilt: git's own apply knows no fuzz
	while read -r patch; do
		git am -q --keep-cr "$series/$patch" || {
			echo "in $patch"
			exit 1
		}
	done <"$scratch/patches"
) >"$scratch/log" 2>&1 </dev/null ||
	die "$series: git am cannot apply it to $ref: $(
		sed -n 's/^error: //p; s/^fatal: //p' "$scratch/log" | head -n 1) ($(
		tail -n 1 "$scratch/log"))"
commits=$(git -C "$scratch/am" rev-list --count HEAD)
rm -rf "$scratch/am/.git"

diff -r "$scratch/quilt" "$scratch/am" >"$scratch/log" 2>&1 ||
	die "$series: quilt and git am end in different content: $(head -n 1 "$scratch/log")"

files=$(wc -l <"$scratch/touched")
count=$(wc -l <"$scratch/patches")
[ "$commits" = $((count + 1)) ] ||
	die "$series: git am makes $((commits - 1)) commits of $count patches"
echo "quilt: ok, $count patches, $files files, no fuzz, no offset"
echo "git am: ok, $count commits, same content"
