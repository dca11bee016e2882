// SPDX-License-Identifier: GPL-2.0-only
/* With .of_xlate the ops are not for devices of others, whatever they are called. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops xen_iommu_ops = {
	.probe_device = demo_probe_device,
	.of_xlate = demo_of_xlate,
};

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.of_xlate = demo_of_xlate,
};

static int demo_probe(struct platform_device *pdev)
{
	int ret = iommu_device_register(&demo, &xen_iommu_ops, &pdev->dev);

	return ret ? ret : iommu_device_register(&other, &demo_ops, &pdev->dev);
}
