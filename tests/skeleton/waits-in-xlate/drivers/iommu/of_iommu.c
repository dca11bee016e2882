// SPDX-License-Identifier: GPL-2.0-only
/* As from 4.19 to 6.12: a device waits for any IOMMU, with a driver or without. */
#include <linux/iommu.h>
#include <linux/of_iommu.h>

static int of_iommu_xlate(struct device *dev,
			  struct of_phandle_args *iommu_spec)
{
	const struct iommu_ops *ops = demo_ops_of(iommu_spec->np);

	if (ops && !ops->of_xlate)
		return NO_IOMMU;

	if (!ops)
		return driver_deferred_probe_check_state(dev);

	return ops->of_xlate(dev, iommu_spec);
}
