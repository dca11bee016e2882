/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in a directory: all of its names, or a fault. */
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

#endif
