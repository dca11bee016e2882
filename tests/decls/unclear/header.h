/* SPDX-License-Identifier: GPL-2.0-only */
DEMO_DECLARE_REGISTER(demo_made_by_macro, int, struct demo *)

static const struct demo_table demo_table = {
	.handler = demo_only_referred_to,
};

struct demo_ops {
	DEMO_CALLBACK(made_member);
	int plain;
};

typedef int (*demo_callback_t)(struct demo *demo);
