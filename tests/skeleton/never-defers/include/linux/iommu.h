/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 5.4: devices are taken on by .add_device; iommu_device_set_ops() only stores. */
#ifndef __LINUX_IOMMU_H
#define __LINUX_IOMMU_H

#include <linux/types.h>

#ifdef CONFIG_IOMMU_API

struct iommu_ops {
	bool (*capable)(enum iommu_cap);
	struct iommu_domain *(*domain_alloc)(unsigned iommu_domain_type);
	int (*add_device)(struct device *dev);
	void (*remove_device)(struct device *dev);
	struct iommu_group *(*device_group)(struct device *dev);
};

struct iommu_device {
	struct list_head list;
	const struct iommu_ops *ops;
	struct fwnode_handle *fwnode;
};

int iommu_device_register(struct iommu_device *iommu);
void iommu_device_unregister(struct iommu_device *iommu);

static inline void iommu_device_set_ops(struct iommu_device *iommu,
					const struct iommu_ops *ops)
{
	iommu->ops = ops;
}

static inline void iommu_device_set_fwnode(struct iommu_device *iommu,
					   struct fwnode_handle *fwnode)
{
	iommu->fwnode = fwnode;
}

extern int bus_set_iommu(struct bus_type *bus, const struct iommu_ops *ops);

#else /* CONFIG_IOMMU_API */

static inline int iommu_device_register(struct iommu_device *iommu)
{
	return -ENODEV;
}

static inline void iommu_device_set_ops(struct iommu_device *iommu,
					const struct iommu_ops *ops)
{
}

#endif /* CONFIG_IOMMU_API */
#endif /* __LINUX_IOMMU_H */
