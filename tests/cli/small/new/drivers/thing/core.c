// SPDX-License-Identifier: GPL-2.0-only
/* The newer form: leaves the choice to thing_setup(). */
#include <linux/setup.h>

void thing_core_setup(struct device *dev)
{
	thing_setup(dev);
}
