// SPDX-License-Identifier: GPL-2.0-only
/* The registration still takes the ops: the order of the two rules is no matter. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, &demo_ops, &pdev->dev);
}
