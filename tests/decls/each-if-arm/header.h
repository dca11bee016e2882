/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DEMO_H
#define DEMO_H

#if IS_ENABLED(CONFIG_DEMO)

int demo_register(struct demo *demo, const struct demo_ops *ops);

# ifdef CONFIG_DEMO_SYSFS
int demo_link(struct demo *demo);
# endif

struct demo_ops {
	int (*always)(void);
#if IS_ENABLED(CONFIG_DEMO_OLD)
	int (*sometimes)(void);
#endif
};

#elif defined(CONFIG_DEMO_STUB)

static inline int demo_register(struct demo *demo)
{
	return -ENODEV;
}

#else

static inline int demo_absent(struct demo *demo)
{
	return -ENODEV;
}

#endif

#endif /* DEMO_H */
