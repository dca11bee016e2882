/* SPDX-License-Identifier: GPL-2.0-only */
/* As from 5.19: the one place where arm and arm64 pick swiotlb-xen. */
#include <xen/swiotlb-xen.h>

static inline void xen_setup_dma_ops(struct device *dev)
{
#ifdef CONFIG_XEN
	if (xen_swiotlb_detect())
		dev->dma_ops = &xen_swiotlb_dma_ops;
#endif
}
