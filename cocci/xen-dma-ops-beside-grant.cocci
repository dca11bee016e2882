// SPDX-License-Identifier: GPL-2.0-only
/// The condition in xen_setup_dma_ops() that spares a protected device becomes the same one behind the test for grant DMA ops.
//# limits: the branch has to set ->dma_ops, and its condition to be the one call.
// Upstream: none: xen/grant-dma-ops took the test over in v6.2, and 6.1.y did so later; the subject was not at hand
// When: xen-setup-asks-for-grants
// Uses: xen_is_protected_device
// Files: include/xen/arm/xen-ops.h
// Consumes: include/xen/arm/xen-ops.h
// Note: xen_setup_dma_ops() asks for xen,grant-dma first here; ask behind that. No
//   device is both, as it has one IOMMU.

@xen_dma_ops_beside_grant@
identifier dev;
expression ops;
@@
 xen_setup_dma_ops(struct device *dev)
 {
	<...
	if (xen_swiotlb_detect()
+	    && !xen_is_protected_device(dev)
	   ) {
		<+...
		dev->dma_ops = ops
		...+>
	}
	...>
 }
