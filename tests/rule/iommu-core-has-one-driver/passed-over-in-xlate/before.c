// SPDX-License-Identifier: GPL-2.0-only
/* The other half: the node is passed over like one that is not available. */
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/of_iommu.h>

static int of_iommu_xlate(struct device *dev,
			  struct of_phandle_args *iommu_spec)
{
	const struct iommu_ops *ops;

	ops = demo_ops_of(iommu_spec->np);
	if ((ops && !ops->of_xlate) ||
	    !of_device_is_available(iommu_spec->np))
		return NO_IOMMU;

	if (!ops)
		return driver_deferred_probe_check_state(dev);

	return ops->of_xlate(dev, iommu_spec);
}
