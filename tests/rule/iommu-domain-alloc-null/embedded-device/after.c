// SPDX-License-Identifier: GPL-2.0-only
/* The struct iommu_device has no name of its own: the ops lend theirs. */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

struct demo {
	struct device *dev;
	struct iommu_device iommu;
};

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static struct iommu_domain *demo_ops_domain_alloc(unsigned int type)
{
	/* The core calls this without a check, and there is no domain. */
	return NULL;
}

static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.domain_alloc = demo_ops_domain_alloc,
};

static int demo_probe(struct platform_device *pdev)
{
	struct demo *demo = platform_get_drvdata(pdev);

	return iommu_device_register(&demo->iommu, &demo_ops, &pdev->dev);
}
