/* SPDX-License-Identifier: GPL-2.0-only */
/* As from 6.13: one callback, which returns nothing. */
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
};
