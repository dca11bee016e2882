// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other questions after dom0 in the same file and in the same function, and one that
 * sets the ops of another device.
 */
#include <linux/dma-map-ops.h>
#include <xen/swiotlb-xen.h>

static int demo_dma_init(void)
{
	if (xen_initial_domain())
		return xen_swiotlb_init();

	return 0;
}

void arch_teardown_dma_ops(struct device *dev)
{
	if (xen_initial_domain())
		dev->dma_ops = NULL;
}

void arch_setup_dma_ops(struct device *dev, u64 dma_base, u64 size,
			const struct iommu_ops *iommu, bool coherent)
{
	if (xen_initial_domain())
		dev->dma_coherent = coherent;

	if (!xen_initial_domain())
		dev->dma_ops = &demo_dma_ops;

	if (xen_initial_domain())
		dev->parent->dma_ops = &demo_dma_ops;
}
