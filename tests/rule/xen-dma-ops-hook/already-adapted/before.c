// SPDX-License-Identifier: GPL-2.0-only
/* The device is asked already: not twice. */
#include <linux/dma-map-ops.h>
#include <xen/swiotlb-xen.h>

void arch_setup_dma_ops(struct device *dev, u64 dma_base, u64 size,
			const struct iommu_ops *iommu, bool coherent)
{
	dev->dma_coherent = coherent;

#ifdef CONFIG_XEN
	if (xen_initial_domain() && !xen_is_protected_device(dev))
		dev->dma_ops = &xen_swiotlb_dma_ops;
#endif
}
