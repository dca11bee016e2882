// SPDX-License-Identifier: GPL-2.0-only
/* Up to 4.18: a device waits for an IOMMU whose driver was announced, and no other. */
#include <linux/iommu.h>
#include <linux/of_iommu.h>

static bool of_iommu_driver_present(struct device_node *np)
{
	return of_match_node(&__iommu_of_table, np);
}

static int of_iommu_xlate(struct device *dev,
			  struct of_phandle_args *iommu_spec)
{
	const struct iommu_ops *ops = demo_ops_of(iommu_spec->np);

	if (ops && !ops->of_xlate)
		return NO_IOMMU;

	if (!ops)
		return of_iommu_driver_present(iommu_spec->np) ?
			-EPROBE_DEFER : NO_IOMMU;

	return ops->of_xlate(dev, iommu_spec);
}
