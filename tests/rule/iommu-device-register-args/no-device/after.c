// SPDX-License-Identifier: GPL-2.0-only
/* No device: as in the newer function, no fwnode is set then. */
#include <linux/iommu.h>

static int demo_add(struct demo *demo)
{
	int ret;

	iommu_device_set_ops(&demo->iommu, &demo_ops);
	ret = iommu_device_register(&demo->iommu);

	return ret;
}
