// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mainline form: a callback without a return, which gets one behind an empty
 * line, as it is written where the callback returns an int.
 */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static int demo_remove(struct platform_device *pdev)
{
	struct demo *demo = platform_get_drvdata(pdev);

	platform_set_drvdata(pdev, NULL);
	iommu_device_unregister(&demo->iommu);

	return 0;
}

static struct platform_driver demo_driver = {
	.driver = {
		.name = "demo",
		.of_match_table = demo_of_match,
	},
	.probe = demo_probe,
	.remove = demo_remove,
};
