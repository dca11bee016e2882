/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/demo.h>

extern int demo_limit;
