// SPDX-License-Identifier: GPL-2.0-only
/*
 * A return that is all of what an if or an else has: no braces come round it,
 * whichever spatch is at work.
 */
#include <linux/platform_device.h>

static int first_remove(struct platform_device *pdev)
{
	if (!demo_is_bound(pdev))
		return 0;

	if (demo_is_held(pdev))
		demo_put(pdev);
	else
		return 0;

	demo_unregister(pdev);

	return 0;
}

static int second_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev)) {
		demo_put(pdev);
	} else if (demo_is_bound(pdev)) {
		demo_warn(pdev);
		return 0;
	} else if (demo_is_shared(pdev))
		return 0;
	else
		return 0;

	return 0;
}

static int third_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev))
		if (demo_is_bound(pdev))
			return 0;	/* not now */

	demo_unregister(pdev);

	return 0;
}

static int fourth_remove(struct platform_device *pdev)
{
	if (demo_is_held(pdev))
		return 0;
	else
		return 0;
}

static int fifth_remove(struct platform_device *pdev)
{
	/* Nothing to be done. */
	return 0;
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
