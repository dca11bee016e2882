/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 4.10: the DMA ops of a device are in its archdata. */
#include <asm/device.h>

struct iommu_ops;

struct bus_type {
	const char *name;
	int (*match)(struct device *dev, struct device_driver *drv);
	const struct iommu_ops *iommu_ops;
};

struct device {
	struct device *parent;
	struct device_node *of_node;
	struct fwnode_handle *fwnode;
	struct dev_archdata archdata;
};

struct device_driver {
	const char *name;
	const struct of_device_id *of_match_table;
	bool suppress_bind_attrs;
};
