/* SPDX-License-Identifier: GPL-2.0-only */
/* Return types that this file does not know. */
struct demo_ops {
	bool (*capable)(enum demo_cap cap);
	u32 (*width)(const struct demo *demo);
	struct demo_group *(*group)(struct device *dev);
	const char *(*names[4])(void);
	void (*release)(struct device *dev), *priv;
	struct demo_ops *(*chain(struct demo_ops *first))(int);
};
