#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# --tree: unpacked sources that are no git repository.
. "$(dirname "$0")/lib.sh"

for name in current register-alone get-dma-ops; do
	kernel "$name" "$name"
	skeleton "$name" "$work/unpacked/$name"
	run "$bpg" --config "$top/stable-targets.conf" \
		--repo "$work/kernel.git" generate --output "$work/git" "$name=$name"
	status_is 0 "$name: from git"
	run "$bpg" --config "$top/stable-targets.conf" \
		--tree "$work/unpacked/$name" generate --output "$work/tree" "$name"
	status_is 0 "$name: from the same files, unpacked"
	out_has 'base unpacked' 'it says that there is no commit'
	check 'the patches are the same to the byte' \
		diff -r -x provenance.json "$work/git/$name" "$work/tree/$name"
	# three lines of provenance.json name the base, one of git's only
	check 'and their provenance, but for the base' test 6 -eq \
		"$(diff "$work/git/$name/provenance.json" \
			"$work/tree/$name/provenance.json" | grep -c '^[<>]')"
done

run "$bpg" --config "$top/stable-targets.conf" \
	--tree "$work/unpacked/current" check --output "$work/git" current
status_is 0 'check takes a series from git for the same'
out_has 'base moved, same series; no file changed that was consulted' \
	'with another base'

tree()
{
	run "$bpg" --config "$top/stable-targets.conf" --tree "$@"
}

tree "$work/unpacked/current" generate --output "$work/no"
complains 2 '--tree is one kernel: give one target' 'no name'
tree "$work/unpacked/current" generate --output "$work/no" a b
complains 2 '--tree is one kernel: give one target' 'two names'
tree "$work/unpacked/current" generate --output "$work/no" a=b
complains 2 '--tree is one kernel: give one target' 'a revision'
tree "$work/gone" generate --output "$work/no" a
complains 1 "$work/gone: cannot look at the sources" 'a folder that is not there'
tree "$work/home" generate --output "$work/no" a
complains 1 'is no kernel' 'a folder that is no kernel'

rm "$work/unpacked/current/include/linux/iommu.h"
ln -s other.h "$work/unpacked/current/include/linux/iommu.h"
tree "$work/unpacked/current" generate --output "$work/no" a
complains 1 'include/linux/iommu.h is a symbolic link in this tree' \
	'a link in the place of a file'
rm "$work/unpacked/current/include/linux/iommu.h"
cp "$tests/skeleton/current/include/linux/iommu.h" "$work/unpacked/current/include/linux"
mv "$work/unpacked/current/drivers/xen" "$work/unpacked/current/elsewhere"
ln -s ../elsewhere "$work/unpacked/current/drivers/xen"
tree "$work/unpacked/current" generate --output "$work/no" a
complains 1 'drivers/xen is a symbolic link in this tree, where a folder' \
	'a link in the place of a folder on the way'
check 'nothing was written for any of these' test -z "$(ls "$work/no")"

HOME=$work/named
mkdir "$HOME"
git config -f "$HOME/.gitconfig" user.name 'A Signer'
git config -f "$HOME/.gitconfig" user.email signer@example.org
tree "$work/unpacked/register-alone" generate --signoff --output "$work/signed" x
status_is 0 'a sign-off without a repository'
check 'comes from the user'\''s own configuration' grep -q \
	'^Signed-off-by: A Signer <signer@example.org>$' "$work/signed/x"/0003-*

done_testing
