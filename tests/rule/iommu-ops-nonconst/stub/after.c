// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mainline form as iommu-device-register-args leaves it. A const that stays
 * costs no compiler warning: this case is what holds the rule.
 */
#include <linux/iommu.h>
#include <linux/platform_device.h>

static struct iommu_device demo;

static struct iommu_ops demo_ops = {
	.probe_device = demo_probe_device,
};

static const struct of_device_id demo_of_match[] = {
	{ .compatible = "vendor,demo" },
	{ }
};

static int demo_probe(struct platform_device *pdev)
{
	iommu_device_set_ops(&demo, &demo_ops);
	iommu_device_set_fwnode(&demo, pdev->dev.fwnode);
	return iommu_device_register(&demo);
}
