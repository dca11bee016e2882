// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that uses .remove_new: that one returns nothing wherever it exists.
 */
#include <linux/platform_device.h>

static void demo_remove(struct platform_device *pdev)
{
	demo_unregister(platform_get_drvdata(pdev));
}

static struct platform_driver demo_driver = {
	.probe = demo_probe,
	.remove_new = demo_remove,
};
