// SPDX-License-Identifier: GPL-2.0-only
/* Members around .probe_device stay, and so does a writable object. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/module.h>

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

static void demo_release_device(struct device *dev)
{
}

static struct iommu_ops demo_ops = {
	.release_device = demo_release_device,
	.probe_device = demo_probe_device,
	.domain_alloc = demo_domain_alloc,
	.owner = THIS_MODULE,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
