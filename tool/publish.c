/* SPDX-License-Identifier: GPL-2.0-only */
#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "dir.h"

#define STAGING ".backportgen-"

static bool ours(const char *name)
{
	return ends_with(name, ".patch") || !strcmp(name, "series") ||
	       !strcmp(name, PROVENANCE) || !strcmp(name, DECLARATIONS) ||
	       !strcmp(name, PROOF);
}

static int read_published(const char *path, const char *name,
			  struct file_set *out, struct err *e)
{
	_cleanup_buf_ struct buf text = { 0 };
	struct stat st;

	if (lstat(path, &st))
		return fail(e, "%s: cannot look at it: %s", path,
			    strerror(errno));
	if (S_ISLNK(st.st_mode))
		return fail(e, "%s: is a link, and never one of backportgen; move it away",
			    path);
	if (read_file(path, &text, e))
		return -1;
	size_t len = text.len;

	file_set_add(out, name, buf_steal(&text), len);
	return 0;
}

int published_read(const char *output, const char *name, struct file_set *out,
		   struct err *e)
{
	_cleanup_free_ char *dir = xasprintf("%s/%s", output, name);
	_cleanup_strings_ struct strings names = { 0 };
	struct stat st;

	if (lstat(dir, &st)) {
		if (errno == ENOENT)
			return 0;
		return fail(e, "%s: cannot look at it: %s", dir,
			    strerror(errno));
	}
	if (!S_ISDIR(st.st_mode))
		return fail(e, "%s: is no folder; move it away", dir);
	int there = list_dir(dir, &names, e);

	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", dir, names.v[i]);

		if (!ours(names.v[i]))
			return fail(e, "%s: is no file of backportgen, which replaces this folder whole; move it away",
				    path);
		if (strcmp(names.v[i], PROOF) &&
		    read_published(path, names.v[i], out, e))
			return -1;
	}
	return there;
}

static bool has_patch(const struct series *series, const char *name)
{
	for (size_t i = 0; i < series->n; i++)
		if (!strcmp(series->v[i].name, name))
			return true;
	return false;
}

/* Is one of the patches there made of one of the series? */
static bool has_common(const json_t *provenance, const struct series *series)
{
	static const char *const parts[] = { "patches", "dropped" };
	const json_t *patch;
	size_t i;

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
		json_array_foreach(json_object_get(provenance, parts[k]), i,
				   patch) {
			const char *name = json_string_value(
				json_object_get(patch, "mainline"));

			if (name && has_patch(series, name))
				return true;
		}
	return false;
}

int published_check(const struct file_set *present, const char *dir,
		    const struct series *series, struct err *e)
{
	const struct named_text *f = file_set_find(present, PROVENANCE);
	json_t *root = f ? json_loadb(f->text, f->len, 0, NULL) : NULL;
	const char *name = json_string_value(json_object_get(root, "series"));
	bool there = json_is_array(json_object_get(root, "patches"));
	int r = 0;

	/* where no name was written down, the patches tell */
	if (there && (name && series->name ? strcmp(name, series->name)
					   : !has_common(root, series)))
		r = fail(e, "%s: holds another series%s%s%s than %s; choose another --output, or delete that directory first",
			 dir, name ? ", '" : "", name ? name : "",
			 name ? "'," : "",
			 series->name ? series->name : series->dir);
	json_decref(root);
	return r;
}

bool file_sets_equal(const struct file_set *a, const struct file_set *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct named_text *f = file_set_find(b, a->v[i].name);

		if (!f || !named_text_equal(f, &a->v[i]))
			return false;
	}
	return true;
}

/* Staging directories of runs that were killed: nobody else holds the lock. */
static int clear_staging(const char *output, struct err *e)
{
	_cleanup_strings_ struct strings names = { 0 };

	if (list_dir(output, &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", output, names.v[i]);

		if (starts_with(names.v[i], STAGING) && remove_tree(path, e))
			return -1;
	}
	return 0;
}

void publish_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

/* Lock the output directory, and wait for others with @how LOCK_EX alone. */
static int lock_output(const char *output, int how, int *lock, struct err *e)
{
	*lock = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*lock < 0)
		return fail(e, "%s: cannot open the directory: %s", output,
			    strerror(errno));
	while (flock(*lock, how)) {
		if (errno == EINTR && !stop_signal)
			continue;
		if (errno == EWOULDBLOCK)
			fail(e, "%s: another run of backportgen is writing here; wait for it to end",
			     output);
		else
			fail(e, "%s: cannot lock the directory: %s", output,
			     strerror(errno));
		close(*lock);
		*lock = -1;
		return -1;
	}
	return 0;
}

int publish_lock(const char *output, int *lock, struct err *e)
{
	return make_dirs(output, e) ||
			       lock_output(output, LOCK_EX | LOCK_NB, lock,
					   e) ||
			       clear_staging(output, e)
		       ? -1
		       : 0;
}

static void start_writing(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	close(fd);
}

/*
 * Write all files to @dir and bring them to the disk, with their names: a
 * rename that is there before they are would leave empty ones after a power
 * loss. With all of them on their way, the first fsync() takes the others
 * along, and a target costs a few ms. syncfs(2) would also wait for what
 * others have written.
 */
static int fill(const char *dir, const struct file_set *files, struct err *e)
{
	_cleanup_strings_ struct strings paths = { 0 };

	/* "series" goes last: with it the directory is a series */
	for (size_t i = 0; i < files->n; i++) {
		const struct named_text *f = &files->v[i];
		_cleanup_free_ char *path = xasprintf("%s/%s", dir, f->name);

		if (write_file(path, f->text, f->len, e))
			return -1;
		strings_add(&paths, path);
	}
	for (size_t i = 0; i < paths.n; i++)
		start_writing(paths.v[i]);
	for (size_t i = 0; i < paths.n; i++)
		if (sync_path(paths.v[i], e))
			return -1;
	return sync_path(dir, e);
}

/*
 * For file systems that can neither exchange two folders nor rename one (an
 * overlay's lower layer): file by file, each by a rename, "series" last.
 */
static int replace_files(const char *staging, const char *dir,
			 const struct file_set *files, struct err *e)
{
	_cleanup_strings_ struct strings names = { 0 };

	if (list_dir(dir, &names, e) < 0)
		return -1;
	for (size_t i = 0; i < files->n; i++) {
		_cleanup_free_ char *from =
			xasprintf("%s/%s", staging, files->v[i].name);
		_cleanup_free_ char *to =
			xasprintf("%s/%s", dir, files->v[i].name);

		if (rename(from, to))
			return fail(e, "%s: cannot put the new file in place: %s",
				    to, strerror(errno));
	}
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", dir, names.v[i]);

		if (ours(names.v[i]) && !file_set_find(files, names.v[i]) &&
		    unlink(path))
			return fail(e, "%s: cannot remove the old file: %s",
				    path, strerror(errno));
	}
	return sync_path(dir, e);
}

/*
 * A directory that is read-only is to stay as it is. The exchange would not
 * mind, and leave an old one that cannot be cleared away.
 */
static int check_writable(const char *dir, struct err *e)
{
	if (!faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) ||
	    errno == ENOENT)
		return 0;
	return fail(e, "%s: cannot replace it: %s; make the directory writable",
		    dir, strerror(errno));
}

/* Swap the two directories in one step where the file system can. */
static int put_in_place(const char *staging, const char *dir,
			const struct file_set *files, struct err *e)
{
	if (!rename(staging, dir))
		return 0;
	if (errno == EEXIST || errno == ENOTEMPTY) {
		if (!renameat2(AT_FDCWD, staging, AT_FDCWD, dir,
			       RENAME_EXCHANGE))
			return 0;
		if (errno == EXDEV || errno == EINVAL || errno == ENOSYS ||
		    errno == EOPNOTSUPP)
			return replace_files(staging, dir, files, e);
	}
	return fail(e, "%s: cannot put the new series in place: %s", dir,
		    strerror(errno));
}

int publish(const char *output, const char *name, const struct file_set *files,
	    struct err *e)
{
	_cleanup_free_ char *staging =
		xasprintf("%s/" STAGING "%s", output, name);
	_cleanup_free_ char *dir = xasprintf("%s/%s", output, name);
	_cleanup_err_ struct err ignored = { 0 };

	if (remove_tree(staging, e))
		return -1;
	if (mkdir(staging, 0777))
		return fail(e, "%s: cannot create the directory: %s", staging,
			    strerror(errno));
	if (check_writable(dir, e) || fill(staging, files, e) ||
	    put_in_place(staging, dir, files, e) || sync_path(output, e)) {
		remove_tree(staging, &ignored);
		return -1;
	}
	/* after the exchange it holds the old series; the next run clears it */
	remove_tree(staging, &ignored);
	return 0;
}

int publish_proof(const char *output, const char *name,
		  const struct file_set *of, const char *text, size_t len,
		  struct err *e)
{
	_cleanup_file_set_ struct file_set present = { 0 };
	_cleanup_free_ char *staging =
		xasprintf("%s/" STAGING "%s-" PROOF, output, name);
	_cleanup_free_ char *path =
		xasprintf("%s/%s/" PROOF, output, name);
	int lock, r = -1;

	/* held for no longer than this, so another run is waited for */
	if (lock_output(output, LOCK_EX, &lock, e))
		return -1;
	if (published_read(output, name, &present, e) >= 0)
		r = file_sets_equal(of, &present)
			    ? replace_file_by(staging, path, text, len, e)
			    : fail(e, "%s/%s: was replaced while it was verified; run it again",
				   output, name);
	publish_unlock(lock);
	return r;
}
