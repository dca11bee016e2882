// SPDX-License-Identifier: GPL-2.0-only
/*
 * The probe callback is a stub's, but the ops have domains: whose they are, this
 * rule cannot know.
 */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.identity_domain = &demo_identity_domain,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
