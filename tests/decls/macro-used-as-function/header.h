/* SPDX-License-Identifier: GPL-2.0-only */
#define demo_set_ops(demo, ops)						\
do {									\
	(ops)->owner = THIS_MODULE;					\
	__demo_set_ops(demo, ops);					\
} while (0)

#ifdef CONFIG_DEMO
int demo_lock(struct demo *demo);
#else
#define demo_lock(demo)	0
#endif
