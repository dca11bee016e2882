/* SPDX-License-Identifier: GPL-2.0-only */
/* As from 6.8: a bus has no iommu_ops. */
struct bus_type {
	const char *name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*dma_configure)(struct device *dev);
	bool need_parent_lock;
};
