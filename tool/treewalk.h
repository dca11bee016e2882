/* SPDX-License-Identifier: GPL-2.0-only */
/* Going over all files of a kernel; is there more behind it? */
#ifndef TREEWALK_H
#define TREEWALK_H

#include "gittree.h"

/* One entry of a walk: a file, or a symbolic link and where it points to. */
struct tree_entry {
	const char *path;
	bool executable, link;
	const char *data;
	size_t len;
};

/* What a walk is for. */
struct tree_walk {
	/* is this path wanted, or anything below this folder? */
	bool (*want)(const char *path, bool folder, void *ctx);
	/* the walk ends with the first that is not 0 */
	int (*take)(const struct tree_entry *entry, void *ctx, struct err *e);
	void *ctx;
};

/*
 * Go over the files of the tree that are wanted; nothing is remembered. An entry
 * that git would not make is a fault: "..", a "/" in a name, ".git" in any
 * spelling, one name twice. In unpacked sources .git is left out.
 */
int tree_each(struct tree *tree, const struct tree_walk *walk,
	      struct err *e) _must_check_;

/*
 * "PATH ID" for each line of @paths, which are best sorted: the id of that file,
 * or "-" for what is none. Returns -1 where one of them cannot be looked at.
 */
int tree_ids(struct tree *tree, const char *paths, size_t len,
	     struct buf *ids) _must_check_;

/*
 * Does a symbolic link or a submodule stand where @path has a directory? What
 * is behind it is not in this tree.
 */
bool tree_leads_away(const struct tree *tree, const char *path);

/*
 * Has the repository what came before this kernel? One that is shallow, or has
 * one commit a branch, has not: 1, 0, or -1: it cannot be read.
 */
int tree_has_history(struct tree *tree, struct err *e) _must_check_;

#endif
