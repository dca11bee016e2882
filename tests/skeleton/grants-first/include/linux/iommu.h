/* SPDX-License-Identifier: GPL-2.0-only */
/* From 5.13 to 6.0: the registration takes the ops, a driver the bus. */
#ifndef __LINUX_IOMMU_H
#define __LINUX_IOMMU_H

#include <linux/types.h>

#ifdef CONFIG_IOMMU_API

struct iommu_ops {
	bool (*capable)(enum iommu_cap);
	struct iommu_domain *(*domain_alloc)(unsigned iommu_domain_type);
	struct iommu_device *(*probe_device)(struct device *dev);
	void (*release_device)(struct device *dev);
	struct module *owner;
};

struct iommu_device {
	struct list_head list;
	const struct iommu_ops *ops;
	struct fwnode_handle *fwnode;
};

int iommu_device_register(struct iommu_device *iommu,
			  const struct iommu_ops *ops,
			  struct device *hwdev);
void iommu_device_unregister(struct iommu_device *iommu);

extern int bus_set_iommu(struct bus_type *bus, const struct iommu_ops *ops);

#endif /* CONFIG_IOMMU_API */
#endif /* __LINUX_IOMMU_H */
