// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mainline form, in a kernel that has both names for one callback.
 */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct platform_driver demo_driver = {
	.driver = {
		.name = "demo",
		.of_match_table = demo_of_match,
	},
	.probe = demo_probe,
	.remove_new = demo_remove,
};
