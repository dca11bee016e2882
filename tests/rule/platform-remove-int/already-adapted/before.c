// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the rule makes of the mainline form: nothing is left to change, and no
 * second return.
 */
#include <linux/platform_device.h>

static int demo_remove(struct platform_device *pdev)
{
	demo_unregister(platform_get_drvdata(pdev));

	return 0;
}

static struct platform_driver demo_driver = {
	.probe = demo_probe,
	.remove = demo_remove,
};
