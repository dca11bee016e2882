// SPDX-License-Identifier: GPL-2.0-only
/* All that is asked is asked already: no second test, member or assignment. */
#include <linux/dma-mapping.h>

struct dev_archdata {
	struct dma_map_ops *dma_ops;
	bool dma_coherent;
	bool xen_protected;
};

static inline struct dma_map_ops *get_dma_ops(struct device *dev)
{
	if (xen_initial_domain() && !(dev && dev->archdata.xen_protected))
		return xen_dma_ops;
	else
		return __generic_dma_ops(dev);
}

void arch_setup_dma_ops(struct device *dev, u64 dma_base, u64 size,
			struct iommu_ops *iommu, bool coherent)
{
	if (!dev->archdata.dma_ops)
		dev->archdata.dma_ops = &swiotlb_dma_ops;

	dev->archdata.dma_coherent = coherent;
	if (xen_initial_domain())
		dev->archdata.xen_protected = xen_is_protected_device(dev);
	demo_iommu_setup_dma_ops(dev, dma_base, size, iommu);
}
