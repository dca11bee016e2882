/* SPDX-License-Identifier: GPL-2.0-only */
struct demo_driver {
	int (*probe)(struct device *dev);
	union {
		void (*remove)(struct device *dev);
		void (*remove_new)(struct device *dev);
	};
	struct {
		int first;
	} inner;
	struct demo_id *table;
};
