/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/demo.h>

extern long demo_limit;
