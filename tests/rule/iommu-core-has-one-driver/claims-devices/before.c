// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ops with .of_xlate give their devices an IOMMU: without a registration nobody
 * would.
 */
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/platform_device.h>

/* Static: nobody takes it off the list. */
static struct iommu_device demo_iommu;

static struct iommu_device *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

/*
 * Which device is whose.
 */
static const struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
	.of_xlate = demo_xlate,
};

static int demo_probe(struct platform_device *pdev)
{
	static bool registered;
	int ret;

	/* A second one would corrupt the list. */
	if (registered)
		return -EBUSY;

	ret = iommu_device_register(&demo_iommu, &demo_ops, &pdev->dev);
	if (ret)
		return ret;

	registered = true;

	return 0;
}
