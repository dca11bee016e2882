/* SPDX-License-Identifier: GPL-2.0-only */
#if 0
int demo_off(struct demo *demo);
struct demo_off_ops {
	int member;
};
#endif
int demo_on(struct demo *demo);
