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
	char *last; /* the directory that the last file went to */
	/* made when all files are written: none is written through one */
	struct strings links, targets;
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

static mode_t kind_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? 0 : st.st_mode & S_IFMT;
}

/* The directories above @full, which is below c->dir; no link is followed. */
static int make_folder(struct checkout *c, const char *full, struct err *e)
{
	_cleanup_free_ char *folder =
		xstrndup(full, (size_t)(strrchr(full, '/') - full));
	size_t root = strlen(c->dir);

	/* files come directory by directory */
	if (c->last && !strcmp(c->last, folder))
		return 0;
	for (const char *end = folder + root; *end;) {
		end = strchrnul(end + 1, '/');
		_cleanup_free_ char *part =
			xstrndup(folder, (size_t)(end - folder));

		if (!mkdir(part, 0777))
			continue;
		if (errno != EEXIST)
			return fail(e, "%s: cannot create the directory: %s",
				    part, strerror(errno));
		if (kind_of(part) != S_IFDIR)
			return fail(e, "%s: is twice in the tree, as a directory and as something else",
				    part + root + 1);
	}
	free(c->last);
	c->last = take_ptr(folder);
	return 0;
}

static int take(const struct tree_entry *entry, void *ctx, struct err *e)
{
	struct checkout *c = ctx;
	_cleanup_free_ char *full = xasprintf("%s/%s", c->dir, entry->path);

	if (entry->link) {
		_cleanup_free_ char *to = xstrndup(entry->data, entry->len);

		if (!stays_inside(entry->path, entry->data, entry->len))
			return 0;
		strings_add(&c->links, full);
		strings_add(&c->targets, to);
		return 0;
	}
	if (make_folder(c, full, e))
		return -1;
	if (write_file(full, entry->data, entry->len, e))
		return -1;
	if (entry->executable && chmod(full, 0755))
		return fail(e, "%s: cannot make it executable: %s", full,
			    strerror(errno));
	return 0;
}

static int make_link(struct checkout *c, const char *full, const char *to,
		     struct err *e)
{
	if (make_folder(c, full, e))
		return -1;
	if (kind_of(full) == S_IFLNK)
		unlink(full);
	if (!symlink(to, full))
		return 0;
	if (errno == EEXIST)
		return fail(e, "%s: is twice in the tree, as a link and as something else",
			    full + strlen(c->dir) + 1);
	return fail(e, "%s: cannot make a link: %s", full, strerror(errno));
}

/* Does the link lead to something below @root, a path without links? */
static bool leads_below(const char *link, const char *root)
{
	_cleanup_free_ char *to = realpath(link, NULL);
	size_t n = strlen(root);

	return to && !strncmp(to, root, n) && (to[n] == '/' || !to[n]);
}

/*
 * stays_inside() counts names, but a link on the way may lead up itself. Those
 * that lead out when all are there go, and then those that led through them.
 */
static int make_links(struct checkout *c, struct err *e)
{
	_cleanup_free_ char *root = realpath(c->dir, NULL);
	bool again = true;

	if (!root)
		return fail(e, "%s: cannot look at it: %s", c->dir,
			    strerror(errno));
	for (size_t i = 0; i < c->links.n; i++)
		if (make_link(c, c->links.v[i], c->targets.v[i], e))
			return -1;
	while (again) {
		again = false;
		for (size_t i = 0; i < c->links.n; i++)
			if (!leads_below(c->links.v[i], root) &&
			    !unlink(c->links.v[i]))
				again = true;
	}
	return 0;
}

int checkout(struct tree *tree, const char *dir,
	     bool (*wanted)(const char *path, bool folder, void *ctx),
	     void *ctx, struct err *e)
{
	struct checkout c = { .dir = dir, .want = wanted, .ctx = ctx };
	struct tree_walk walk = { .want = want, .take = take, .ctx = &c };
	int r = tree_each(tree, &walk, e);

	if (!r)
		r = make_links(&c, e);
	free(c.last);
	strings_deinit(&c.links);
	strings_deinit(&c.targets);
	return r;
}
