// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver with queues and domains, in the layout of a real one: the call is a
 * statement, its result dropped, its device a parent's. What follows and the error
 * path stay as they are.
 */
#include <linux/iommu.h>
#include <linux/slab.h>

static int full_probe(struct full_bus_device *fdev)
{
	struct device *parent_dev = fdev->dev.parent;
	struct device *dev = &fdev->dev;
	struct full *full;
	int ret;

	full = devm_kzalloc(dev, sizeof(*full), GFP_KERNEL);
	if (!full)
		return -ENOMEM;

	full->dev = dev;
	ret = full_init_queues(full);
	if (ret)
		return ret;

	ret = iommu_device_sysfs_add(&full->iommu, dev, NULL, "%s",
				     dev_name(parent_dev));
	if (ret)
		goto err_free_queues;

	fdev->priv = full;

	iommu_device_set_ops(&full->iommu, &full_ops);
	iommu_device_set_fwnode(&full->iommu, parent_dev->fwnode);
	iommu_device_register(&full->iommu);

	dev_info(dev, "input address: %u bits\n", full->input_bits);

	return 0;

err_free_queues:
	full_free_queues(full);

	return ret;
}
