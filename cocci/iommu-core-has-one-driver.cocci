// SPDX-License-Identifier: GPL-2.0-only
/// A stub that registers an IOMMU becomes one that only binds to the node, and of_iommu_xlate() answers "no IOMMU" for that node.
//# limits: of_iommu_xlate() has to turn down a node that is not available, and to say NO_IOMMU for it.
//# limits: a stub is one whose only callback is a .probe_device that does nothing but return an ERR_PTR().
// Upstream: 17de3f5fdd35 ("iommu: Retire bus ops") v6.8
// When: iommu-register-refuses-other-ops || (bus-holds-iommu-ops && !driver-sets-bus-ops)
// Uses: xen_iommu_ops && iommu_device_register
// Files: drivers/xen/*.c
// Also: drivers/iommu/of_iommu.c
// Note: the core accepts the ops of one IOMMU driver only: the next one to register gets
//   -EBUSY, and the devices behind its IOMMU stay deferred. Linux may drive an IOMMU
//   beside Xen's, or have a xen,grant-dma node. So register nothing, and let
//   of_iommu_xlate() skip the node as it does one that is not available, whether this
//   driver is enabled or not. The driver only binds to the node, for
//   fw_devlink.strict=1.

// To share one iommu_ops among the stubs is not enough: smmu, rockchip and others
// register at device_initcall, after every stub, and are turned away. And a second
// compatible in grant-dma-iommu, with a select, keeps that driver's own -EBUSY.

@iommu_core_has_one_driver_registered@
identifier iommu, ops;
@@
 iommu_device_register(&iommu, &ops, ...)

// Any other member speaks for a driver that has something to serve.
@iommu_core_has_one_driver_others@
identifier ops;
identifier member != probe_device;
expression E;
position p;
@@
 struct iommu_ops ops@p = {
	...,
	.member = E,
	...,
 };

@iommu_core_has_one_driver_stub@
identifier iommu_core_has_one_driver_registered.ops;
identifier probe;
position p != iommu_core_has_one_driver_others.p;
@@
 struct iommu_ops ops@p = {
	...,
	.probe_device = probe,
	...,
 };

@iommu_core_has_one_driver_function@
identifier iommu_core_has_one_driver_stub.probe;
identifier dev;
expression error;
@@
-probe(struct device *dev)
-{
-	return ERR_PTR(error);
-}

@iommu_core_has_one_driver_ops depends on iommu_core_has_one_driver_function@
identifier iommu_core_has_one_driver_registered.ops;
@@
-struct iommu_ops ops = { ... };

@iommu_core_has_one_driver_device depends on iommu_core_has_one_driver_function@
identifier iommu_core_has_one_driver_registered.iommu;
@@
-struct iommu_device iommu;

@iommu_core_has_one_driver_call depends on iommu_core_has_one_driver_function@
identifier iommu_core_has_one_driver_registered.iommu;
identifier iommu_core_has_one_driver_registered.ops;
identifier ret, registered;
expression dev, done;
@@
-	static bool registered;
-	int ret;
-
-	if (registered)
-		return -EBUSY;
-
-	ret = iommu_device_register(&iommu, &ops, dev);
-	if (ret)
-		return ret;
-
-	registered = done;
-
+	/* Nothing to register: of_iommu_xlate() skips the node by itself. */
	return 0;

// <linux/err.h> stays: with the first #include the comment above it would go.
@iommu_core_has_one_driver_header depends on iommu_core_has_one_driver_call@
@@
-#include <linux/iommu.h>

@iommu_core_has_one_driver_xlate@
identifier iommu_spec;
expression other;
@@
	if (other ||
-	    !of_device_is_available(iommu_spec->np)
+	    !of_device_is_available(iommu_spec->np) ||
+	    of_device_is_compatible(iommu_spec->np, "xen,iommu-el2-v1")
	   )
		return NO_IOMMU;
