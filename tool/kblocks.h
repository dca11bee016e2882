/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is around an entry of Kconfig: if, menu, choice, and the file, which is
 * where others read it. A file is read once, by however many lines, and has as
 * many ways to it; an entry points at the block that it stands in. So nothing is
 * said twice, where to spell it out for each entry is 2^n: twenty files, each of
 * which reads the next in two lines.
 */
#ifndef KBLOCKS_H
#define KBLOCKS_H

#include "util.h"

struct block {
	struct block *outer;  /* NULL: the whole of a file */
	struct kfile *file;
	struct buf condition; /* of this block alone */
	unsigned int asked;   /* the question for which the bits are known */
	int bits;
};

struct kfile {
	char *path;
	struct block **blocks; /* the first is the whole of it */
	size_t n;
	struct block **ways;   /* where others read it; the root has none */
	size_t n_ways;
	bool read;
	unsigned int seen;     /* by the search for a circle that came last */
};

struct kfiles {
	struct kfile **v; /* in the order in which they were first spoken of */
	size_t n;
	void *by_path;	  /* of tsearch() */
	unsigned int searches;
};

/* The file of that path; *new: it was not spoken of before. */
struct kfile *kfiles_named(struct kfiles *f, const char *path, bool *new);
void kfiles_deinit(struct kfiles *f);

/*
 * One more way to @file: @from has a line that reads it. A way that leads in a
 * circle is none; Kconfig itself refuses that. Returns false for such, and for
 * one that is known.
 */
bool kfile_add_way(struct kfiles *f, struct kfile *file, struct block *from);

/* A block in @outer, or the whole of @file; the file's. */
struct block *block_add(struct kfile *file, struct block *outer);

/* Add a condition to what @depends has, joined by &&. */
void add_condition(struct buf *depends, const char *more);
/* The text of one, "" for none. */
const char *conditions_text(const struct buf *depends);

#endif
