/* SPDX-License-Identifier: GPL-2.0-only */
#include "cacheroom.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"
#include "proc.h"

#define LIMIT (8LL << 30) /* bytes; a kernel takes 0.2 to 0.4 GiB */
#define VARIABLE "BACKPORTGEN_CACHE_SIZE"
#define NAME_LENGTH 40 /* hex digits */
#define GONE ".gone-" /* an entry that is being removed */

bool entry_is_held(const char *dir, int lock)
{
	_cleanup_free_ char *path = xasprintf("%s/lock", dir);
	struct stat mine, there;

	return !fstat(lock, &mine) && !stat(path, &there) &&
	       mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

/* -1: it is busy, or there is a fault in @e. */
static int try_lock(const char *dir, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/lock", dir);

	for (;;) {
		if (make_dirs(dir, e))
			return -1;
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

		if (fd < 0 && errno == ENOENT)
			continue; /* removed in between */
		if (fd < 0)
			return fail(e, "%s: cannot open: %s", path,
				    strerror(errno));
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			int error = errno;

			close(fd);
			return error == EWOULDBLOCK || error == EINTR
				       ? -1
				       : fail(e, "%s: cannot lock: %s", path,
					      strerror(error));
		}
		if (entry_is_held(dir, fd))
			return fd;
		close(fd);
	}
}

int entry_lock(const char *dir, struct err *e)
{
	for (;;) {
		int fd = try_lock(dir, e);

		if (fd >= 0)
			futimens(fd, NULL);
		if (fd >= 0 || e->msg)
			return fd;
		if (stop_signal)
			return fail(e, "interrupted");
		progress_note("waiting for another run that builds this kernel");
		usleep(100000);
	}
}

static long long counted;

static int count_blocks(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)path;
	(void)type;
	(void)ftw;
	counted += (long long)st->st_blocks * 512;
	return 0;
}

static long long size_of(const char *dir)
{
	counted = 0;
	nftw(dir, count_blocks, 16, FTW_PHYS);
	return counted;
}

void entry_measure(const char *dir)
{
	_cleanup_free_ char *path = xasprintf("%s/size", dir);
	_cleanup_free_ char *text = xasprintf("%lld\n", size_of(dir));
	_cleanup_err_ struct err ignored = { 0 };

	if (replace_file(path, text, strlen(text), &ignored))
		unlink(path);
}

/* As it was measured; one whose run was killed is measured here. */
static long long known_size(const char *dir)
{
	_cleanup_free_ char *path = xasprintf("%s/size", dir);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf text = { 0 };
	long long size;

	if (!read_file(path, &text, &none) &&
	    sscanf(text.data, "%lld", &size) == 1)
		return size;
	return size_of(dir);
}

int cache_limit(long long *limit, struct err *e)
{
	static const char units[] = "KMG";
	const char *text = getenv(VARIABLE), *unit;
	char *end;

	*limit = LIMIT;
	if (!text || !*text)
		return 0;
	errno = 0;
	*limit = strtoll(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit && !end[1] && !errno) {
		int shift = 10 * (int)(unit - units + 1);

		if (*limit >> (62 - shift))
			errno = ERANGE;
		else
			*limit <<= shift;
		end++;
	}
	if (errno || *end || *text < '0' || *text > '9')
		return fail(e, VARIABLE " is '%s', and no number of bytes; K, M or G may stand behind it",
			    text);
	return 0;
}

static int by_use(const void *a, const void *b)
{
	const struct room *x = a, *y = b;

	if (x->used.tv_sec != y->used.tv_sec)
		return x->used.tv_sec < y->used.tv_sec ? -1 : 1;
	if (x->used.tv_nsec != y->used.tv_nsec)
		return x->used.tv_nsec < y->used.tv_nsec ? -1 : 1;
	return strcmp(x->path, y->path);
}

void room_keep(struct room *v, size_t n, long long limit,
	       bool (*remove)(const char *path))
{
	long long sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i].size;
	if (n)
		qsort(v, n, sizeof(*v), by_use);
	for (size_t i = 0; i < n; i++) {
		if (sum > limit && remove(v[i].path))
			sum -= v[i].size;
		free(v[i].path);
	}
	free(v);
}

static bool is_entry(const char *name)
{
	return strlen(name) == NAME_LENGTH &&
	       strspn(name, "0123456789abcdef") == NAME_LENGTH;
}

/*
 * Out of the way in one step: who comes in between finds none, and makes it
 * anew.
 */
static bool remove_entry(const char *dir)
{
	const char *name = strrchr(dir, '/') + 1;
	_cleanup_free_ char *gone = xasprintf("%.*s" GONE "%s-%ld",
					      (int)(name - dir), dir, name,
					      (long)getpid());
	_cleanup_err_ struct err ignored = { 0 };
	int fd = try_lock(dir, &ignored);

	if (fd < 0)
		return false;
	bool moved = !rename(dir, gone);

	if (moved)
		remove_tree(gone, &ignored);
	close(fd);
	return moved;
}

void cache_clear(const char *cache, long long limit)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err ignored = { 0 };
	struct room *v = NULL;
	size_t n = 0;

	/* where it cannot be read, nothing is removed */
	if (list_dir(cache, &names, &ignored) < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *dir =
			xasprintf("%s/%s", cache, names.v[i]);
		_cleanup_free_ char *lock = xasprintf("%s/lock", dir);
		struct stat st = { 0 };

		/* of a run that was killed as it removed it */
		if (starts_with(names.v[i], GONE))
			remove_tree(dir, &ignored);
		if (!is_entry(names.v[i]))
			continue;
		/* one without a lock is half deleted, and goes first */
		stat(lock, &st);
		*array_add(v, n) = (struct room){ xstrdup(dir), st.st_mtim,
						  known_size(dir) };
	}
	room_keep(v, n, limit, remove_entry);
}
