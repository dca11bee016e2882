/* SPDX-License-Identifier: GPL-2.0-only */
#include "treewalk.h"

#include <errno.h>
#include <git2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"
#include "objsize.h"
#include "plain.h"

/* One walk at work. */
struct walking {
	struct tree *tree;
	const struct tree_walk *walk;
	char *last; /* path of the entry before this one */
	struct err *e;
};

/*
 * git makes no such entries and takes none into an index; an object may have
 * them all the same, and who writes it to a disk would write elsewhere.
 */
static int check_entry(struct walking *w, const char *root,
		       const git_tree_entry *entry, const char *path)
{
	const char *name = git_tree_entry_name(entry);

	if (!is_entry_name(name, strlen(name)))
		return fail(w->e, "'%s': the tree has this entry in '/%s', which no file may be called; it is not a kernel as git would make it",
			    name, root);
	if (w->last && !strcmp(w->last, path))
		return fail(w->e, "%s: is twice in the tree; it is not a kernel as git would make it",
			    path);
	free(w->last);
	w->last = xstrdup(path);
	return 0;
}

/* For git_tree_walk(): 0 goes on, 1 leaves this folder out, less ends it. */
static int walk_entry(const char *root, const git_tree_entry *entry, void *p)
{
	struct walking *w = p;
	git_filemode_t mode = git_tree_entry_filemode(entry);
	bool folder = mode == GIT_FILEMODE_TREE;
	_cleanup_free_ char *path =
		xasprintf("%s%s", root, git_tree_entry_name(entry));
	git_blob *blob;

	if (stop_signal)
		return fail(w->e, "interrupted");
	if (check_entry(w, root, entry, path))
		return -1;
	if (mode == GIT_FILEMODE_COMMIT ||
	    !w->walk->want(path, folder, w->walk->ctx))
		return 1;
	if (folder)
		return 0;
	git_repository *git = git_tree_owner(tree_git(w->tree));

	if (!object_fits(git, git_tree_entry_id(entry), MOST_COPIED) ||
	    git_blob_lookup(&blob, git, git_tree_entry_id(entry)))
		return fail(w->e, "%s: cannot read the blob: %s", path,
			    git_fault());
	struct tree_entry e = {
		.path = path,
		.executable = mode == GIT_FILEMODE_BLOB_EXECUTABLE,
		.link = mode == GIT_FILEMODE_LINK,
		.data = git_blob_rawcontent(blob),
		.len = (size_t)git_blob_rawsize(blob),
	};
	int r = w->walk->take(&e, w->walk->ctx, w->e);

	git_blob_free(blob);
	return r;
}

static int walk_folder(const struct walking *w, const char *folder);

static int walk_name(const struct walking *w, const char *path)
{
	_cleanup_free_ char *full = xasprintf("%s/%s", tree_folder(w->tree), path);
	_cleanup_buf_ struct buf text = { 0 };
	char target[4096];
	struct stat st;

	if (stop_signal)
		return fail(w->e, "interrupted");
	if (lstat(full, &st))
		return fail(w->e, "%s: cannot look at it: %s", full,
			    strerror(errno));
	if (!w->walk->want(path, S_ISDIR(st.st_mode), w->walk->ctx))
		return 0;
	if (S_ISDIR(st.st_mode))
		return walk_folder(w, path);
	if (S_ISLNK(st.st_mode)) {
		ssize_t n = readlink(full, target, sizeof(target));

		if (n < 0)
			return fail(w->e, "%s: cannot read the link: %s",
				    full, strerror(errno));
		buf_add(&text, target, (size_t)n);
	} else if (!S_ISREG(st.st_mode)) {
		return 0;
	} else if (read_large_file(full, MOST_COPIED, &text, w->e)) {
		return -1;
	}
	struct tree_entry e = {
		.path = path,
		.executable = st.st_mode & S_IXUSR,
		.link = S_ISLNK(st.st_mode),
		.data = text.data ? text.data : "",
		.len = text.len,
	};

	return w->walk->take(&e, w->walk->ctx, w->e);
}

/* In the order of the names, so that what is made of it is the same. */
static int walk_folder(const struct walking *w, const char *folder)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_free_ char *full =
		xasprintf("%s/%s", tree_folder(w->tree), folder);
	int there = list_dir(full, &names, w->e), r = 0;

	if (there < 1)
		return there ? -1 : fail(w->e, "%s: the directory went away",
					 full);
	for (size_t i = 0; i < names.n && !r; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s%s%s", folder, *folder ? "/" : "",
				  names.v[i]);

		/* the .git of a work tree is no part of it */
		if (is_entry_name(names.v[i], strlen(names.v[i])))
			r = walk_name(w, path);
	}
	return r;
}

int tree_each(struct tree *tree, const struct tree_walk *walk, struct err *e)
{
	struct walking w = { .tree = tree, .walk = walk, .e = e };

	if (tree_folder(tree))
		return walk_folder(&w, "");
	int r = git_tree_walk(tree_git(tree), GIT_TREEWALK_PRE, walk_entry, &w);

	free(w.last);
	/* a fault of the walk itself has no message of ours yet */
	if (r && !e->msg)
		return fail(e, "cannot read the tree: %s", git_fault());
	return r ? -1 : 0;
}

static bool is_link(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISLNK(st.st_mode);
}

/* A link or a submodule of a tree in git */
static bool is_elsewhere(git_tree *tree, const char *path)
{
	git_tree_entry *entry;

	if (git_tree_entry_bypath(&entry, tree, path))
		return false;
	git_filemode_t mode = git_tree_entry_filemode(entry);

	git_tree_entry_free(entry);
	return mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT;
}

#define MAX_LEVELS 32

/* The folders on the way to the path that came last. */
struct descent {
	git_tree *v[MAX_LEVELS];
	size_t ends[MAX_LEVELS]; /* of each in the path */
	size_t n;
	const char *path;
};

/* Leave the folders that are not on the way to this path. */
static void leave(struct descent *d, const char *path, size_t len)
{
	size_t n = 0;

	while (n < d->n && d->ends[n] < len && path[d->ends[n]] == '/' &&
	       !memcmp(path, d->path, d->ends[n]))
		n++;
	while (d->n > n)
		git_tree_free(d->v[--d->n]);
	d->path = path;
}

/*
 * The entry of a path, or NULL for none; as long-lived as its folder in @d. Where
 * a folder cannot be read, *broken says so.
 */
static const git_tree_entry *descend(const struct tree *tree,
				     struct descent *d, const char *path,
				     size_t len, bool *broken)
{
	leave(d, path, len);
	for (;;) {
		size_t at = d->n ? d->ends[d->n - 1] + 1 : 0;
		const char *slash = memchr(path + at, '/', len - at);
		size_t end = slash ? (size_t)(slash - path) : len;
		_cleanup_free_ char *name = xstrndup(path + at, end - at);
		const git_tree_entry *entry = git_tree_entry_byname(
			d->n ? d->v[d->n - 1] : tree_git(tree), name);

		if (!entry || end == len)
			return entry;
		if (git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE)
			return NULL;
		if (d->n == MAX_LEVELS ||
		    git_tree_lookup(&d->v[d->n],
				    git_tree_owner(tree_git(tree)),
				    git_tree_entry_id(entry))) {
			*broken = true;
			return NULL;
		}
		d->ends[d->n++] = end;
	}
}

int tree_ids(struct tree *tree, const char *paths, size_t len,
	     struct buf *ids)
{
	_cleanup_err_ struct err ignored = { 0 };
	struct descent d = { .n = 0 };
	bool broken = false;
	const char *line;
	size_t at = 0, n;

	while (!broken && next_line(paths, len, &at, &line, &n)) {
		char oid[OID_HEX + 1] = "";

		buf_add(ids, line, n);
		if (tree_folder(tree)) {
			_cleanup_free_ char *path = xstrndup(line, n);

			int r = tree_file_id(tree, path, oid, &ignored);

			/* what is there and no file has no id */
			if (r)
				*oid = '\0';
			broken = r < 0 && r != TREE_OTHER;
		} else {
			const git_tree_entry *e = descend(
				tree, &d, line, n, &broken);
			git_filemode_t mode =
				e ? git_tree_entry_filemode(e)
				  : GIT_FILEMODE_UNREADABLE;

			if (mode == GIT_FILEMODE_BLOB ||
			    mode == GIT_FILEMODE_BLOB_EXECUTABLE)
				git_oid_tostr(oid, sizeof(oid),
					      git_tree_entry_id(e));
		}
		buf_printf(ids, " %s\n", *oid ? oid : "-");
	}
	leave(&d, "", 0);
	return broken ? -1 : 0;
}

bool tree_leads_away(const struct tree *tree, const char *path)
{
	for (const char *end = path; (end = strchr(end, '/')); end++) {
		_cleanup_free_ char *part = xstrndup(path, (size_t)(end - path));
		_cleanup_free_ char *full =
			xasprintf("%s/%s", tree_folder(tree) ? tree_folder(tree) : "", part);

		if (tree_folder(tree) ? is_link(full)
				      : is_elsewhere(tree_git(tree), part))
			return true;
	}
	return false;
}

int tree_has_history(struct tree *tree, struct err *e)
{
	struct git_tree *git = tree_git(tree);
	git_repository *repo = git ? git_tree_owner(git) : NULL;
	git_commit *commit = NULL, *parent = NULL;
	int shallow = repo ? git_repository_is_shallow(repo) : 1;
	git_oid id;

	if (shallow > 0)
		return 0;
	int r = shallow < 0 || git_oid_fromstr(&id, tree_commit(tree)) ||
		git_commit_lookup(&commit, repo, &id);

	if (!r)
		r = git_commit_parent(&parent, commit, 0);
	if (r && r != GIT_ENOTFOUND)
		fail(e, "cannot look for the history of %s: %s",
		     tree_commit(tree), git_fault());
	git_commit_free(parent);
	git_commit_free(commit);
	return !r ? 1 : r == GIT_ENOTFOUND ? 0 : -1;
}
