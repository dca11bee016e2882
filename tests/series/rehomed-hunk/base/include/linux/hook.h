/* SPDX-License-Identifier: GPL-2.0-only */
static inline void demo_setup(struct device *dev)
{
	if (demo_here())
		dev->demo = true;
}
