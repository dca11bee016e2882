/* SPDX-License-Identifier: GPL-2.0-only */
/* As in 6.11 and 6.12: one callback by two names. */
#include <linux/device.h>

struct platform_device {
	const char *name;
	struct device dev;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	union {
		void (*remove)(struct platform_device *pdev);
		void (*remove_new)(struct platform_device *pdev);
	};
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
};

#define platform_driver_register(drv) \
	__platform_driver_register(drv, THIS_MODULE)
