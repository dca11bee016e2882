/* SPDX-License-Identifier: GPL-2.0-only */
static inline int demo_add(struct demo *demo)
{
	int ret = demo_device_register(demo);

	return ret ? ret : demo_device_link(demo);
}

#define demo_add_twice(demo)	(demo_add(demo) || demo_device_again(demo))
