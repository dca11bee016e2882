// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver in the layout of a real one: two platform drivers, a pm_ptr() and one
 * function for both of them. The alignment of the other members stays.
 */
#include <linux/module.h>
#include <linux/platform_device.h>

static void full_remove(struct platform_device *pdev)
{
	full_free(platform_get_drvdata(pdev));
}

static struct platform_driver full_driver = {
	.driver	= {
		.name	= "full",
		.pm	= pm_ptr(&full_pm_ops),
	},
	.probe	= full_probe,
	.remove = full_remove,
	.id_table = full_ids,
};

static struct platform_driver full_child_driver = {
	.driver.name = "full-child",
	.probe = full_child_probe,
	.remove = full_remove,
};
module_platform_driver(full_driver);
