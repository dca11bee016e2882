// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of the result does not matter. */
#include <linux/iommu.h>
#include <linux/platform_device.h>

#include <xen/xen-ops.h>

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static const struct iommu_ops *shared_demo_ops(void)
{
	/* The core takes one driver's ops only, so use xen-iommu-el2's. */
	if (IS_ENABLED(CONFIG_XEN_IOMMU_EL2))
		return &xen_iommu_ops;
	return &demo_ops;
}

static int demo_probe(struct platform_device *pdev)
{
	return iommu_device_register(&demo, shared_demo_ops(), &pdev->dev);
}
