#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The rules are a library: they carry a driver that is not of this series.
# Upstream's own drivers/xen/grant-dma-iommu.c of 7.3 goes back to the kernels
# that have it, and has to become what upstream has there, to the byte.
#
#	7.3, 6.18	as it is
#	6.12		as it is; with a rule of style, as upstream has it
#	6.6, 6.1	by need: .remove returns an int there
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
path=drivers/xen/grant-dma-iommu.c
git init -q --bare "$work/kernel.git"
echo "$(git --git-dir="$kernels" rev-parse --absolute-git-dir)/objects" \
	>"$work/kernel.git/objects/info/alternates"
GIT_DIR=$work/kernel.git
export GIT_DIR

# The commit that configured target $1 stands for.
commit_of()
{
	git --git-dir="$kernels" rev-parse -q --verify \
		"$(git config -f stable-targets.conf "target.$1.ref")^{commit}"
}

# Branch without-$1: target $1, commit $2, but for the driver.
without_driver()
(
	GIT_INDEX_FILE=$work/index
	export GIT_INDEX_FILE
	git read-tree "$2" &&
		printf '0 %040d\t%s\n' 0 "$path" |
		git update-index --index-info &&
		git update-ref "refs/heads/without-$1" \
			"$(git commit-tree -p "$2" -m "$1 without it" "$(git write-tree)")"
)

# Give target $1 the name and revision that the program is to see.
carry()
{
	target=$1
	shift
	rm -rf "$work/out-dir" "$work/result"
	run "$bpg" --repo "$work/kernel.git" --series "$work/sibling" generate \
		--output "$work/out-dir" "$@" "$target=without-$target"
	mkdir "$work/result"
	(cd "$work/result" && GIT_CEILING_DIRECTORIES=$work \
		git apply "$work/out-dir/$target"/*.patch 2>/dev/null)
}

# Is the result the driver as target $1 has it?
same_as()
{
	git show "$(commit_of "$1"):$path" >"$work/upstream"
	diff -u "$work/upstream" "$work/result/$path"
}

newest=$(commit_of 7.3) || newest=
check '7.3, where the driver is taken from, is there' test "$newest"
[ "$newest" ] || { done_testing; exit; }

# one patch, which brings the driver as a new file
without_driver 7.3 "$newest"
git update-ref refs/heads/with "$(git commit-tree -p without-7.3 \
	-m 'xen/grant-dma-iommu: Introduce stub IOMMU driver' "$newest^{tree}")"
git format-patch -q --full-index --no-signature -o "$work/sibling" -1 with
(cd "$work/sibling" && ls ./*.patch) | sed 's|^\./||' >"$work/sibling/series"
check 'it is a series of one patch' test "$(wc -l <"$work/sibling/series")" -eq 1

# Each target that upstream's driver is in, or a line that it is not here.
there()
{
	commit=$(commit_of "$1") || {
		echo "# $1: no such kernel in $kernels, not compared here"
		return 1
	}
	without_driver "$1" "$commit"
}

for target in 7.3 6.18; do
	there "$target" || continue
	carry "$target"
	status_is 0 "$target: the driver is carried"
	out_has '1 patch, no rule needed' '... as it is'
	check '... which is what upstream has' same_as "$target"
done

if there 6.12; then
	carry 6.12
	status_is 0 '6.12: the driver is carried'
	out_has '1 patch, no rule needed' '... as it is'
	check '... which is what 7.3 has' same_as 7.3
	carry 6.12 --enable platform-remove-new
	status_is 0 '6.12: with a rule of style'
	out_has '1 patch, 1 rule (platform-remove-new)' '... and no other rule'
	check '... it is what upstream has' same_as 6.12
fi

for target in 6.6 6.1; do
	there "$target" || continue
	carry "$target"
	status_is 0 "$target: the driver is carried"
	out_has '1 patch, 1 rule (platform-remove-int), ' \
		'... by the one rule that it needs to build'
	check '... which is what upstream has' same_as "$target"
done

done_testing
