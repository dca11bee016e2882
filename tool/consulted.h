/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a kernel an answer rests on: a line "PATH BLOB" for each file that
 * was looked at, "PATH -" where no file stands.
 */
#ifndef CONSULTED_H
#define CONSULTED_H

#include "gittree.h"

/* Note down what was found at @path, NULL for no file. */
void consulted_add(struct buf *manifest, const char *path,
		  const struct blob *blob);

/*
 * Is the tree, as far as it was looked at, what it was? What cannot be looked
 * at now is not.
 */
bool consulted_holds(const char *manifest, size_t len, struct tree *tree);

#endif
