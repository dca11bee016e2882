// SPDX-License-Identifier: GPL-2.0-only
/// The condition in xen_setup_dma_ops() that spares a protected device becomes a flag, set in arch_setup_dma_ops() and asked for in get_dma_ops().
//# limits: get_dma_ops() has to test for dom0 by that call alone, and arch_setup_dma_ops() to note the coherency in archdata.
// Upstream: none: e058632670b7 of April 2017 has the choice in arch_setup_dma_ops(); its subject was not at hand
// When: get-dma-ops-chooses-xen
// Uses: xen_is_protected_device
// Files: arch/arm/include/asm/device.h arch/arm/include/asm/dma-mapping.h arch/arm/mm/dma-mapping.c arch/arm64/include/asm/device.h arch/arm64/include/asm/dma-mapping.h arch/arm64/mm/dma-mapping.c
// Consumes: include/xen/arm/xen-ops.h
// Note: there is no xen_setup_dma_ops() here; get_dma_ops() picks swiotlb-xen anew for
//   each DMA operation, in any context. Do not read the device tree there: ask once,
//   in arch_setup_dma_ops() when the device is created, and keep the answer in its
//   archdata.

// Mainline's own form: of its file the rule makes mainline's change.
@xen_get_dma_ops_mainline@
identifier dev;
expression ops;
@@
 xen_setup_dma_ops(struct device *dev)
 {
	<...
	if (xen_swiotlb_detect()
+	    && !xen_is_protected_device(dev)
	   )
		dev->dma_ops = ops;
	...>
 }

// A NULL device is asked about as well.
@xen_get_dma_ops_test@
identifier dev;
expression ops;
statement S;
@@
 get_dma_ops(struct device *dev)
 {
	<...
	if (xen_initial_domain()
+	    && !(dev && dev->archdata.xen_protected)
	   )
		return ops;
	else S
	...>
 }

// Beside another bool the flag takes no space.
@xen_get_dma_ops_has_member@
identifier member =~ "^xen_protected$";
@@
 struct dev_archdata {
	...
	bool member;
	...
 };

@xen_get_dma_ops_member depends on !xen_get_dma_ops_has_member@
@@
 struct dev_archdata {
	...
	bool dma_coherent;
+	bool xen_protected;
	...
 };

@xen_get_dma_ops_is_set@
expression E1, E2;
@@
 E1->archdata.xen_protected = E2

// The test for dom0 also keeps the call out of a kernel without Xen.
@xen_get_dma_ops_set depends on !xen_get_dma_ops_is_set@
identifier dev, coherent;
@@
 arch_setup_dma_ops(struct device *dev, ..., bool coherent)
 {
	<...
	dev->archdata.dma_coherent = coherent;
+	if (xen_initial_domain())
+		dev->archdata.xen_protected = xen_is_protected_device(dev);
	...>
 }
