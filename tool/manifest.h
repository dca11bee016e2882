/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in a directory, as a text: a line for each file and link below
 * it, with mode, size and time of change. Files are not read: tens of thousands
 * of them take some tens of milliseconds.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "util.h"

/* Describe all below @dir, appended to @out. */
int manifest_make(const char *dir, struct buf *out, struct err *e) _must_check_;

/*
 * The path of the first file that is not the same in both, or stands in one
 * only, but for those in @apart; NULL: there is none. The caller frees.
 */
char *manifest_difference(const struct buf *a, const struct buf *b,
			  const struct strings *apart);

#endif
