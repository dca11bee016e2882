// SPDX-License-Identifier: GPL-2.0-only
#include <linux/demo.h>

void arch_setup(struct device *dev, bool coherent)
{
	dev->coherent = coherent;
	if (demo_here())
		dev->demo = true;
}
