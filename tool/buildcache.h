/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels prepared for building, kept across runs under the XDG cache folder:
 * the sources that a build needs, and a build folder for each architecture
 * and compiler. Keyed by content. Any of it may be deleted at any time; what
 * was not used for longest goes when it becomes too much.
 *
 * An entry has a folder of its own for each time that it is filled. Who works
 * in one that was deleted never comes across whoever has made it anew.
 */
#ifndef BUILDCACHE_H
#define BUILDCACHE_H

#include "verify.h"

struct place {
	const struct verification *v; /* not ours */
	char *entry; /* holds the lock and dir */
	char *dir; /* holds src/, the build folders and logs/ */
	char *src;
	int lock;
};

/*
 * Open the place for this series' kernel, with its sources, and hold it until
 * place_close(); another run that has it is waited for. The files of the
 * series are as place_put() left them, or as the kernel has them.
 */
int place_open(struct place *p, const struct verification *v,
	       struct err *e) _must_check_;
void place_close(struct place *p);

/*
 * A fault if someone has deleted it since it was opened, or with @each any of
 * its sources: then what was built here shows nothing.
 */
int place_check(const struct place *p, bool each, struct err *e) _must_check_;

/* Put the files of the series into @state; equal ones are not touched. */
int place_put(const struct place *p, const struct text_file *state,
	      struct err *e) _must_check_;

#endif
