/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As from 6.3 to 6.10, and before where stable took it: one that returns an int
 * and one that does not.
 */
#include <linux/device.h>

struct platform_device {
	const char *name;
	struct device dev;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
	void (*remove_new)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
};

#define platform_driver_register(drv) \
	__platform_driver_register(drv, THIS_MODULE)
