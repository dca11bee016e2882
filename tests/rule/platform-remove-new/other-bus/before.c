// SPDX-License-Identifier: GPL-2.0-only
/*
 * No other structure has a .remove_new.
 */
#include <linux/i2c.h>
#include <linux/platform_device.h>

static struct i2c_driver demo_i2c_driver = {
	.probe = demo_i2c_probe,
	.remove = demo_i2c_remove,
};

static struct platform_driver demo_driver = {
	.probe = demo_probe,
	.shutdown = demo_shutdown,
};

static void demo_clean(struct demo_ops *ops)
{
	ops->remove = NULL;
}
