// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that has .remove_new: nothing is left to change.
 */
#include <linux/platform_device.h>

static struct platform_driver demo_driver = {
	.probe = demo_probe,
	.remove_new = demo_remove,
};
