// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that looks at dom0 and sets DMA ops in its own callbacks, in the layout of
 * a real one: only the two setup functions are meant.
 */
#include <linux/dma-map-ops.h>
#include <linux/iommu.h>
#include <xen/xen.h>

static void full_probe_finalize(struct device *dev)
{
	/* Ops of a domain that was there before */
	if (xen_initial_domain())
		dev->dma_ops = NULL;
	iommu_setup_dma_ops(dev, 0, U64_MAX);
}

static void full_setup_dma_ops(struct device *dev, bool coherent)
{
	if (xen_swiotlb_detect())
		dev->dma_ops = &xen_swiotlb_dma_ops;
}

static const struct iommu_ops full_ops = {
	.probe_device		= full_probe_device,
	.probe_finalize		= full_probe_finalize,
	.of_xlate		= full_of_xlate,
};
