/* SPDX-License-Identifier: GPL-2.0-only */
/* As up to 6.2: one callback, which returns an int. */
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
};
