// SPDX-License-Identifier: GPL-2.0-only
/* The newer test in the older place, its device by another name. */
#include <linux/dma-map-ops.h>
#include <xen/swiotlb-xen.h>

void arch_setup_dma_ops(struct device *hwdev, u64 dma_base, u64 size,
			const struct iommu_ops *iommu, bool coherent)
{
	hwdev->dma_coherent = coherent;
	if (iommu)
		iommu_setup_dma_ops(hwdev, dma_base, dma_base + size - 1);

#ifdef CONFIG_XEN
	if (xen_swiotlb_detect() && !xen_is_protected_device(hwdev))
		hwdev->dma_ops = &xen_swiotlb_dma_ops;
#endif
}
