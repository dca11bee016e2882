/* SPDX-License-Identifier: GPL-2.0-only */
/* Repositories that belong to somebody else. */
#ifndef GITOWNER_H
#define GITOWNER_H

#include "util.h"

/*
 * Of a repository that libgit2 does not open: does nothing but its owner keep
 * it? Then the directory that git's safe.directory would have to name, which is
 * the caller's to free; NULL else. The error does not tell: libgit2 1.5 says
 * "not found" where no safe.directory is set.
 */
char *git_not_trusted(const char *path);

#endif
