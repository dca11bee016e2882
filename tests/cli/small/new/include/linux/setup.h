/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/thing.h>
/* The newer form: one place for the test that the series widens. */
static inline void thing_setup(struct device *dev)
{
	if (thing_present())
		dev->ops = &thing_ops;
}
