/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers about a kernel, by all of its files that were looked at. What was
 * looked at follows from what was found, so that it has to be remembered, too:
 * a few lists of paths for a question, as kernels are alike; and for each list,
 * with the ids that a kernel has there, the answer. So a thousand kernels that
 * share twenty lists are as many short entries, and none drives out another.
 */
#ifndef RECALL_H
#define RECALL_H

#include "gittree.h"
#include "store.h"

/* 1: the answer to the question @key about @tree is in @answer; 0: none is. */
int recall(struct store *s, const struct store_key *key, struct tree *tree,
	   struct buf *answer);

/*
 * Keep @answer. @looked_at has a line "PATH ID" for each file of the kernel that
 * it rests on, in any order; the id of what is no file is "-".
 */
void recall_keep(struct store *s, const struct store_key *key,
		 const struct buf *looked_at, const struct buf *answer);

#endif
