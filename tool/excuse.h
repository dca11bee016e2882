/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When a program fails, is that about what it was given? Not if the machine had
 * no room, or did not let it come to its end: then there is no verdict.
 */
#ifndef EXCUSE_H
#define EXCUSE_H

#include "proc.h"

/*
 * The first line of @text with the first of @words that stands in any, or NULL;
 * the caller frees.
 */
char *first_line_with(const struct buf *text, const char *const *words);

/* The last line of @text that is not empty, or NULL; the caller frees. */
char *last_line(const struct buf *text);

/*
 * Why the end of @c says nothing of what it was given; NULL: it does say
 * something. The caller frees.
 */
char *no_verdict(const struct child *c);

#endif
