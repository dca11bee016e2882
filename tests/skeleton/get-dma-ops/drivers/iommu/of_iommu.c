// SPDX-License-Identifier: GPL-2.0-only
/* Up to 4.10: configured when a device is created, and nothing is waited for. */
#include <linux/iommu.h>
#include <linux/of_iommu.h>

const struct iommu_ops *of_iommu_configure(struct device *dev,
					   struct device_node *master_np)
{
	const struct iommu_ops *ops = of_iommu_get_ops(master_np);

	if (!ops || !ops->of_xlate || demo_xlate(dev, master_np))
		return NULL;

	return ops;
}
