// SPDX-License-Identifier: GPL-2.0-only
/// A stub's .probe_device, which turns every device down, goes away where iommu_ops has no such member.
//# limits: a stub is one whose .probe_device does nothing but return an ERR_PTR(), and whose ops have no .of_xlate.
//# limits: not where one such function serves a stub's ops and those of a full driver.
// Upstream: a6a4c7e2c5b8 ("iommu: Add probe_device() and release_device() call-backs") v5.8
// When: iommu-ops-have-add-device && !iommu-ops-have-probe-device
// Uses: iommu_ops && probe_device
// Files: drivers/xen/*.c drivers/iommu/*.c
// Note: iommu_ops has .add_device here instead of .probe_device, and nobody would call
//   it, as this driver hands its ops to no bus; leave it out.

// An .add_device that returns -ENODEV would be right too, and would be dead code:
// only a bus whose iommu_ops were set asks for it. <linux/err.h> stays for -EBUSY.

// Ops with .of_xlate claim devices, so somebody has to take them on.
@iommu_probe_device_drop_claims@
identifier ops;
expression E;
position p;
@@
 struct iommu_ops ops@p = {
	...,
	.of_xlate = E,
	...,
 };

@iommu_probe_device_drop_others@
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

@iommu_probe_device_drop_stub@
identifier ops, probe;
position p != iommu_probe_device_drop_claims.p;
@@
 struct iommu_ops ops@p = {
	...,
	.probe_device = probe,
	...,
 };

@iommu_probe_device_drop_function@
identifier iommu_probe_device_drop_stub.probe;
identifier dev;
expression error;
@@
-probe(struct device *dev)
-{
-	return ERR_PTR(error);
-}

// What is below needs the function above, so that another driver's is left alone.
@iommu_probe_device_drop_member depends on iommu_probe_device_drop_function@
identifier iommu_probe_device_drop_stub.ops, iommu_probe_device_drop_stub.probe;
position p = iommu_probe_device_drop_others.p;
@@
 struct iommu_ops ops@p = {
	...,
-	.probe_device = probe,
	...,
 };

// Nothing is left: no { } either, the object is zero without.
@iommu_probe_device_drop_initializer depends on iommu_probe_device_drop_function@
identifier iommu_probe_device_drop_stub.ops, iommu_probe_device_drop_stub.probe;
position p != iommu_probe_device_drop_others.p;
@@
 struct iommu_ops ops@p
-	= { .probe_device = probe, }
 ;
