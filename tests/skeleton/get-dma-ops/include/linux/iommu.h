/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 4.10: an IOMMU is its ops, there is no struct iommu_device. */
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

extern int bus_set_iommu(struct bus_type *bus, const struct iommu_ops *ops);

#endif /* CONFIG_IOMMU_API */
#endif /* __LINUX_IOMMU_H */
