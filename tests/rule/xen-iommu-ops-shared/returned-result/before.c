// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of the result does not matter. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, &demo_ops, &pdev->dev);
}
