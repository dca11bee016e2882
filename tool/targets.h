/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stable-targets.conf: the kernels to carry to, which may be arguments
 * NAME=REV as well, and the series to carry.
 */
#ifndef TARGETS_H
#define TARGETS_H

#include "serieslist.h"

struct target {
	char *name;  /* safe as a directory's name */
	char *rev;   /* what git calls a revision */
	char *where; /* "file:line" or "argument", for messages */
};

struct targets {
	struct target *v;
	size_t n;
};

/*
 * Read every target and series of @path, in its order. A file that lists no
 * series adds none. @here is as for series_list_add().
 */
int targets_read(const char *path, const char *here, struct targets *t,
		 struct series_list *series, struct err *e) _must_check_;

/*
 * Choose what the arguments ask for: names known from @all, or NAME=REV. No
 * arguments choose all. @chosen owns copies.
 */
int targets_choose(const struct targets *all, char *const *args, int n,
		   struct targets *chosen, struct err *e) _must_check_;
const struct target *targets_find(const struct targets *t, const char *name);
/* What to call it on a command line; the caller frees. */
char *target_argument(const struct target *t);
void targets_deinit(struct targets *t);
#define _cleanup_targets_ _cleanup_(targets_deinit)

#endif
