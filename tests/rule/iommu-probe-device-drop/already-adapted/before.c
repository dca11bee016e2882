// SPDX-License-Identifier: GPL-2.0-only
/* Nothing to drop, whether the registration was split already or not. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static const struct iommu_ops demo_ops;

static int demo_probe(struct platform_device *pdev)
{
	iommu_device_set_ops(&demo, &demo_ops);
	iommu_device_set_fwnode(&demo, pdev->dev.fwnode);
	return iommu_device_register(&demo);
}
