// SPDX-License-Identifier: GPL-2.0-only
/* The callback is there, by another name and in another place: not once more. */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device demo;

static struct iommu_domain *no_domain(unsigned int type)
{
	return NULL;
}

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops demo_ops = {
	.domain_alloc = no_domain,
	.probe_device = demo_probe_device,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
