/* SPDX-License-Identifier: GPL-2.0-only */
/* The newer form: the ops go in with the registration. */
#ifndef __LINUX_THING_H
#define __LINUX_THING_H
#include <linux/device.h>
#ifdef CONFIG_THING

struct thing_ops {
	int (*start)(struct thing *thing);
	struct device *owner;
};

int thing_register(struct thing *thing, const struct thing_ops *ops);

#endif /* CONFIG_THING */
#endif /* __LINUX_THING_H */
