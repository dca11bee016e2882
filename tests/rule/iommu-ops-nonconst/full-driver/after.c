// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver in the layout of a real one: the ops are declared ahead of the code that
 * compares with them, have domain ops within, and stand beside a table. Declaration
 * and definition have to agree; the rest stays const.
 */
#include <linux/iommu.h>
#include <linux/module.h>

static struct iommu_ops full_ops;
static const struct full_variant full_v2 = { .ways = 2 };

static bool full_owns(struct iommu_fwspec *fwspec)
{
	const struct iommu_ops *ops = &full_ops;

	return fwspec && fwspec->ops == ops;
}

static struct iommu_ops full_ops = {
	.capable		= full_capable,
	.probe_device		= full_probe_device,
	.of_xlate		= full_of_xlate,
	.owner			= THIS_MODULE,
	.default_domain_ops = &(const struct iommu_domain_ops) {
		.attach_dev		= full_attach_dev,
		.free			= full_domain_free,
	}
};

static int full_add(struct full *full, struct device *dev)
{
	int ret;

	ret = full_reset(full, &full_v2);
	if (ret)
		return ret;

	iommu_device_set_ops(&full->iommu, &full_ops);
	iommu_device_set_fwnode(&full->iommu, dev->fwnode);

	return iommu_device_register(&full->iommu);
}
