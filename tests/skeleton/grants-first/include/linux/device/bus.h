/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 6.0: one iommu_ops a bus, which a driver hands to it. */
struct bus_type {
	const char *name;
	int (*match)(struct device *dev, struct device_driver *drv);
	int (*dma_configure)(struct device *dev);
	const struct iommu_ops *iommu_ops;
	bool need_parent_lock;
};
