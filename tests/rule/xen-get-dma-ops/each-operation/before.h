/* SPDX-License-Identifier: GPL-2.0-only */
/* The test of each DMA operation. A device of NULL, as of ISA, is none of Xen's. */
#include <linux/types.h>
#include <xen/xen.h>
#include <asm/xen/hypervisor.h>

static inline struct dma_map_ops *__generic_dma_ops(struct device *dev)
{
	if (dev && dev->archdata.dma_ops)
		return dev->archdata.dma_ops;

	return &demo_dma_ops;
}

static inline struct dma_map_ops *get_dma_ops(struct device *hwdev)
{
	if (xen_initial_domain())
		return xen_dma_ops;
	else
		return __generic_dma_ops(hwdev);
}
