/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 4.18: a driver that is linked in announces its compatible, here with a setup. */
#ifndef __OF_IOMMU_H
#define __OF_IOMMU_H

typedef int (*of_iommu_init_fn)(struct device_node *np);

#define IOMMU_OF_DECLARE(name, compat, fn) \
	_OF_DECLARE(iommu, name, compat, fn, of_iommu_init_fn)

#endif /* __OF_IOMMU_H */
