// SPDX-License-Identifier: GPL-2.0-only
/* Ops with another member keep their initializer. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/module.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.pgsize_bitmap = SZ_4K,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
