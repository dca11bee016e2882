/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of work done: what a program made of an input, kept across runs
 * under the XDG cache folder. Keyed by content, so that it cannot go stale;
 * each entry carries its key and a checksum over both, so that a damaged one,
 * or one that stands under another's name, is not used. It is only ever a
 * saving: a store that cannot be used is no fault.
 */
#ifndef STORE_H
#define STORE_H

#include "util.h"

/* $XDG_CACHE_HOME/backportgen/@name, or that below ~/.cache; NULL: neither. */
char *cache_path(const char *name);

struct store;

/*
 * Open the store at @dir, or at $XDG_CACHE_HOME/backportgen/memory, or at
 * ~/.cache/backportgen/memory. It is kept under @limit bytes, more or less:
 * what was not used for longest goes when something is written; with 0, nothing
 * is. Never NULL; the caller frees.
 */
struct store *store_open(const char *dir, long long limit);
void store_free(struct store *s);

/* The key of an input: any bytes. Lives as long as the caller keeps it. */
struct store_key {
	char hex[41];
};

struct store_key store_key(const struct buf *input);

/* 1: the entry is in @out (appended); 0: there is none. */
int store_get(struct store *s, const struct store_key *key, struct buf *out);
void store_put(struct store *s, const struct store_key *key,
	       const struct buf *value);

/*
 * program_find() without a word on what is not there: 1: it is; 0: it is not;
 * -1: that cannot be told.
 */
int program_look_for(const char *name, char **path, char **id,
		     struct err *e) _must_check_;

/*
 * Find program @name in PATH: its absolute path in *path, and what tells its
 * binary apart from others of the same name in *id: path, size and time of
 * change. Versions do not (two builds of spatch 1.1.1 differ in what they
 * parse). @package is named to the user when it is not in PATH. The caller
 * frees both.
 */
int program_find(const char *name, const char *package, char **path, char **id,
		 struct err *e) _must_check_;

#endif
