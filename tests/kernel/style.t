#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verify --level=style: faults that a kernel's own scripts have to find. That
# they find nothing in any fresh series is in build.t.
# shellcheck disable=SC2016,SC2086 # sed's $, a pattern of names
. "$(dirname "$0")/../lib.sh"

cd "$top" || exit 1
configured_targets >"$work/targets"

last=
while read -r name ref; do
	! git --git-dir="$kernels" rev-parse -q --verify "$ref" >/dev/null || last=$name
done <"$work/targets"
check 'at least one kernel is there' test -n "$last"

keep_prepared
find_sandbox
verify()
{
	run "$bpg" --repo "$kernels" verify ${sandbox:+"$sandbox"} \
		--level=style --output "$1" "$last"
}
run "$bpg" --repo "$kernels" generate --output "$work/fresh" "$last"
status_is 0 "$last: a fresh series"
verify "$work/fresh"
status_is 0 "$last: checkpatch, owners, binding"
out_has "$last: style: passed" '... were looked at'

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
	verify "$work/bad"
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
