/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading kernels: out of a git repository, by the tree of a revision and its
 * blobs, or from a folder of unpacked sources. Nothing is checked out and
 * nothing is written. Where a repository is asked for, NULL is one that has
 * nothing.
 */
#ifndef GITTREE_H
#define GITTREE_H

#include "blob.h"

struct repo;
struct tree;

/*
 * Open the repository at or above @path: bare, a work tree, or a linked work
 * tree. The caller frees with repo_free(), after every tree of it.
 */
int repo_open(const char *path, struct repo **repo,
	      struct err *e) _must_check_;
void repo_free(struct repo *repo);

/*
 * The tree of commit @rev. Fails when there is no such revision, when it is
 * ambiguous or no commit, and when the tree is no kernel's.
 */
int tree_open(struct repo *repo, const char *rev, struct tree **tree,
	      struct err *e) _must_check_;
/*
 * The unpacked sources in folder @dir, read as git would have them: the same
 * contents have the same blob ids. A symbolic link is not followed below @dir.
 */
int tree_open_folder(const char *dir, struct tree **tree,
		     struct err *e) _must_check_;
void tree_free(struct tree *tree);

const char *tree_commit(const struct tree *tree); /* 40 digits; "": none */
const char *tree_id(const struct tree *tree);	  /* 40 digits; "": none */
/* One of the two is NULL: for those who go over all of it (treewalk.h). */
struct git_tree *tree_git(const struct tree *tree);
const char *tree_folder(const struct tree *tree);
/* Where git keeps the tree's objects, NULL for unpacked; the caller frees. */
char *tree_objects(const struct tree *tree);

/*
 * Read the file @path. 1: it is in @blob; 0: the tree has no such file;
 * TREE_OTHER; -1: it cannot be read, and may be there. The last two have a
 * message. What was found is remembered for the tree's life. Trees of a
 * repository share their blobs: the same content and mode is the same pointer.
 */
int tree_read(struct tree *tree, const char *path, const struct blob **blob,
	      struct err *e) _must_check_;

/*
 * The id of the file @path alone, "" if the tree has no such file: 0, or as
 * tree_read(). Cheaper than that, and nothing is remembered.
 */
int tree_file_id(struct tree *tree, const char *path, char oid[OID_HEX + 1],
		 struct err *e) _must_check_;

/* Has @b the same, or nothing, wherever @a was asked so far? Of git alone. */
bool tree_same(const struct tree *a, const struct tree *b);
/* For that: the tree was asked of each line of @paths as well. */
void tree_note(struct tree *tree, const char *paths);
/*
 * Forget where the tree was asked so far, and what was there; of a repository,
 * whose blobs stay. A thousand kernels at once are large by this.
 */
void tree_forget(struct tree *tree);

/*
 * The blob with this id, which may be short, wherever the repository has it.
 * 1: it is in @blob; 0: it is not there; -1: the short id is ambiguous, or the
 * repository cannot be read.
 */
int repo_blob(struct repo *repo, const char *oid, struct blob *blob,
	      struct err *e) _must_check_;

/*
 * The subject of commit @oid, which may be short: 1; 0: the repository has no
 * such object, or several; TREE_OTHER: it has, and it is no commit, for which
 * there is no message; -1: it cannot be read. @subject is the caller's to free.
 */
int repo_commit_subject(struct repo *repo, const char *oid, char **subject,
			struct err *e) _must_check_;

/* The user's "Name <email>" by git's configuration; the caller frees. */
int repo_user(struct repo *repo, char **who, struct err *e) _must_check_;

/* The id git would give this content as a blob. */
void blob_id(const void *data, size_t len, char oid[OID_HEX + 1]);

/* libgit2's last message, or a stand-in: 1.5 may have none. */
const char *git_fault(void);

#endif
