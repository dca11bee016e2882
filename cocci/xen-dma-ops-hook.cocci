// SPDX-License-Identifier: GPL-2.0-only
/// The condition in xen_setup_dma_ops() that spares a protected device moves into arch_setup_dma_ops().
//# limits: the branch has to set ->dma_ops of the function's own device, and its condition to be the one call.
// Upstream: 9bf22421dc8a ("arm/xen: Introduce xen_setup_dma_ops()") v5.19
// When: arch-chooses-xen-dma-ops || arch-detects-xen-swiotlb
// Uses: xen_is_protected_device
// Files: arch/arm/mm/dma-mapping.c arch/arm64/mm/dma-mapping.c
// Consumes: include/xen/arm/xen-ops.h
// Note: there is no xen_setup_dma_ops() here; arm and arm64 choose the DMA ops of
//   swiotlb-xen in their own arch_setup_dma_ops(), so ask there.

// No return type and no further parameters: they differ from place to place. The
// prototype needs no #include, it comes with <xen/xen.h> as either test does.
@xen_dma_ops_hook@
identifier setup = {xen_setup_dma_ops, arch_setup_dma_ops};
identifier dev;
expression ops;
@@
 setup(struct device *dev, ...)
 {
	<...
	if (
(
	    xen_swiotlb_detect()
|
	    xen_initial_domain()
)
+	    && !xen_is_protected_device(dev)
	   ) {
		<+...
		dev->dma_ops = ops
		...+>
	}
	...>
 }
