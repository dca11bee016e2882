// SPDX-License-Identifier: GPL-2.0-only
/* As from 6.1 to 6.7: whoever comes second has to bring the ops of the first. */
#include <linux/device/bus.h>
#include <linux/iommu.h>

int iommu_device_register(struct iommu_device *iommu,
			  const struct iommu_ops *ops, struct device *hwdev)
{
	int i;

	if (demo_buses[0]->iommu_ops && demo_buses[0]->iommu_ops != ops)
		return -EBUSY;

	for (i = 0; i < DEMO_BUSES; i++)
		demo_buses[i]->iommu_ops = ops;

	return demo_list_iommu(iommu, ops, hwdev);
}
