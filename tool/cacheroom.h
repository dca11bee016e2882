/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A folder of large entries, each a folder called by 40 hex digits: whoever
 * uses one holds its lock, and what was not used for longest goes when they
 * become too much together. Any of them may be deleted at any moment by
 * someone who asks for no lock.
 */
#ifndef CACHEROOM_H
#define CACHEROOM_H

#include <time.h>

#include "util.h"

/* One of the things that go when they become too much together. */
struct room {
	char *path;
	struct timespec used;
	long long size; /* bytes */
};

/*
 * Remove of @v, those first that were not used for longest, until the rest takes
 * no more than @limit bytes; one that @remove leaves there, with false, counts on.
 * Takes over the array and its paths.
 */
void room_keep(struct room *v, size_t n, long long limit,
	       bool (*remove)(const char *path));

/*
 * Lock the entry @dir, made if need be, and note that it is used now; another
 * run that holds it is waited for. Returns the lock, to be closed.
 */
int entry_lock(const char *dir, struct err *e) _must_check_;

/* Is it still there, under this very lock? */
bool entry_is_held(const char *dir, int lock);

/* Note how much there is in it, for those who clear up. */
void entry_measure(const char *dir);

/*
 * The most that all entries may take together, in bytes: the variable
 * BACKPORTGEN_CACHE_SIZE, or 8 GiB.
 */
int cache_limit(long long *limit, struct err *e) _must_check_;

/* Remove entries that nobody holds, until the rest is no more than @limit. */
void cache_clear(const char *cache, long long limit);

#endif
