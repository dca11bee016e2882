// SPDX-License-Identifier: GPL-2.0-only
/* As from 5.19 on: a stub for another node of Xen's, which registers its own ops. */
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/platform_device.h>

struct demo_grant_iommu {
	struct iommu_device iommu;
};

static struct iommu_device *demo_grant_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops demo_grant_ops = {
	.probe_device = demo_grant_probe_device,
};

static int demo_grant_probe(struct platform_device *pdev)
{
	struct demo_grant_iommu *demo;
	int ret;

	demo = demo_alloc(pdev);
	if (!demo)
		return -ENOMEM;

	ret = iommu_device_register(&demo->iommu, &demo_grant_ops, &pdev->dev);
	if (ret)
		return ret;

	return demo_keep(pdev, demo);
}
