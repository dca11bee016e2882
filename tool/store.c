/* SPDX-License-Identifier: GPL-2.0-only */
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gittree.h"

#define MAGIC "backportgen-memory-1 "

struct store {
	char *dir; /* NULL: there is no place for one */
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

struct store *store_open(const char *dir)
{
	struct store *s = xcalloc(1, sizeof(*s));

	s->dir = dir ? xstrdup(dir) : cache_path("memory");
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

int store_get(struct store *s, const struct store_key *key, struct buf *out)
{
	_cleanup_buf_ struct buf file = { 0 };
	_cleanup_err_ struct err e = { 0 };
	size_t head = strlen(MAGIC) + OID_HEX + 1;
	char sum[OID_HEX + 1];

	if (!s->dir)
		return 0;
	_cleanup_free_ char *path = entry_path(s, key);

	if (read_file(path, &file, &e) || file.len < head ||
	    !starts_with(file.data, MAGIC))
		return 0;
	blob_id(file.data + head, file.len - head, sum);
	if (memcmp(file.data + strlen(MAGIC), sum, OID_HEX))
		return 0;
	buf_add(out, file.data + head, file.len - head);
	return 1;
}

void store_put(struct store *s, const struct store_key *key,
	       const struct buf *value)
{
	_cleanup_buf_ struct buf file = { 0 };
	_cleanup_err_ struct err e = { 0 };
	char sum[OID_HEX + 1];

	if (!s->dir)
		return;
	_cleanup_free_ char *path = entry_path(s, key);
	_cleanup_free_ char *part = xasprintf("%s.%ld", path, (long)getpid());
	_cleanup_free_ char *folder = xasprintf("%s/%.2s", s->dir, key->hex);

	blob_id(value->data, value->len, sum);
	buf_printf(&file, MAGIC "%s\n", sum);
	buf_add(&file, value->data, value->len);
	if (make_dirs(folder, &e))
		return;
	if (write_file(part, file.data, file.len, &e) || rename(part, path))
		unlink(part);
}

int program_find(const char *name, const char *package, char **path, char **id,
		 struct err *e)
{
	const char *dir = getenv("PATH");
	struct stat st;

	if (!dir)
		dir = "/usr/bin:/bin";
	while (*dir) {
		const char *end = strchrnul(dir, ':');
		_cleanup_free_ char *file = xasprintf(
			"%.*s/%s", (int)(end - dir), dir, name);

		/* children run in another folder: no relative path for them */
		if (!access(file, X_OK) && !stat(file, &st) &&
		    S_ISREG(st.st_mode) && (*path = realpath(file, NULL))) {
			*id = xasprintf("%s %lld %lld.%09ld", *path,
					(long long)st.st_size,
					(long long)st.st_mtim.tv_sec,
					st.st_mtim.tv_nsec);
			return 0;
		}
		dir = *end ? end + 1 : end;
	}
	return fail(e, "%s is not in PATH; install it (Debian's package is %s)",
		    name, package);
}
