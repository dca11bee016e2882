// SPDX-License-Identifier: GPL-2.0-only
/* The call is returned, its arguments on two lines; a lone branch gets braces. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static int demo_probe(struct platform_device *pdev)
{
	if (demo_is_shared(pdev))
		return iommu_device_register(&shared, &shared_ops, &pdev->dev);

	return iommu_device_register(&demo, &demo_ops,
				     &pdev->dev);
}
