// SPDX-License-Identifier: GPL-2.0-only
/* No device: as in the newer function, no fwnode is set then. */
#include <linux/iommu.h>

static int demo_add(struct demo *demo)
{
	int ret;

	ret = iommu_device_register(&demo->iommu, &demo_ops, NULL);

	return ret;
}
