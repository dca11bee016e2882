/* SPDX-License-Identifier: GPL-2.0-only */
#include "manifest.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

static void close_walk(FTS **walk)
{
	if (*walk)
		fts_close(*walk);
}

int manifest_make(const char *dir, struct buf *out, struct err *e)
{
	_cleanup_free_ char *root = xstrdup(dir);
	char *const roots[] = { root, NULL };
	_cleanup_(close_walk) FTS *walk =
		fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	size_t skip = strlen(dir) + 1;
	FTSENT *f;

	if (!walk)
		return fail(e, "%s: cannot read the directory: %s", dir,
			    strerror(errno));
	while (errno = 0, (f = fts_read(walk))) {
		const struct stat *st = f->fts_statp;

		if (f->fts_info == FTS_DNR || f->fts_info == FTS_ERR ||
		    f->fts_info == FTS_NS)
			return fail(e, "%s: cannot read: %s", f->fts_path,
				    strerror(f->fts_errno));
		if (f->fts_info == FTS_D || f->fts_info == FTS_DP)
			continue;
		buf_printf(out, "%s\t%o %lld %lld.%09ld\n", f->fts_path + skip,
			   st->st_mode, (long long)st->st_size,
			   (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	}
	return errno ? fail(e, "%s: cannot read the directory: %s", dir,
			    strerror(errno))
		     : 0;
}

static void sorted_lines(const struct buf *text, struct strings *out)
{
	strings_add_lines(out, text->data, text->len);
	strings_sort(out);
}

/* A line that only one of the two has is a difference, whatever it is. */
char *manifest_difference(const struct buf *a, const struct buf *b,
			  const struct strings *apart)
{
	_cleanup_strings_ struct strings x = { 0 }, y = { 0 };
	size_t i = 0, k = 0;

	sorted_lines(a, &x);
	sorted_lines(b, &y);
	while (i < x.n || k < y.n) {
		int order = i == x.n   ? 1
			    : k == y.n ? -1
				       : strcmp(x.v[i], y.v[k]);
		const char *line = order <= 0 ? x.v[i] : y.v[k];
		char *path = xstrndup(line, strcspn(line, "\t"));

		i += order <= 0;
		k += order >= 0;
		if (order && !strings_has(apart, path))
			return path;
		free(path);
	}
	return NULL;
}
