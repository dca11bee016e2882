// SPDX-License-Identifier: GPL-2.0-only
/*
 * A callback that does nothing: no empty line behind the brace.
 */
#include <linux/platform_device.h>

static void demo_remove(struct platform_device *pdev)
{
}

static struct platform_driver demo_driver = {
	.remove = demo_remove,
};
