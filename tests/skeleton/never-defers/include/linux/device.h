/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 5.6: buses have no header of their own. */
struct iommu_ops;

struct bus_type {
	const char *name;
	int (*match)(struct device *dev, struct device_driver *drv);
	int (*dma_configure)(struct device *dev);
	const struct iommu_ops *iommu_ops;
	bool need_parent_lock;
};

struct device {
	struct device *parent;
	const struct dma_map_ops *dma_ops;
	struct device_node *of_node;
	struct fwnode_handle *fwnode;
	struct dev_archdata archdata;
};

struct device_driver {
	const char *name;
	const struct of_device_id *of_match_table;
	bool suppress_bind_attrs;
};
