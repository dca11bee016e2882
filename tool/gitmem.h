/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Git objects in memory, over those of a repository or over none: what is
 * made there is gone with it, and no repository is written to.
 */
#ifndef GITMEM_H
#define GITMEM_H

#include "gittree.h"

struct mem {
	struct git_odb *odb;
	struct git_repository *git;
};

/* @objects is a repository's objects folder that is read too, or NULL. */
int mem_open(struct mem *m, const char *objects, struct err *e) _must_check_;
void mem_close(struct mem *m);
#define _cleanup_mem_ _cleanup_(mem_close)

/* One file as it is at some point; text is NULL where there is none. */
struct text_file {
	const char *path;
	const char *text;
	size_t len;
	bool executable;
};

/* The id of the tree that holds these files and no others. */
int mem_tree_id(const struct text_file *files, size_t n,
		char id[OID_HEX + 1], struct err *e) _must_check_;

/* The id of @tree with these files in it, in place of its own. */
int mem_tree_id_over(const struct tree *tree, const struct text_file *files,
		     size_t n, char id[OID_HEX + 1],
		     struct err *e) _must_check_;

/*
 * Apply a patch to @files in memory, with neither offset nor fuzz; what they
 * hold then is in @texts, one a file: owned by the caller, NULL where there
 * is none. 1: it does not apply, and @e says why; -1: a fault.
 */
int mem_apply(const struct text_file *files, size_t n, const char *patch,
	      size_t len, struct buf *texts, struct err *e) _must_check_;

#endif
