// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver with groups and domains, in the layout of a real one. Without its
 * registration its devices would be lost.
 */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/slab.h>

static struct iommu_device *full_probe_device(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct full_endpoint *ep;
	int ret;

	if (!fwspec)
		return ERR_PTR(-ENODEV);

	ep = kzalloc(sizeof(*ep), GFP_KERNEL);
	if (!ep)
		return ERR_PTR(-ENOMEM);

	ep->full = full_from_fwnode(fwspec->iommu_fwnode);
	ret = full_enable(ep);
	if (ret)
		goto err_free;

	return &ep->full->iommu;

err_free:
	kfree(ep);
	return ERR_PTR(ret);
}

static const struct iommu_ops full_ops = {
	.capable		= full_capable,
	.probe_device		= full_probe_device,
	.probe_finalize		= full_probe_finalize,
	.device_group		= full_device_group,
	.domain_alloc		= full_domain_alloc,
	.attach_dev		= full_attach_dev,
	.map			= full_map,
	.unmap			= full_unmap,
};

static int full_add(struct full *full, struct device *parent)
{
	return iommu_device_register(&full->iommu, &full_ops, parent);
}
