// SPDX-License-Identifier: GPL-2.0-only
/* The older form: chooses by itself, there is no thing_setup(). */
#include <linux/thing.h>

void thing_core_setup(struct device *dev)
{
	dev->coherent = true;
	if (thing_present())
		dev->ops = &thing_ops;
}
