/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels to carry to: stable-targets.conf, or NAME=REV arguments. */
#ifndef TARGETS_H
#define TARGETS_H

#include "util.h"

struct target {
	char *name;  /* safe as a folder's name */
	char *rev;   /* what git calls a revision */
	char *where; /* "file:line" or "argument", for messages */
};

struct targets {
	struct target *v;
	size_t n;
};

/* Read every target of @path, in its order. */
int targets_read(const char *path, struct targets *t,
		 struct err *e) _must_check_;

/*
 * Choose what the arguments ask for: names known from @all, or NAME=REV. No
 * arguments choose all. @chosen owns copies.
 */
int targets_choose(const struct targets *all, char *const *args, int n,
		   struct targets *chosen, struct err *e) _must_check_;
void targets_deinit(struct targets *t);
#define _cleanup_targets_ _cleanup_(targets_deinit)

#endif
