#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verify --level=style: each fresh series by its kernel's own scripts, and
# faults that they have to find.
# shellcheck disable=SC2016,SC2086 # sed's $, a pattern of names
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
configured_targets >"$work/targets"

there=0
while read -r name ref; do
	git --git-dir="$kernels" rev-parse -q --verify "$ref" >/dev/null || continue
	there=$((there + 1))
	last=$name
	run "$bpg" --repo "$kernels" generate --output "$work/fresh" "$name"
	status_is 0 "$name: a fresh series"
	run "$bpg" --repo "$kernels" verify --level=style --output "$work/fresh" "$name"
	status_is 0 "$name: checkpatch, owners, binding"
	out_has "$name: style: passed" '... were looked at'
done <"$work/targets"
check 'at least one kernel is there' test "$there" -gt 0

# --- seeded faults, on the last of them; seed SCRIPT FILE
series=$work/bad/$last
seed()
{
	rm -rf "$work/bad"
	cp -R "$work/fresh" "$work/bad"
	sed -i "$1" "$series"/$2
}

# found TEXT WHAT
found()
{
	run "$bpg" --repo "$kernels" verify --level=style --output "$work/bad" "$last"
	complains 1 "$1" "$2"
	check '... at this level' grep -q "^backportgen: $last: style: " "$work/err"
}

seed 's/^+\tint ret;$/& /' '*.patch'
found ':TRAILING_WHITESPACE: ' 'fault: a trailing blank'
seed 's/^+\tret = iommu/+        ret = iommu/' '*.patch'
found 'CODE_INDENT' 'fault: blanks in place of a tab'
seed 's|^+$id: http.*|+$id: http://devicetree.org/schemas/iommu/other.yaml#|' '0001-*.patch'
found "its \$id is 'http://devicetree.org/schemas/iommu/other.yaml#'" \
	'fault: a binding under another $id'
seed 's/^+  compatible:$/+  compatible: : ]/' '0001-*.patch'
found 'is no YAML' 'fault: a binding that is no YAML'
seed 's|b/drivers/xen/xen-iommu-el2\.c|b/tools/nobody/xen-iommu-el2.c|g
	s|a/drivers/xen/xen-iommu-el2\.c|a/tools/nobody/xen-iommu-el2.c|g' '*.patch'
found 'tools/nobody/xen-iommu-el2.c: MAINTAINERS has no entry for this new file' \
	'fault: a new file that nobody owns'

done_testing
