/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is there, what is not, and what cannot be told: three answers, where
 * access() and readdir() have two.
 */
#ifndef DIR_H
#define DIR_H

#include "util.h"

/*
 * Add the names in the directory @path to @names, in the order of strcmp() and
 * without "." and "..". Whoever took a part of them for the whole would lose
 * files without a word: where reading ends in an error, none is added.
 *
 * 1: they were read; 0: there is no such directory, which is no fault of this
 * call and has no message; -1: it is there, or may be, and cannot be read.
 */
int list_dir(const char *path, struct strings *names,
	     struct err *e) _must_check_;

/* Is there anything at @path? 1; 0: no; -1: that cannot be told. */
int path_is_there(const char *path, struct err *e) _must_check_;

/* The same of a directory; anything else is none. */
int directory_is_there(const char *path, struct err *e) _must_check_;

/* read_file() where there is one: 1; 0: there is none; -1: a fault. */
int read_file_if_there(const char *path, struct buf *out,
		       struct err *e) _must_check_;

#endif
