// SPDX-License-Identifier: GPL-2.0-only
/* Five parameters and the test for dom0, behind an early return and other ops. */
#include <linux/dma-map-ops.h>
#include <xen/swiotlb-xen.h>

void arch_setup_dma_ops(struct device *dev, u64 dma_base, u64 size,
			const struct iommu_ops *iommu, bool coherent)
{
	const struct dma_map_ops *dma_ops;

	dev->archdata.dma_coherent = coherent;

	if (dev->dma_ops)
		return;

	if (demo_setup_iommu(dev, dma_base, size, iommu))
		dma_ops = demo_iommu_ops(coherent);
	else
		dma_ops = demo_ops(coherent);

	set_dma_ops(dev, dma_ops);

#ifdef CONFIG_XEN
	if (xen_initial_domain())
		dev->dma_ops = &xen_swiotlb_dma_ops;
#endif
	dev->archdata.dma_ops_setup = true;
}
