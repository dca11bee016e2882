// SPDX-License-Identifier: GPL-2.0-only
/* The mainline form: nothing is left of the ops but the object. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

/* The comment stays with the ops. */
static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, &demo_ops, &pdev->dev);
}
