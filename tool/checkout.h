/* SPDX-License-Identifier: GPL-2.0-only */
/* A scratch copy of the parts of a kernel that some program has to see. */
#ifndef CHECKOUT_H
#define CHECKOUT_H

#include "gittree.h"

/*
 * Write the files of @tree that @want chooses below @dir, which must exist;
 * what is there already is written over. Nothing is written outside of @dir,
 * and no link is left that leads out of it or to nothing.
 */
int checkout(struct tree *tree, const char *dir,
	     bool (*want)(const char *path, bool folder, void *ctx), void *ctx,
	     struct err *e) _must_check_;

#endif
