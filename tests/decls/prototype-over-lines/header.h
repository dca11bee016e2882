/* SPDX-License-Identifier: GPL-2.0-only */
extern int
demo_register(struct demo *demo,
	      const struct demo_ops *ops,
	      int (*match)(struct device *dev, void *data),
	      void *data)
	__must_check;

int demo_print(const char *fmt,
	       ...);

void demo_nothing(void
		  );
