// SPDX-License-Identifier: GPL-2.0-only
/* Ops with another member keep their initializer. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/module.h>

static struct iommu_device demo;

static const struct iommu_ops demo_ops = {
	.pgsize_bitmap = SZ_4K,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
