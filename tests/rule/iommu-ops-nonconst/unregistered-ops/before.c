// SPDX-License-Identifier: GPL-2.0-only
/* Const objects that nobody registers keep their const. */
#include <linux/iommu.h>

static const struct iommu_ops spare_ops = {
	.probe_device = spare_probe_device,
};

static const struct iommu_domain_ops demo_domain_ops = {
	.attach_dev = demo_attach_dev,
};

static void demo_add(struct iommu_device *iommu, const struct iommu_ops *ops)
{
	demo_note(&spare_ops);
	iommu_device_set_ops(iommu, ops);
}
