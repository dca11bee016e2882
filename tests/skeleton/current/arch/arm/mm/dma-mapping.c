// SPDX-License-Identifier: GPL-2.0-only
/* As from 5.19: swiotlb-xen is left to xen_setup_dma_ops(). */
#include <linux/device.h>
#include <xen/xen-ops.h>

void arch_setup_dma_ops(struct device *dev, bool coherent)
{
	dev->dma_coherent = coherent;
	xen_setup_dma_ops(dev);
}
