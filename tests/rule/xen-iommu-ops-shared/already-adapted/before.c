// SPDX-License-Identifier: GPL-2.0-only
/* What the rule made of the other stub is left as it is. */
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/platform_device.h>

#include <xen/xen-ops.h>

struct demo_device {
	struct iommu_device iommu;
};

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

/* The comment stays with the ops. */
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

static const struct of_device_id demo_of_match[] = {
	{ .compatible = "demo,iommu" },
	{ },
};

static int demo_probe(struct platform_device *pdev)
{
	struct demo_device *demo = demo_alloc(pdev);
	int ret;

	if (!demo)
		return -ENOMEM;

	ret = iommu_device_register(&demo->iommu, shared_demo_ops(),
				    &pdev->dev);
	if (ret)
		return ret;

	return demo_keep(pdev, demo);
}
