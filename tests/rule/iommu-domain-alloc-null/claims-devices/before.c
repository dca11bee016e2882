// SPDX-License-Identifier: GPL-2.0-only
/*
 * A probe callback that takes some devices on: ops whose domains are not to be seen
 * here, which is no reason to say that there are none.
 */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	if (demo_owns(dev))
		return &demo;

	return ERR_PTR(-ENODEV);
}

static struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static int demo_add(struct device *dev)
{
	demo_set_domain_ops(&demo_ops);

	return iommu_device_register(&demo, &demo_ops, dev);
}
