// SPDX-License-Identifier: GPL-2.0-only
/* What is said of the callback goes with it, and stands next to what stays. */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device demo;

/* Every device is turned down. */
static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

/* Nothing but a reason to go on. */
static const struct iommu_ops demo_ops = {
	/* Called for each device of the bus. */
	.probe_device = demo_probe_device,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
