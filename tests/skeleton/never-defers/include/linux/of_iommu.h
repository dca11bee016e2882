/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 4.18: a driver that is linked in announces its compatible. */
#ifndef __OF_IOMMU_H
#define __OF_IOMMU_H

const struct iommu_ops *of_iommu_configure(struct device *dev,
					   struct device_node *master_np);

extern struct of_device_id __iommu_of_table;

#define IOMMU_OF_DECLARE(name, compat) OF_DECLARE_1(iommu, name, compat, NULL)

#endif /* __OF_IOMMU_H */
