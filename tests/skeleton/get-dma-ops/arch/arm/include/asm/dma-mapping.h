/* SPDX-License-Identifier: GPL-2.0-only */
/* Up to 4.10: the ops are picked for each operation. */
#ifndef __ASM_DMA_MAPPING_H
#define __ASM_DMA_MAPPING_H

#ifdef __KERNEL__

#include <xen/xen.h>
#include <asm/xen/hypervisor.h>

static inline struct dma_map_ops *__generic_dma_ops(struct device *dev)
{
	if (dev && dev->archdata.dma_ops)
		return dev->archdata.dma_ops;

	return &demo_dma_ops;
}

static inline struct dma_map_ops *get_dma_ops(struct device *dev)
{
	if (xen_initial_domain())
		return xen_dma_ops;
	else
		return __generic_dma_ops(dev);
}

#endif /* __KERNEL__ */
#endif /* __ASM_DMA_MAPPING_H */
