// SPDX-License-Identifier: GPL-2.0-only
/* Up to 5.18: the architecture installs swiotlb-xen itself. */
#include <linux/device.h>
#include <xen/swiotlb-xen.h>

void arch_setup_dma_ops(struct device *dev, u64 dma_base, u64 size,
			const struct iommu_ops *iommu, bool coherent)
{
	dev->dma_coherent = coherent;
	if (iommu)
		iommu_setup_dma_ops(dev, dma_base, size);

#ifdef CONFIG_XEN
	if (xen_initial_domain())
		dev->dma_ops = &xen_swiotlb_dma_ops;
#endif
}
