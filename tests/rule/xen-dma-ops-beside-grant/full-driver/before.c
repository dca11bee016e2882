// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that asks the same question for a purpose of its own. It has no
 * xen_setup_dma_ops(), so it is left alone.
 */
#include <linux/device.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <xen/swiotlb-xen.h>

static const struct dma_map_ops full_dma_ops;

static int full_probe(struct platform_device *pdev)
{
	struct full *full = devm_kzalloc(&pdev->dev, sizeof(*full), GFP_KERNEL);

	if (!full)
		return -ENOMEM;

	if (xen_swiotlb_detect())
		full->child->dma_ops = &full_dma_ops;

	platform_set_drvdata(pdev, full);

	return full_start(full);
}

static struct platform_driver full_driver = {
	.probe = full_probe,
	.driver = {
		.name = "full",
	},
};
module_platform_driver(full_driver);
