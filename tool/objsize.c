/* SPDX-License-Identifier: GPL-2.0-only */
#include "objsize.h"

/* git_error_set_str() has moved there */
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>
#endif
#include <string.h>

bool object_fits(git_repository *git, const git_oid *id, size_t most)
{
	git_odb *odb;
	git_object_t type;
	size_t size = 0;

	if (git_repository_odb(&odb, git))
		return false;
	int r = git_odb_read_header(&size, &type, odb, id);

	git_odb_free(odb);
	if (r || size <= most)
		return !r;
	_cleanup_free_ char *why = xasprintf(
		"it has more than %zu MiB, which is the most that is read",
		most >> 20);

	git_error_set_str(GIT_ERROR_ODB, why);
	return false;
}

int object_find(git_repository *git, git_oid *id, size_t n)
{
	git_oid start = *id;
	git_odb *odb;
	int r = git_repository_odb(&odb, git);

	if (r)
		return r;
	r = git_odb_exists_prefix(id, odb, &start, n);
	git_odb_free(odb);
	return r;
}

int object_blob(git_repository *git, const git_oid *id, struct blob *b)
{
	git_blob *blob;
	int r = object_fits(git, id, MOST_READ)
			? git_blob_lookup(&blob, git, id)
			: -1;

	if (r)
		return r;
	b->len = (size_t)git_blob_rawsize(blob);
	b->text = xcalloc(b->len + 1, 1);
	memcpy(b->text, git_blob_rawcontent(blob), b->len);
	git_oid_tostr(b->oid, sizeof(b->oid), git_blob_id(blob));
	git_blob_free(blob);
	return 0;
}
