// SPDX-License-Identifier: GPL-2.0-only
/* The call is what an if asks, alone or inside a comparison. */
#include <linux/iommu.h>

static int demo_add(struct device *dev)
{
	int ret;

	iommu_device_set_ops(&one, &demo_ops);
	iommu_device_set_fwnode(&one, dev->fwnode);
	if (iommu_device_register(&one))
		return -EBUSY;

	ret = iommu_device_sysfs_add(&two, dev, NULL, "two");
	if (ret)
		return ret;

	iommu_device_set_ops(&two, &demo_ops);
	iommu_device_set_fwnode(&two, dev->fwnode);
	if (iommu_device_register(&two) < 0)
		return -EBUSY;
	else
		demo_ready(&two);

	return 0;
}
