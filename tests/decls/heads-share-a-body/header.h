/* SPDX-License-Identifier: GPL-2.0-only */
#ifdef CONFIG_DEMO
int demo_setup(struct demo *demo)
#else
static inline int demo_setup(struct demo *demo, struct device *dev)
#endif
{
	return 0;
}
int demo_after(struct demo *demo);

#ifdef CONFIG_DEMO
struct demo_one {
#else
struct demo_two {
#endif
	int member;
};
int demo_last(void);
