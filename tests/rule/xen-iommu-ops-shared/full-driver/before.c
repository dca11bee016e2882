// SPDX-License-Identifier: GPL-2.0-only
/* A driver that drives its IOMMU has to register ops of its own. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device *demo_probe_device(struct device *dev)
{
	struct demo *demo = demo_of(dev);

	if (!demo)
		return ERR_PTR(-ENODEV);

	return &demo->iommu;
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.of_xlate = demo_of_xlate,
	.domain_alloc = demo_domain_alloc,
};

static int demo_probe(struct platform_device *pdev)
{
	int ret = iommu_device_register(&demo->iommu, &demo_ops, &pdev->dev);

	return ret;
}
