/* SPDX-License-Identifier: GPL-2.0-only */
void __init demo_early_init(void);
int __must_check demo_get(struct demo *demo) __acquires(demo);
__printf(2, 3) int demo_say(struct demo *demo, const char *fmt, ...);
long demo_read(struct file *file, char __user *buf, size_t count) __cold;

struct demo_page {
	unsigned long flags;
	int count __aligned(8);
	struct demo_list __rcu *next;
	u8 data[] __counted_by(count);
} __randomize_layout;

struct demo_state {
	int ready;
} __packed __aligned(4);

int demo_after(void);
