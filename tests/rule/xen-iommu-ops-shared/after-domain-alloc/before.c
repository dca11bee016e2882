// SPDX-License-Identifier: GPL-2.0-only
/* iommu-domain-alloc-null was here first. It is still a stub. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static struct iommu_domain *demo_domain_alloc(unsigned int type)
{
	return NULL;
}

static const struct iommu_ops xen_iommu_ops = {
	.probe_device = demo_probe_device,
	.domain_alloc = demo_domain_alloc,
};

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, &xen_iommu_ops, &pdev->dev);
}
