/* SPDX-License-Identifier: GPL-2.0-only */
typedef int (*demo_remove_t)(struct device *dev);

struct demo_driver {
	int (*probe)(struct device *dev);
	union {
		void (*remove)(struct device *dev);
		void (*remove_new)(struct device *dev);
	};
	int
	(*shutdown)(struct device *dev);
	demo_remove_t released;
	const struct demo_id *(*match)(struct device *dev, int (*ask)(int));
	unsigned int (*width)(void);
	int number;
#ifdef CONFIG_DEMO_OLD
	int (*suspend)(struct device *dev);
#else
	void (*suspend)(struct device *dev);
#endif
	/* int (*commented)(struct device *dev); */
};

struct other_driver {
	void (*probe)(struct device *dev);
};
