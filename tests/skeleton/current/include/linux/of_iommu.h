/* SPDX-License-Identifier: GPL-2.0-only */
/* As from 4.19: drivers do not announce themselves. */
#ifndef __OF_IOMMU_H
#define __OF_IOMMU_H

int of_iommu_configure(struct device *dev, struct device_node *master_np,
		       const u32 *id);

#endif /* __OF_IOMMU_H */
