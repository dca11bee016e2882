// SPDX-License-Identifier: GPL-2.0-only
/* What is said of the callback goes with it, and stands next to what stays. */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device demo;

/* Nothing but a reason to go on. */
static const struct iommu_ops demo_ops;

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
