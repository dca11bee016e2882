/* SPDX-License-Identifier: GPL-2.0-only */
/* As in 6.11 and 6.12: one callback by two names. */
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	union {
		void (*remove)(struct platform_device *pdev);
		void (*remove_new)(struct platform_device *pdev);
	};
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
};
