/* SPDX-License-Identifier: GPL-2.0-only */
/* The older form: the ops are a member of the thing. */
#ifndef __LINUX_THING_H
#define __LINUX_THING_H
#include <linux/device.h>
#ifdef CONFIG_THING

struct thing_ops {
	int (*start)(struct thing *thing);
	struct device *owner;
};

int thing_register(struct thing *thing);

#endif /* CONFIG_THING */
#endif /* __LINUX_THING_H */
