// SPDX-License-Identifier: GPL-2.0-only
/* The call is what an if asks, alone or inside a comparison. */
#include <linux/iommu.h>

static int demo_add(struct device *dev)
{
	int ret;

	if (iommu_device_register(&one, &demo_ops, dev))
		return -EBUSY;

	ret = iommu_device_sysfs_add(&two, dev, NULL, "two");
	if (ret)
		return ret;

	if (iommu_device_register(&two, &demo_ops, dev) < 0)
		return -EBUSY;
	else
		demo_ready(&two);

	return 0;
}
