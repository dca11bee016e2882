/* SPDX-License-Identifier: GPL-2.0-only */
#include "unpacked.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Git's modes have the system's types, and one more. */
#define SUBMODULE 0160000

const char *file_kind(unsigned int mode)
{
	return mode == SUBMODULE ? "a submodule"
	       : S_ISLNK(mode) ? "a symbolic link"
	       : S_ISDIR(mode) ? "a folder"
	       : S_ISREG(mode) ? "a file" : "a special file";
}

int unpacked_read(const char *dir, const char *path, struct blob *b,
		  struct err *e)
{
	_cleanup_buf_ struct buf text = { 0 };
	struct stat st;

	for (const char *end = path;; end++) {
		end = strchrnul(end, '/');
		_cleanup_free_ char *full = xasprintf(
			"%s/%.*s", dir, (int)(end - path), path);

		if (lstat(full, &st)) {
			if (errno == ENOENT || errno == ENOTDIR)
				return 0;
			return fail(e, "%s: cannot look at it: %s", full,
				    strerror(errno));
		}
		if (*end ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode)) {
			fail(e, "%s: %.*s is %s in this tree, where a %s is expected",
			     path, (int)(end - path), path,
			     file_kind(st.st_mode), *end ? "folder" : "file");
			return TREE_OTHER;
		}
		if (*end)
			continue;
		if (read_file(full, &text, e))
			return -1;
		break;
	}
	b->executable = st.st_mode & S_IXUSR;
	b->len = text.len;
	b->text = buf_steal(&text);
	return 1;
}

int unpacked_has_folder(const char *dir, const char *path, struct err *e)
{
	_cleanup_free_ char *full = xasprintf("%s/%s", dir, path);
	struct stat st;

	if (!lstat(full, &st))
		return S_ISDIR(st.st_mode);
	if (errno == ENOENT || errno == ENOTDIR)
		return 0;
	return fail(e, "%s: cannot look at it: %s", full, strerror(errno));
}
