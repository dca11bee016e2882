// SPDX-License-Identifier: GPL-2.0-only
/* The device tree is read where a device gets its ops, whatever they are. */
#include <linux/dma-mapping.h>

static void demo_setup_dma_ops(struct device *dev, bool coherent)
{
	dev->archdata.dma_coherent = coherent;
}

void arch_setup_dma_ops(struct device *dev, u64 dma_base, u64 size,
			const struct iommu_ops *iommu, bool coherent)
{
	struct dma_map_ops *dma_ops;

	dev->archdata.dma_coherent = coherent;
	if (demo_setup_iommu_dma_ops(dev, dma_base, size, iommu))
		dma_ops = demo_get_iommu_dma_map_ops(coherent);
	else
		dma_ops = demo_get_dma_map_ops(coherent);

	set_dma_ops(dev, dma_ops);
}
