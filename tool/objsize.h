/* SPDX-License-Identifier: GPL-2.0-only */
/* How large is an object of git? libgit2 would read it whatever its size. */
#ifndef OBJSIZE_H
#define OBJSIZE_H

#include <git2.h>
#include "blob.h"

/*
 * Has the object at most @most bytes? That is told by its header, not by reading
 * it. If it has more, or cannot be found, git_fault() says so.
 */
bool object_fits(git_repository *git, const git_oid *id, size_t most);

/*
 * Read a blob of at most MOST_READ bytes: 0, and @b has its text and id, which
 * are the caller's; GIT_ENOTFOUND: there is none; or another fault of git's.
 */
int object_blob(git_repository *git, const git_oid *id, struct blob *b);

/*
 * The object whose id begins with the @n digits in *@id, which gets the rest: 0,
 * or as git_odb_exists_prefix().
 */
int object_find(git_repository *git, git_oid *id, size_t n);

#endif
