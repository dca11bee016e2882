// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that notes the coherency of its devices in archdata and asks for dom0, in
 * the layout of a real one: only the functions of the architecture are meant.
 */
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <xen/xen.h>

static int full_add_device(struct device *dev)
{
	struct full_master *master = full_find_master(dev);

	if (!master)
		return -ENODEV;

	dev->archdata.dma_coherent = master->coherent;
	dev->archdata.iommu = master;
	if (xen_initial_domain())
		return full_bypass(master);
	else
		return iommu_device_link(&master->full->iommu, dev);
}

static struct dma_map_ops *full_dma_ops(struct device *dev)
{
	if (xen_initial_domain())
		return get_dma_ops(dev);
	else
		return &full_ops;
}

static struct iommu_ops full_iommu_ops = {
	.add_device	= full_add_device,
	.of_xlate	= full_of_xlate,
};
