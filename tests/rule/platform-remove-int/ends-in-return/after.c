// SPDX-License-Identifier: GPL-2.0-only
/*
 * A callback whose last statement is a return already: no second one behind it.
 */
#include <linux/platform_device.h>

static int demo_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev)) {
		demo_warn(pdev);
		return 0;
	} else {
		demo_unregister(pdev);
	}
	return 0;
}

static struct platform_driver demo_driver = {
	.remove = demo_remove,
};
