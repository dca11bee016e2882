/* SPDX-License-Identifier: GPL-2.0-only */
/* Nobody's: a fourth argument. */
#ifndef __LINUX_IOMMU_H
#define __LINUX_IOMMU_H

#include <linux/types.h>

#ifdef CONFIG_IOMMU_API

struct iommu_ops {
	bool (*capable)(struct device *dev, enum iommu_cap);
	struct iommu_domain *(*domain_alloc_paging)(struct device *dev);
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
			  struct device *hwdev, unsigned long flags);
void iommu_device_unregister(struct iommu_device *iommu);

#endif /* CONFIG_IOMMU_API */
#endif /* __LINUX_IOMMU_H */
