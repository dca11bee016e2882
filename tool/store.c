/* SPDX-License-Identifier: GPL-2.0-only */
#include "store.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cacheroom.h"
#include "dir.h"
#include "gittree.h"

#define MAGIC "backportgen-memory-2 "
#define HEAD (strlen(MAGIC) + 2 * (OID_HEX + 1)) /* "MAGIC KEY SUM\n" */
#define DIRECTORIES 256 /* the first two digits of a key */
#define PART_LIVES 3600 /* seconds; writing one takes milliseconds */

struct store {
	char *dir; /* NULL: there is no place for one */
	long long share; /* bytes that one directory may hold */
	bool has_room[DIRECTORIES]; /* looked after by this process */
};

char *cache_path(const char *name)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (cache && *cache == '/')
		return xasprintf("%s/backportgen/%s", cache, name);
	if (home && *home == '/')
		return xasprintf("%s/.cache/backportgen/%s", home, name);
	return NULL;
}

struct store *store_open(const char *dir, long long limit)
{
	struct store *s = xcalloc(1, sizeof(*s));

	s->dir = dir ? xstrdup(dir) : cache_path("memory");
	s->share = limit / DIRECTORIES;
	return s;
}

void store_free(struct store *s)
{
	if (!s)
		return;
	free(s->dir);
	free(s);
}

struct store_key store_key(const struct buf *input)
{
	struct store_key key;

	blob_id(input->data, input->len, key.hex);
	return key;
}

static char *entry_path(const struct store *s, const struct store_key *key)
{
	return xasprintf("%s/%.2s/%s", s->dir, key->hex, key->hex + 2);
}

/* What stands in front of an entry: whose it is, and the sum of both. */
static char *head_of(const struct store_key *key, const char *data, size_t len)
{
	_cleanup_buf_ struct buf all = { 0 };
	char sum[OID_HEX + 1];

	buf_add(&all, key->hex, OID_HEX);
	buf_add(&all, data, len);
	blob_id(all.data, all.len, sum);
	return xasprintf(MAGIC "%s %s\n", key->hex, sum);
}

int store_get(struct store *s, const struct store_key *key, struct buf *out)
{
	_cleanup_buf_ struct buf file = { 0 };
	_cleanup_err_ struct err e = { 0 };

	if (!s->dir)
		return 0;
	_cleanup_free_ char *path = entry_path(s, key);

	if (read_file(path, &file, &e) || file.len < HEAD)
		return 0;
	_cleanup_free_ char *head =
		head_of(key, file.data + HEAD, file.len - HEAD);

	if (memcmp(file.data, head, HEAD))
		return 0;
	buf_add(out, file.data + HEAD, file.len - HEAD);
	return 1;
}

static bool remove_file(const char *path)
{
	return !unlink(path);
}

/* "KEY.PID" of a run that was killed as it wrote it. */
static bool is_dead_part(const char *name, const struct stat *st)
{
	const char *dot = strchr(name, '.');
	long pid = dot ? atol(dot + 1) : 0;

	return pid > 0 && ((kill((pid_t)pid, 0) && errno == ESRCH) ||
			   st->st_mtime + PART_LIVES < time(NULL));
}

/*
 * Keep one of the directories within its share, before this process first
 * writes to it. Keys are evenly spread, so that one tells of all (git-gc(1)
 * --auto goes by that as well), and a run that writes nothing looks nowhere.
 * The time of access says when an entry was used, to the day where it is
 * written down that rarely, or else when it was made.
 */
static void make_room(const struct store *s, const char *dir)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err ignored = { 0 };
	struct room *v = NULL;
	size_t n = 0;

	if (list_dir(dir, &names, &ignored) < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", dir, names.v[i]);
		struct stat st;

		if (lstat(path, &st) ||
		    (is_dead_part(names.v[i], &st) && !unlink(path)))
			continue;
		*array_add(v, n) = (struct room){
			take_ptr(path),
			{ .tv_sec = st.st_atime > st.st_mtime ? st.st_atime
							      : st.st_mtime },
			(long long)st.st_blocks * 512,
		};
	}
	room_keep(v, n, s->share, remove_file);
}

/*
 * No entry is brought to the disk: after a power loss it may be empty or cut,
 * which its sum tells, and then it is made anew.
 */
void store_put(struct store *s, const struct store_key *key,
	       const struct buf *value)
{
	_cleanup_buf_ struct buf file = { 0 };
	_cleanup_err_ struct err e = { 0 };
	unsigned int which;

	if (!s->dir || !s->share || sscanf(key->hex, "%2x", &which) != 1)
		return;
	_cleanup_free_ char *path = entry_path(s, key);
	_cleanup_free_ char *part = xasprintf("%s.%ld", path, (long)getpid());
	_cleanup_free_ char *dir = xasprintf("%s/%.2s", s->dir, key->hex);
	_cleanup_free_ char *head = head_of(key, value->data, value->len);

	buf_puts(&file, head);
	buf_add(&file, value->data, value->len);
	if (make_dirs(dir, &e))
		return;
	if (!s->has_room[which])
		make_room(s, dir);
	s->has_room[which] = true;
	if (write_file(part, file.data, file.len, &e) || rename(part, path))
		unlink(part);
}

int program_look_for(const char *name, char **path, char **id, struct err *e)
{
	const char *dir = getenv("PATH");
	struct stat st;

	if (!dir)
		dir = "/usr/bin:/bin";
	while (*dir) {
		const char *end = strchrnul(dir, ':');
		_cleanup_free_ char *file = xasprintf(
			"%.*s/%s", (int)(end - dir), dir, name);

		bool there = !access(file, X_OK) && !stat(file, &st);

		if (there ? !S_ISREG(st.st_mode)
			  : errno == ENOENT || errno == ENOTDIR ||
				    errno == EACCES) {
			dir = *end ? end + 1 : end;
			continue;
		}
		/* children run in another folder: no relative path for them */
		*path = there ? realpath(file, NULL) : NULL;
		if (!*path)
			return fail(e, "%s: cannot look at it: %s", file,
				    strerror(errno));
		*id = xasprintf("%s %lld %lld.%09ld", *path,
				(long long)st.st_size,
				(long long)st.st_mtim.tv_sec,
				st.st_mtim.tv_nsec);
		return 1;
	}
	return 0;
}

int program_find(const char *name, const char *package, char **path, char **id,
		 struct err *e)
{
	int there = program_look_for(name, path, id, e);

	if (there)
		return there < 0 ? -1 : 0;
	return fail(e, "%s is not in PATH; install it (Debian's package is %s)",
		    name, package);
}
