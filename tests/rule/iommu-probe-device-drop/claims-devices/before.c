// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ops with .of_xlate say that the devices are theirs. Without a callback nobody
 * takes them on, so this is not to be done by leaving it out.
 */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device demo;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static int demo_of_xlate(struct device *dev, const struct of_phandle_args *args)
{
	return iommu_fwspec_add_ids(dev, args->args, 1);
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.of_xlate = demo_of_xlate,
};

static int demo_add(struct device *dev)
{
	return iommu_device_register(&demo, &demo_ops, dev);
}
