// SPDX-License-Identifier: GPL-2.0-only
/// The const iommu_ops object that is registered becomes a writable one.
//# limits: an object that is registered through a pointer keeps its const; the series' ops are const.
// Upstream: c0aec6680b6c ("iommu: Statically set module owner") v5.13
// When: iommu-set-ops-writes-owner
// Uses: iommu_device_register
// After: iommu-device-register-args
// Files: drivers/xen/*.c drivers/iommu/*.c
// Note: iommu_device_set_ops() writes the owner into the ops here, casting a const
//   away without a warning; drop the const.

// Either side of iommu-device-register-args, so that order alone cannot lose it.
@iommu_ops_nonconst_registered@
identifier ops;
expression iommu;
@@
(
 iommu_device_set_ops(iommu, &ops)
|
 iommu_device_register(iommu, &ops, ...)
)

@iommu_ops_nonconst@
identifier iommu_ops_nonconst_registered.ops;
@@
-const
 struct iommu_ops ops = { ... };

@iommu_ops_nonconst_declared@
identifier iommu_ops_nonconst_registered.ops;
@@
-const
 struct iommu_ops ops;
