// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drivers of another bus, whose .remove returns nothing in this kernel as well,
 * and a function that is called remove and is nobody's callback.
 */
#include <linux/i2c.h>
#include <linux/platform_device.h>

static void demo_i2c_remove(struct i2c_client *client)
{
	demo_unregister(i2c_get_clientdata(client));
}

static struct i2c_driver demo_i2c_driver = {
	.probe = demo_i2c_probe,
	.remove = demo_i2c_remove,
};

static void demo_remove(struct platform_device *pdev)
{
	demo_stop(platform_get_drvdata(pdev));
}

static struct platform_driver demo_driver = {
	.probe = demo_probe,
	.shutdown = demo_remove,
};
