// SPDX-License-Identifier: GPL-2.0-only
/* The mainline form: others are to see the ops, so they need their prototype too. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

/* The comment stays with the ops. */
static const struct iommu_ops xen_iommu_ops = {
	.probe_device = demo_probe_device,
};

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, &xen_iommu_ops, &pdev->dev);
}
