/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of unpacked sources, as git would have them. */
#ifndef UNPACKED_H
#define UNPACKED_H

#include "blob.h"

/* What an entry with this mode is, of git or of a file system: "a submodule". */
const char *file_kind(unsigned int mode);

/*
 * Read the file @path below @dir, following no symbolic link on the way. 1: it
 * is in @b, which is the caller's, but for its id; 0: there is none; TREE_OTHER;
 * -1: it cannot be read. The last two have a message.
 */
int unpacked_read(const char *dir, const char *path, struct blob *b,
		  struct err *e) _must_check_;

/* Is a directory there? 1, 0, or -1: that cannot be told. */
int unpacked_has_folder(const char *dir, const char *path,
			struct err *e) _must_check_;

#endif
