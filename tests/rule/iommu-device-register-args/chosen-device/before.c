// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device may be NULL at run time, and a NULL has no fwnode: the newer function
 * asks, and code for the older one has to as well. Not to be guessed here.
 */
#include <linux/iommu.h>

static int demo_add(struct demo *demo, struct device *dev)
{
	int ret;

	ret = iommu_device_register(&demo->iommu, &demo_ops,
				    demo->legacy ? NULL : dev);

	return ret;
}
