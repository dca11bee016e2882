// SPDX-License-Identifier: GPL-2.0-only
/* The mainline form: the call hands its result to a variable. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static int demo_probe(struct platform_device *pdev)
{
	int ret;

	iommu_device_set_ops(&demo, &demo_ops);
	iommu_device_set_fwnode(&demo, pdev->dev.fwnode);
	ret = iommu_device_register(&demo);
	if (ret)
		return ret;

	return 0;
}
