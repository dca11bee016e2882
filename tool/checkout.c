/* SPDX-License-Identifier: GPL-2.0-only */
#include "checkout.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "treewalk.h"

struct checkout {
	const char *dir;
	bool (*want)(const char *path, bool folder, void *ctx);
	void *ctx;
	char *last; /* the folder that the last file went to */
};

static bool want(const char *path, bool folder, void *ctx)
{
	const struct checkout *c = ctx;

	return c->want(path, folder, c->ctx);
}

/* Does a link at @path to @to stay within the tree? */
static bool stays_inside(const char *path, const char *to, size_t len)
{
	_cleanup_free_ char *target = xstrndup(to, len);
	long depth = 0;

	if (*target == '/' || !*target)
		return false;
	for (const char *s = path; (s = strchr(s, '/')); s++)
		depth++;
	for (char *part = strtok(target, "/"); part; part = strtok(NULL, "/")) {
		if (!strcmp(part, ".."))
			depth--;
		else if (strcmp(part, "."))
			depth++;
		if (depth < 0)
			return false;
	}
	return true;
}

static int make_folder(struct checkout *c, const char *full, struct err *e)
{
	_cleanup_free_ char *folder =
		xstrndup(full, (size_t)(strrchr(full, '/') - full));

	/* files come folder by folder */
	if (c->last && !strcmp(c->last, folder))
		return 0;
	if (make_dirs(folder, e))
		return -1;
	free(c->last);
	c->last = take_ptr(folder);
	return 0;
}

static int take(const struct tree_entry *entry, void *ctx, struct err *e)
{
	struct checkout *c = ctx;
	_cleanup_free_ char *full = xasprintf("%s/%s", c->dir, entry->path);

	if (entry->link && !stays_inside(entry->path, entry->data, entry->len))
		return 0;
	if (make_folder(c, full, e))
		return -1;
	if (entry->link) {
		_cleanup_free_ char *to = xstrndup(entry->data, entry->len);

		if (symlink(to, full) && errno != EEXIST)
			return fail(e, "%s: cannot make a link: %s", full,
				    strerror(errno));
		return 0;
	}
	if (write_file(full, entry->data, entry->len, e))
		return -1;
	if (entry->executable && chmod(full, 0755))
		return fail(e, "%s: cannot make it executable: %s", full,
			    strerror(errno));
	return 0;
}

int checkout(struct tree *tree, const char *dir,
	     bool (*wanted)(const char *path, bool folder, void *ctx),
	     void *ctx, struct err *e)
{
	struct checkout c = { .dir = dir, .want = wanted, .ctx = ctx };
	struct tree_walk walk = { .want = want, .take = take, .ctx = &c };
	int r = tree_each(tree, &walk, e);

	free(c.last);
	return r;
}
