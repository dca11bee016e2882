// SPDX-License-Identifier: GPL-2.0-only
/* As in mainline: iommu_fwspec_init() says whether to wait. */
#include <linux/iommu.h>
#include <linux/of_iommu.h>

static int of_iommu_xlate(struct device *dev,
			  struct of_phandle_args *iommu_spec)
{
	int ret = iommu_fwspec_init(dev, of_fwnode_handle(iommu_spec->np));

	if (ret)
		return ret;

	return demo_xlate(dev, iommu_spec);
}
