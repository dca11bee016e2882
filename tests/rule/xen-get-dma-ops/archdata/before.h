/* SPDX-License-Identifier: GPL-2.0-only */
/* The flag goes beside the other one, between #ifdefs and in front of other structs. */
struct dev_archdata {
	struct dma_map_ops	*dma_ops;
#ifdef CONFIG_IOMMU_API
	void *iommu; /* private IOMMU data */
#endif
	bool dma_coherent;
#ifdef CONFIG_DEMO
	bool demo;
#endif
};

struct pdev_archdata {
	bool dma_coherent;
};
