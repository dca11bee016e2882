// SPDX-License-Identifier: GPL-2.0-only
/* The mainline form: the callback takes the name of the struct iommu_device. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static struct iommu_domain *demo_domain_alloc(unsigned int type)
{
	/* The core calls this without a check, and there is no domain. */
	return NULL;
}

/* The comment stays with the ops. */
static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.domain_alloc = demo_domain_alloc,
};

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, &demo_ops, &pdev->dev);
}
