// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other questions after dom0, another function that picks ops, and an archdata that
 * is another struct's: none of them chooses the ops of a device.
 */
#include <linux/dma-mapping.h>

struct demo_archdata {
	bool dma_coherent;
};

static inline struct dma_map_ops *get_default_dma_ops(struct device *dev)
{
	if (xen_initial_domain())
		return xen_dma_ops;
	else
		return &demo_dma_ops;
}

static inline unsigned long get_dma_ops_mask(struct device *dev)
{
	return xen_initial_domain() ? 0 : *dev->dma_mask;
}

static int demo_init(void)
{
	if (xen_initial_domain())
		return 0;
	else
		return demo_setup();
}
