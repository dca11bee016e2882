// SPDX-License-Identifier: GPL-2.0-only
/* Two objects in one file: only the one without domains gets the callback. */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device none;
static struct iommu_device real;

static struct iommu_device *none_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static struct iommu_domain *none_domain_alloc(unsigned int type)
{
	/* The core calls this without a check, and there is no domain. */
	return NULL;
}

static struct iommu_device *real_probe_device(struct device *dev)
{
	if (!dev_iommu_fwspec_get(dev))
		return ERR_PTR(-ENODEV);

	return &real;
}

static const struct iommu_ops none_ops = {
	.probe_device = none_probe_device,
	.domain_alloc = none_domain_alloc,
};

static const struct iommu_ops real_ops = {
	.probe_device = real_probe_device,
	.domain_alloc_paging = real_domain_alloc_paging,
};

static int both_add(struct device *dev)
{
	int ret;

	ret = iommu_device_register(&real, &real_ops, dev);
	if (ret)
		return ret;

	return iommu_device_register(&none, &none_ops, dev);
}
