/* SPDX-License-Identifier: GPL-2.0-only */
/* As up to 6.2: one callback, which returns an int. */
#include <linux/device.h>

struct platform_device {
	const char *name;
	struct device dev;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
};

#define platform_driver_register(drv) \
	__platform_driver_register(drv, THIS_MODULE)
