/* SPDX-License-Identifier: GPL-2.0-only */
/* As from 6.1 to 6.7: one iommu_ops a bus, which registration fills in. */
struct bus_type {
	const char *name;
	int (*match)(struct device *dev, struct device_driver *drv);
	int (*dma_configure)(struct device *dev);
	const struct iommu_ops *iommu_ops;
	bool need_parent_lock;
};
