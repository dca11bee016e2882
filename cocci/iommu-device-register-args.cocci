// SPDX-License-Identifier: GPL-2.0-only
/// iommu_device_register(iommu, ops, hwdev) becomes iommu_device_set_ops(), iommu_device_set_fwnode() and a registration that takes the iommu_device alone.
//# limits: not where the call initialises a variable, is an argument of another call, or picks its device by ?: (a NULL has no fwnode to set).
// Upstream: 2d471b20c55e ("iommu: Streamline registration interface") v5.13
// When: iommu-register-takes-iommu-alone && iommu-has-set-fwnode
// Uses: iommu_device_register
// Files: drivers/xen/*.c drivers/iommu/*.c
// Note: iommu_device_register() takes neither the ops nor the device here; set the
//   ops and the fwnode before.

@iommu_device_register_args_choice@
expression iommu, ops, choice, a, b;
position p;
@@
 iommu_device_register@p(iommu, ops, choice ? a : b)

// The newer function takes the fwnode from the device itself, so do we.
@iommu_device_register_args@
expression iommu, ops, hwdev, ret;
statement S1, S2;
position p != iommu_device_register_args_choice.p;
@@
(
+iommu_device_set_ops(iommu, ops);
+iommu_device_set_fwnode(iommu, hwdev->fwnode);
 ret = iommu_device_register@p(iommu
-			       , ops, hwdev
			       );
|
+iommu_device_set_ops(iommu, ops);
+iommu_device_set_fwnode(iommu, hwdev->fwnode);
 return iommu_device_register@p(iommu
-				, ops, hwdev
				);
|
+iommu_device_set_ops(iommu, ops);
+iommu_device_set_fwnode(iommu, hwdev->fwnode);
 iommu_device_register@p(iommu
-			 , ops, hwdev
			 );
|
+iommu_device_set_ops(iommu, ops);
+iommu_device_set_fwnode(iommu, hwdev->fwnode);
 if (<+... iommu_device_register@p(iommu
-				   , ops, hwdev
				   ) ...+>) S1 else S2
)

// (&pdev->dev)->fwnode is what the rule above leaves of &pdev->dev.
@iommu_device_register_args_member@
expression iommu, dev;
@@
 iommu_device_set_fwnode(iommu,
-			 (&dev)->fwnode
+			 dev.fwnode
			 )

@iommu_device_register_args_null@
expression iommu;
@@
-iommu_device_set_fwnode(iommu, NULL->fwnode);
