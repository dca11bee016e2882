// SPDX-License-Identifier: GPL-2.0-only
/*
 * A return that is all of what an if or an else has: no braces come round it,
 * whichever spatch is at work.
 */
#include <linux/platform_device.h>

static void first_remove(struct platform_device *pdev)
{
	if (!demo_is_bound(pdev))
		return;

	if (demo_is_held(pdev))
		demo_put(pdev);
	else
		return;

	demo_unregister(pdev);
}

static void second_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev)) {
		demo_put(pdev);
	} else if (demo_is_bound(pdev)) {
		demo_warn(pdev);
		return;
	} else if (demo_is_shared(pdev))
		return;
	else
		return;
}

static void third_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev))
		if (demo_is_bound(pdev))
			return;	/* not now */

	demo_unregister(pdev);
}

static void fourth_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev))
		return;
	else
		return;
}

static void fifth_remove(struct platform_device *pdev)
{
	/* Nothing to be done. */
}

static struct platform_driver first_driver = {
	.remove = first_remove,
};

static struct platform_driver second_driver = {
	.remove = second_remove,
};

static struct platform_driver third_driver = {
	.remove = third_remove,
};

static struct platform_driver fourth_driver = {
	.remove = fourth_remove,
};

static struct platform_driver fifth_driver = {
	.remove = fifth_remove,
};
