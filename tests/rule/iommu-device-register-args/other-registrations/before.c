// SPDX-License-Identifier: GPL-2.0-only
/* Names that only resemble it, and a pointer that is not called. */
#include <linux/iommu.h>

static int demo_add(struct demo *demo, struct device *dev)
{
	int (*later)(struct iommu_device *iommu) = iommu_device_register;

	if (demo_device_register(&demo->iommu, &demo_ops, dev))
		return -ENODEV;

	return iommu_device_register_bus(&demo->iommu, &demo_ops, dev, later);
}
