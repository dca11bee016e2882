#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Makes the table of shapes.md from the records of shapes.tsv. Both are as the
# boots of shapes.t leave them.
#
# usage: shapes-table.sh <RECORDS >TABLE

cat <<'END'
# Three shapes of the device tree

How can Xen tell dom0 that a disk is behind an IOMMU of its own? Each shape was
booted on each kernel, without patches, with the hook alone (all patches before
the driver), and with the whole series, by `make shapes-test`. This file is made
from `shapes.tsv`, which has the records of these boots.

| shape | device tree |
|---|---|
| node | the disk's `iommus` refers to a node `compatible = "xen,iommu-el2-v1"` |
| reserved | the same, and the node has `status = "reserved"` |
| property | the disk has a property, and there is no node |

*Root* is on the disk, without `rootwait`. *Initramfs* is when the disk has its
driver if nothing else waits for it. *Xen* is which DMA frame the disk gets in
dom0 for a page of another domain: the machine frame comes from swiotlb-xen, the
guest frame is that of a protected device. The last is booted with
`deferred_probe_timeout=0`, as it is not about waiting.

END
awk -F '\t' '
	{
		key = $1 FS $2
		if (!(key in known)) {
			known[key] = 1
			if (!($1 in shapes)) {
				shapes[$1] = 1
				shape[++n_shapes] = $1
			}
			if (!($2 in kernels)) {
				kernels[$2] = 1
				kernel[++n_kernels] = $2
			}
		}
		seen[key, $3, $4] = $5
	}
	function holds(what, key, patches) {
		if (seen[key, patches, "root"] != "mounted")
			return 0
		if (what == "root")
			return 1
		if (seen[key, patches, "initramfs"] != "at once")
			return 0
		return what == "prompt" || seen[key, patches, "xen"] == "guest frame"
	}
	function least(what, key,	i) {
		for (i = 1; i <= 3; i++)
			if (holds(what, key, state[i]))
				return state[i]
		return "not shown"
	}
	END {
		split("none hook all", state, " ")
		print "The least patches that are needed:"
		print ""
		print "| shape | kernel | root is mounted | and the disk does not wait | and it does without swiotlb-xen |"
		print "|---|---|---|---|---|"
		for (s = 1; s <= n_shapes; s++)
			for (k = 1; k <= n_kernels; k++) {
				key = shape[s] FS kernel[k]
				if (key in known)
					printf "| %s | %s | %s | %s | %s |\n", shape[s],
						kernel[k], least("root", key),
						least("prompt", key), least("bypass", key)
			}
		print ""
		print "What was seen:"
		print ""
		print "| shape | kernel | patches | root | initramfs | Xen |"
		print "|---|---|---|---|---|---|"
		for (s = 1; s <= n_shapes; s++)
			for (k = 1; k <= n_kernels; k++)
				for (i = 1; i <= 3; i++) {
					key = shape[s] FS kernel[k]
					if (!((key, state[i], "root") in seen))
						continue
					printf "| %s | %s | %s | %s | %s | %s |\n", shape[s],
						kernel[k], state[i],
						seen[key, state[i], "root"],
						seen[key, state[i], "initramfs"],
						seen[key, state[i], "xen"]
				}
	}'
cat <<'END'

## Recommendation

To maintainers of Xen and of the bindings: take the property. With it, the disk is
there at once and root is mounted on every kernel above without any patch, and the
hook of some twenty lines is all that a kernel needs to do without swiotlb-xen; the
plain node makes unpatched kernels of 6.1 and later panic if root is behind it, so no
Xen could write it before every kernel in use has the driver, which is what Rob
Herring objected to in 2022. The node with `status = "reserved"` boots as well and
keeps the generic `iommus`, so it is the second choice, but without cells it cannot
serve PCI, Stefano Stabellini declined the like for `xen,grant-dma`, and Saravana
Kannan wants a driver or no IOMMU binding. Against the property speaks that schemas
with `additionalProperties: false` do not allow it, that a system which does not know
it learns nothing, and that it covers all below the marked device. It is preferred all
the same, as Robin Murphy asked for a property of Xen's own where Linux has no IOMMU to
operate, as it serves PCI by the host bridge, and as no Xen has been released that
writes the node, so that nobody loses by a change of shape.
END
