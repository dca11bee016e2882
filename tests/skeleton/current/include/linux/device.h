/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/device/bus.h>

struct iommu_ops;

struct device {
	struct device *parent;
	const struct dma_map_ops *dma_ops;
	struct device_node *of_node;
	struct fwnode_handle *fwnode;
};

struct device_driver {
	const char *name;
	const struct of_device_id *of_match_table;
	bool suppress_bind_attrs;
};
