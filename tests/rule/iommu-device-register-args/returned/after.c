// SPDX-License-Identifier: GPL-2.0-only
/* The call is returned, its arguments on two lines; a lone branch gets braces. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static int demo_probe(struct platform_device *pdev)
{
	if (demo_is_shared(pdev)) {
		iommu_device_set_ops(&shared, &shared_ops);
		iommu_device_set_fwnode(&shared, pdev->dev.fwnode);
		return iommu_device_register(&shared);
	}

	iommu_device_set_ops(&demo, &demo_ops);
	iommu_device_set_fwnode(&demo, pdev->dev.fwnode);
	return iommu_device_register(&demo);
}
