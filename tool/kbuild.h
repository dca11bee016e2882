/* SPDX-License-Identifier: GPL-2.0-only */
/* Kbuild's files as text: what is configured, and what is built then. */
#ifndef KBUILD_H
#define KBUILD_H

#include "gitdiff.h"

/* The value of @symbol ("CONFIG_X") in a .config, "n" if it is not set. */
char *config_value(const struct buf *config, const char *symbol);

/* The symbols ("CONFIG_X") that a patch adds to Kconfig files. */
void added_symbols(const struct delta *deltas, size_t n, struct strings *out);

/*
 * The objects that a patch has built anew: those of its .c files, and those
 * it adds to a Makefile. A .c file's object may not be built for each
 * architecture.
 */
void changed_objects(const struct delta *deltas, size_t n,
		     struct strings *out);

/* Does a patch change a header? */
bool changes_header(const struct delta *deltas, size_t n);

/*
 * Is @object built in the sources @src by @config? Asked of the Makefiles on
 * the way to it; where they do not tell, it is. If it is not, *off is the
 * symbol ("CONFIG_X") that would have to be y, or NULL where a Makefile names
 * none; the caller frees. @off may be NULL. 1, 0, or -1: one cannot be read.
 */
int is_built(const char *src, const struct buf *config, const char *object,
	     char **off, struct err *e) _must_check_;

/*
 * What make is to be asked for on @arch so that it builds @object: the object
 * itself, or the folder by which this architecture builds a file of another
 * one, in *goal, which the caller frees. 1; 0: it has no use for it; -1: its
 * Makefile cannot be read.
 */
int goal_of(const char *src, const char *arch, const char *object,
	    char **goal, struct err *e) _must_check_;

#endif
