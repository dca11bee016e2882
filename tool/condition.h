/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions of #if and of Kconfig files: what can they be? */
#ifndef CONDITION_H
#define CONDITION_H

#include "util.h"

enum { CAN_HOLD = 1, CAN_FAIL = 2, EITHER = CAN_HOLD | CAN_FAIL };

/* What a Kconfig symbol can be; @name has no CONFIG_. */
typedef int (*symbol_asker)(void *ctx, const char *name);

/*
 * What @text can be: a condition of the preprocessor, such as
 * "defined(CONFIG_NET) && !IS_ENABLED(CONFIG_PPC)", or (@c is false) one of
 * Kconfig, such as "ARM64 && NET != n". What is not understood is EITHER.
 */
int condition_bits(const char *text, bool c, symbol_asker ask, void *ctx);

#endif
