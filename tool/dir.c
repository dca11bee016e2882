/* SPDX-License-Identifier: GPL-2.0-only */
#include "dir.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void close_dir(DIR **d)
{
	if (*d)
		closedir(*d);
}

int list_dir(const char *path, struct strings *names, struct err *e)
{
	_cleanup_(close_dir) DIR *d = opendir(path);
	_cleanup_strings_ struct strings found = { 0 };
	struct dirent *entry;

	if (!d && errno == ENOENT)
		return 0;
	if (!d)
		return fail(e, "%s: cannot read the directory: %s", path,
			    strerror(errno));
	/* its end and an error look alike but for errno */
	while (errno = 0, (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			strings_add(&found, entry->d_name);
	if (errno)
		return fail(e, "%s: cannot read the directory: %s", path,
			    strerror(errno));
	strings_sort(&found);
	for (size_t i = 0; i < found.n; i++)
		*array_add(names->v, names->n) = take_ptr(found.v[i]);
	return 1;
}

static int look(const char *path, struct stat *st, struct err *e)
{
	if (!stat(path, st))
		return 1;
	if (errno == ENOENT || errno == ENOTDIR)
		return 0;
	return fail(e, "%s: cannot look at it: %s", path, strerror(errno));
}

int path_is_there(const char *path, struct err *e)
{
	struct stat st;

	return look(path, &st, e);
}

int directory_is_there(const char *path, struct err *e)
{
	struct stat st;
	int there = look(path, &st, e);

	return there > 0 ? S_ISDIR(st.st_mode) : there;
}

int read_file_if_there(const char *path, struct buf *out, struct err *e)
{
	int there = path_is_there(path, e);

	return there > 0 && read_file(path, out, e) ? -1 : there;
}
