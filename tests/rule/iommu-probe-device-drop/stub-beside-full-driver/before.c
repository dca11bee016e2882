// SPDX-License-Identifier: GPL-2.0-only
/* Two drivers in a file: the one that does work keeps its callback. */
#include <linux/err.h>
#include <linux/iommu.h>

static struct iommu_device stub;

static struct iommu_device *full_probe_device(struct device *dev)
{
	if (full_owns(dev))
		return full_iommu(dev);

	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops full_ops = {
	.probe_device = full_probe_device,
};

static struct iommu_device *stub_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops stub_ops = {
	.probe_device = stub_probe_device,
};

static int demo_add(struct full *full, struct device *dev)
{
	int ret = iommu_device_register(&stub, &stub_ops, dev);

	if (ret)
		return ret;

	return iommu_device_register(&full->iommu, &full_ops, dev);
}
