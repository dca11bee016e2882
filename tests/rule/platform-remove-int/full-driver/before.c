// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver in the layout of a real one: the callback is declared ahead, leaves early
 * and out of a switch, and jumps to its end; a second driver beside it has a
 * callback of its own, and what both call stays as it is.
 */
#include <linux/module.h>
#include <linux/platform_device.h>

static void full_remove(struct platform_device *pdev);

static void full_stop(struct full *full)
{
	if (!full->running)
		return;
	full_disable(full);
}

static int full_probe(struct platform_device *pdev)
{
	struct full *full = full_alloc(pdev);

	if (!full)
		return -ENOMEM;
	if (full_start(full))
		full_remove(pdev);

	return 0;
}

static void full_remove(struct platform_device *pdev)
{
	struct full *full = platform_get_drvdata(pdev);

	if (!full)
		return;

	switch (full->kind) {
	case FULL_SHARED:
		full_put(full);
		return;
	case FULL_OWN:
		full_stop(full);
		break;
	default:
		goto out;
	}

	full_free(full);
out:
	platform_set_drvdata(pdev, NULL);
}

static void full_child_remove(struct platform_device *pdev)
{
	full_stop(platform_get_drvdata(pdev));
}

static struct platform_driver full_driver = {
	.driver	= {
		.name	= "full",
		.pm	= &full_pm_ops,
	},
	.probe	= full_probe,
	.remove	= full_remove,
};

static struct platform_driver full_child_driver = {
	.driver.name	= "full-child",
	.probe		= full_child_probe,
	.remove		= full_child_remove,
};
module_platform_driver(full_driver);
