// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mini.h>

/* A warning that the kernel gives on its own. */
static int known;

int mini_core(struct mini *mini)
{
	return mini_register(mini);
}
