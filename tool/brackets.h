/* SPDX-License-Identifier: GPL-2.0-only */
/* Which bracket is open at a place of a code? For one place after another. */
#ifndef BRACKETS_H
#define BRACKETS_H

#include "util.h"

struct brackets {
	size_t *v, n; /* those that are open at @at, the outermost first */
	size_t at;
};

/*
 * Go on to @at. Where one of @ends stands, no bracket is open any more. False: none
 * is at @at; else *open is where the innermost stands.
 */
bool brackets_open(struct brackets *b, const char *code, size_t at,
		   const char *ends, size_t *open);
void brackets_deinit(struct brackets *b);
#define _cleanup_brackets_ _cleanup_(brackets_deinit)

#endif
