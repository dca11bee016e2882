// SPDX-License-Identifier: GPL-2.0-only
/* A registration without ops has been split before. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static int demo_probe(struct platform_device *pdev)
{
	iommu_device_set_ops(&demo, &demo_ops);
	iommu_device_set_fwnode(&demo, &pdev->dev.of_node->fwnode);
	return iommu_device_register(&demo);
}
