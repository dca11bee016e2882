// SPDX-License-Identifier: GPL-2.0-only
/// A stub's iommu_ops without domain callbacks become ops whose .domain_alloc returns NULL.
//# limits: a stub is one whose .probe_device does nothing but return an ERR_PTR(); it stands above its ops.
//# limits: Uses: passes over a file that holds both a stub's ops and a full driver's.
// Upstream: 17de3f5fdd35 ("iommu: Retire bus ops") v6.8
// When: bus-holds-iommu-ops && (!driver-sets-bus-ops || iommu-register-refuses-other-ops)
// Uses: iommu_ops && iommu_device_register && !domain_alloc && !domain_alloc_paging && !default_domain_ops
// Files: drivers/xen/*.c drivers/iommu/*.c
// Note: registration hands these ops to every bus here, and the core calls
//   .domain_alloc of a bus's ops without a check; add one that returns NULL.

// Any stub needs this, grant-dma-iommu, too, which has no .domain_alloc in 6.1 and
// 6.6: there iommu_domain_alloc() of a bus, as venus and ath11k call it, calls NULL.
// Who carries that driver and wants it as it was released says so, by
// --disable iommu-domain-alloc-null; nothing in a kernel asks for the fault.

// Any member with "domain" in its name speaks for a driver that has domains.
@iommu_domain_alloc_null_full@
identifier ops;
identifier member =~ "domain";
expression E;
position p;
@@
 struct iommu_ops ops@p = {
	...,
	.member = E,
	...,
 };

@iommu_domain_alloc_null_stub@
identifier ops, probe;
position p != iommu_domain_alloc_null_full.p;
@@
 struct iommu_ops ops@p = {
	...,
	.probe_device = probe,
	...,
 };

// The driver's own naming: that of its struct iommu_device, if it has one by name.
@iommu_domain_alloc_null_registered@
identifier iommu_domain_alloc_null_stub.ops;
identifier iommu;
@@
 iommu_device_register(&iommu, &ops, ...)

@iommu_domain_alloc_null_by_device@
identifier iommu_domain_alloc_null_stub.probe;
identifier iommu_domain_alloc_null_registered.iommu;
identifier dev;
expression error;
fresh identifier alloc = iommu ## "_domain_alloc";
@@
 probe(struct device *dev)
 {
	return ERR_PTR(error);
 }
+
+static struct iommu_domain *alloc(unsigned int type)
+{
+	/* The core calls this without a check, and there is no domain. */
+	return NULL;
+}

@iommu_domain_alloc_null_by_device_ops@
identifier iommu_domain_alloc_null_stub.ops, iommu_domain_alloc_null_stub.probe;
identifier iommu_domain_alloc_null_by_device.alloc;
@@
 struct iommu_ops ops = {
	...,
	.probe_device = probe,
+	.domain_alloc = alloc,
	...,
 };

@iommu_domain_alloc_null_by_ops depends on !iommu_domain_alloc_null_registered@
identifier iommu_domain_alloc_null_stub.ops, iommu_domain_alloc_null_stub.probe;
identifier dev;
expression error;
fresh identifier alloc = ops ## "_domain_alloc";
@@
 probe(struct device *dev)
 {
	return ERR_PTR(error);
 }
+
+static struct iommu_domain *alloc(unsigned int type)
+{
+	/* The core calls this without a check, and there is no domain. */
+	return NULL;
+}

@iommu_domain_alloc_null_by_ops_ops@
identifier iommu_domain_alloc_null_stub.ops, iommu_domain_alloc_null_stub.probe;
identifier iommu_domain_alloc_null_by_ops.alloc;
@@
 struct iommu_ops ops = {
	...,
	.probe_device = probe,
+	.domain_alloc = alloc,
	...,
 };
