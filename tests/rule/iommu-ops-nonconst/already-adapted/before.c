// SPDX-License-Identifier: GPL-2.0-only
/* Writable ops, and a const pointer to them that may stay. */
#include <linux/iommu.h>

static struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static void demo_add(struct iommu_device *iommu)
{
	const struct iommu_ops *ops = &demo_ops;

	iommu_device_set_ops(iommu, &demo_ops);
	demo_note(ops);
}
