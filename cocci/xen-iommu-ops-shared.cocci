// SPDX-License-Identifier: GPL-2.0-only
/// Two stub drivers, each with iommu_ops of its own, become two that register one and the same iommu_ops.
//# limits: an IOMMU that Linux drives itself has other ops. Its driver still gets -EBUSY, or these do; where Xen has the IOMMUs there is none.
//# limits: a stub is one whose .probe_device does nothing but return an ERR_PTR(); its ops stand in the file that registers them.
// Upstream: 17de3f5fdd35 ("iommu: Retire bus ops") v6.8
// When: iommu-register-refuses-other-ops && xen-has-grant-dma-iommu
// Uses: xen_iommu_ops && iommu_device_register
// After: iommu-domain-alloc-null
// Files: drivers/xen/*.c
// Also: drivers/xen/grant-dma-iommu.c include/xen/xen-ops.h
// Note: the core takes the ops of one IOMMU driver only; the second driver to register
//   gets -EBUSY, and the devices behind it wait in vain. The same ops may register
//   again, so let grant-dma-iommu register the ops of this driver, if it is built.

// This driver's ops are the ones, as they have a .domain_alloc where it is called
// unchecked, and as grant-dma-iommu is as before in a kernel without this driver.
// No second compatible in grant-dma-iommu instead: that driver is there for virtio
// only, can be unbound, and selects IOMMU_API, on which this one's Kconfig depends.

// Nothing but a stub is shared. These members make it no more than that.
@xen_iommu_ops_shared_full@
identifier ops;
identifier member != { owner, probe_device, domain_alloc };
expression E;
position p;
@@
 struct iommu_ops ops@p = {
	...,
	.member = E,
	...,
 };

@xen_iommu_ops_shared_stub@
identifier probe, dev;
expression error;
@@
 probe(struct device *dev)
 {
	return ERR_PTR(error);
 }

// The one that the series brings.
@xen_iommu_ops_shared_ours@
identifier xen_iommu_ops_shared_stub.probe;
symbol xen_iommu_ops;
position p != xen_iommu_ops_shared_full.p;
@@
-static
 const struct iommu_ops xen_iommu_ops@p = {
	...,
	.probe_device = probe,
	...,
 };

// The other one.
@xen_iommu_ops_shared_other@
identifier xen_iommu_ops_shared_stub.probe;
identifier own != xen_iommu_ops;
position p != xen_iommu_ops_shared_full.p;
@@
 struct iommu_ops own@p = {
	...,
	.probe_device = probe,
	...,
 };

@xen_iommu_ops_shared_register@
identifier xen_iommu_ops_shared_other.own;
fresh identifier shared = "shared_" ## own;
@@
 iommu_device_register(...,
-	&own
+	shared()
	, ...)

@xen_iommu_ops_shared_choose@
identifier xen_iommu_ops_shared_other.own;
identifier xen_iommu_ops_shared_register.shared;
@@
 struct iommu_ops own = { ... };
+
+static const struct iommu_ops *shared(void)
+{
+	/* The core takes one driver's ops only, so use xen-iommu-el2's. */
+	if (IS_ENABLED(CONFIG_XEN_IOMMU_EL2))
+		return &xen_iommu_ops;
+	return &own;
+}

// Either one. As long as one of the above fires, this is not there yet.
@depends on xen_iommu_ops_shared_ours || xen_iommu_ops_shared_choose@
@@
-#include <linux/platform_device.h>
+#include <linux/platform_device.h>
+
+#include <xen/xen-ops.h>

// Their header. It is for all architectures, as the other driver is.
@xen_iommu_ops_shared_declared@
@@
 extern const struct iommu_ops xen_iommu_ops;

@xen_iommu_ops_shared_declare depends on !xen_iommu_ops_shared_declared@
symbol xen_contiguous_bitmap;
@@
 extern unsigned long *xen_contiguous_bitmap;
+
+/* Only with CONFIG_XEN_IOMMU_EL2: what every stub IOMMU driver registers */
+extern const struct iommu_ops xen_iommu_ops;
