/* SPDX-License-Identifier: GPL-2.0-only */
#include "gittree.h"

#include <errno.h>
#include <git2.h>
#include <search.h>
#include <string.h>
#include <sys/stat.h>

#include "gitowner.h"
#include "objsize.h"
#include "unpacked.h"

/* The largest folders of a kernel take 64 KiB as git has them. */
#define FOLDER_LIMIT ((size_t)1 << 20)

#define NO_KERNEL "'%s' is no kernel: it has no include/linux and drivers folders"

struct repo {
	git_repository *git;
	char *path;
	void *blobs; /* tsearch() tree of struct blob: each content once */
};

/* A path asked of a tree, and what was found: the blob, or nothing. */
struct known {
	char *path;
	const struct blob *blob; /* the repository's, or own */
	struct blob own;	 /* of unpacked sources */
};

struct tree {
	struct repo *repo;
	git_tree *git;
	char *dir; /* unpacked sources: no repo and no git */
	char commit[OID_HEX + 1], id[OID_HEX + 1];
	void *known; /* of tsearch(), by path */
	struct buf ids; /* paths of which the id alone was asked, a line each */
};

const char *git_fault(void)
{
	const git_error *g = git_error_last();

	return g && g->message ? g->message : "libgit2 gives no reason";
}

void blob_id(const void *data, size_t len, char oid[OID_HEX + 1])
{
	git_oid id;

	git_odb_hash(&id, data, len, GIT_OBJECT_BLOB);
	git_oid_tostr(oid, OID_HEX + 1, &id);
}

int repo_open(const char *path, struct repo **repo, struct err *e)
{
	git_repository *git;
	int r = git_repository_open_ext(&git, path, 0, NULL);
	_cleanup_free_ char *why = r ? xstrdup(git_fault()) : NULL;
	_cleanup_free_ char *owned = r ? git_not_trusted(path) : NULL;

	if (owned)
		return fail(e, "'%s' belongs to another user, so git does not trust it; allow it by 'git config --global --add safe.directory %s'",
			    path, owned);
	if (r == GIT_ENOTFOUND)
		return fail(e, "no git repository at '%s'; name the kernel's with --repo",
			    path);
	if (r)
		return fail(e, "cannot open a git repository at '%s': %s; name the kernel's with --repo",
			    path, why);
	/* zlib has a checksum of its own, which is what git goes by */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* by itself it unpacks folders of more than 4 KiB again each time */
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE,
			 FOLDER_LIMIT);
	*repo = xcalloc(1, sizeof(**repo));
	(*repo)->git = git;
	(*repo)->path = xstrdup(path);
	return 0;
}

static void free_blob(void *blob)
{
	blob_deinit(blob);
	free(blob);
}

void repo_free(struct repo *repo)
{
	if (!repo)
		return;
	tdestroy(repo->blobs, free_blob);
	git_repository_free(repo->git);
	free(repo->path);
	free(repo);
}

/* 1: *id is that of refs/@kind/@rev; 0: there is none; -1: fault. */
static int find_ref(struct repo *repo, const char *kind, const char *rev,
		    git_oid *id, struct err *e)
{
	_cleanup_free_ char *name = xasprintf("refs/%s/%s", kind, rev);
	int r = git_reference_name_to_id(id, repo->git, name);

	if (r == GIT_ENOTFOUND || r == GIT_EINVALIDSPEC)
		return 0;
	return r ? fail(e, "cannot read %s of '%s': %s", name, repo->path,
			git_fault())
		 : 1;
}

static int open_commit(struct repo *repo, const char *rev,
		       git_commit **commit, struct err *e)
{
	git_object *obj = NULL;
	git_oid a, b;
	int branch = find_ref(repo, "heads", rev, &a, e);
	int tag = branch < 0 ? -1 : find_ref(repo, "tags", rev, &b, e);

	if (tag < 0)
		return -1;
	/* one name for two things that are not the same: git only warns */
	if (branch && tag && !git_oid_equal(&a, &b))
		return fail(e, "'%s' is a branch and a tag in '%s'; write heads/%s or tags/%s",
			    rev, repo->path, rev, rev);
	int r = git_revparse_single(&obj, repo->git, rev);

	if (r == GIT_EAMBIGUOUS)
		return fail(e, "'%s' is ambiguous in '%s'; write more of it",
			    rev, repo->path);
	if (r == GIT_ENOTFOUND || r == GIT_EINVALIDSPEC)
		return fail(e, "no revision '%s' in '%s'; check the ref, give another as NAME=REV, or another repository with --repo",
			    rev, repo->path);
	if (r)
		return fail(e, "cannot look up '%s' in '%s': %s", rev,
			    repo->path, git_fault());
	r = git_object_peel((git_object **)commit, obj, GIT_OBJECT_COMMIT);
	if (r == GIT_EINVALIDSPEC || r == GIT_EPEEL)
		fail(e, "'%s' is a %s, not a commit", rev,
		     git_object_type2string(git_object_type(obj)));
	else if (r)
		fail(e, "cannot read the commit of '%s': %s", rev, git_fault());
	git_object_free(obj);
	return r ? -1 : 0;
}

/* 1, 0, or -1: that cannot be told. */
static int has_folder(const git_tree *git, const char *path, const char *rev,
		      struct err *e)
{
	git_tree_entry *entry;
	int r = git_tree_entry_bypath(&entry, git, path);

	if (r == GIT_ENOTFOUND)
		return 0;
	if (r)
		return fail(e, "cannot read the tree of '%s': %s", rev,
			    git_fault());
	bool folder = git_tree_entry_type(entry) == GIT_OBJECT_TREE;

	git_tree_entry_free(entry);
	return folder;
}

int tree_open(struct repo *repo, const char *rev, struct tree **tree,
	      struct err *e)
{
	git_commit *commit;
	git_tree *git;

	if (open_commit(repo, rev, &commit, e))
		return -1;
	int r = git_commit_tree(&git, commit);

	if (r) {
		git_commit_free(commit);
		return fail(e, "cannot read the tree of '%s': %s", rev,
			    git_fault());
	}
	int is = has_folder(git, "include/linux", rev, e);

	if (is > 0)
		is = has_folder(git, "drivers", rev, e);
	if (is < 1) {
		git_commit_free(commit);
		git_tree_free(git);
		return is ? -1 : fail(e, NO_KERNEL, rev);
	}
	struct tree *t = *tree = xcalloc(1, sizeof(*t));

	t->repo = repo;
	t->git = git;
	git_oid_tostr(t->commit, sizeof(t->commit), git_commit_id(commit));
	git_oid_tostr(t->id, sizeof(t->id), git_tree_id(git));
	git_commit_free(commit);
	return 0;
}

int tree_open_folder(const char *dir, struct tree **tree, struct err *e)
{
	struct stat st;

	if (stat(dir, &st))
		return fail(e, "%s: cannot look at the sources: %s", dir,
			    strerror(errno));
	int is = unpacked_has_folder(dir, "include/linux", e);

	if (is > 0)
		is = unpacked_has_folder(dir, "drivers", e);
	if (is < 1)
		return is ? -1 : fail(e, NO_KERNEL, dir);
	*tree = xcalloc(1, sizeof(**tree));
	(*tree)->dir = xstrdup(dir);
	return 0;
}

static void forget(void *p)
{
	struct known *k = p;

	blob_deinit(&k->own);
	free(k->path);
	free(k);
}

static int compare_known(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->path,
		      ((const struct known *)b)->path);
}

void tree_free(struct tree *tree)
{
	if (!tree)
		return;
	tdestroy(tree->known, forget);
	buf_deinit(&tree->ids);
	free(tree->dir);
	git_tree_free(tree->git);
	free(tree);
}

const char *tree_commit(const struct tree *tree)
{
	return tree->commit;
}

const char *tree_id(const struct tree *tree)
{
	return tree->id;
}

struct git_tree *tree_git(const struct tree *tree)
{
	return tree->git;
}

const char *tree_folder(const struct tree *tree)
{
	return tree->dir;
}

char *tree_objects(const struct tree *tree)
{
	return tree->git ? xasprintf("%sobjects",
				     git_repository_commondir(tree->repo->git))
			 : NULL;
}

/*
 * Walk to @path ourselves: git_tree_entry_bypath() answers "not found" for a
 * path that leads through a symbolic link, which would read as "absent".
 * 1: *id is the file's; 0: absent; TREE_OTHER: something else is in the way.
 */
static int find_file(const struct tree *tree, const char *path, git_oid *id,
		     bool *executable, struct err *e)
{
	git_tree *at = NULL;
	int r = 0;

	if (git_tree_dup(&at, tree->git))
		return fail(e, "cannot read the tree: %s", git_fault());
	for (const char *part = path;;) {
		const char *end = strchrnul(part, '/');
		_cleanup_free_ char *name =
			xstrndup(part, (size_t)(end - part));
		const git_tree_entry *entry =
			git_tree_entry_byname(at, name);
		git_filemode_t mode = entry ? git_tree_entry_filemode(entry)
					    : GIT_FILEMODE_UNREADABLE;
		bool want_file = !*end;

		if (!entry)
			break;
		if (want_file && (mode == GIT_FILEMODE_BLOB ||
				  mode == GIT_FILEMODE_BLOB_EXECUTABLE)) {
			git_oid_cpy(id, git_tree_entry_id(entry));
			*executable = mode == GIT_FILEMODE_BLOB_EXECUTABLE;
			r = 1;
			break;
		}
		if (want_file || mode != GIT_FILEMODE_TREE) {
			fail(e, "%s: %.*s is %s in this tree, where a %s is expected",
			     path, (int)(end - path), path, file_kind(mode),
			     want_file ? "file" : "folder");
			r = TREE_OTHER;
			break;
		}
		git_tree *next;

		if (git_tree_lookup(&next, tree->repo->git,
				    git_tree_entry_id(entry))) {
			r = fail(e, "%s: cannot read the folder: %s", path,
				 git_fault());
			break;
		}
		git_tree_free(at);
		at = next;
		part = end + 1;
	}
	git_tree_free(at);
	return r;
}

static int compare_blobs(const void *a, const void *b)
{
	const struct blob *x = a, *y = b;
	int order = memcmp(x->oid, y->oid, sizeof(x->oid));

	return order ? order : x->executable - y->executable;
}

/* The repository's one copy of a blob; NULL: it cannot be read. */
static const struct blob *shared_blob(struct repo *repo, const git_oid *id,
				      bool executable)
{
	struct blob *b = blob_create();

	git_oid_tostr(b->oid, sizeof(b->oid), id);
	b->executable = executable;
	void *at = tfind(b, &repo->blobs, compare_blobs);

	if (at || object_blob(repo->git, id, b)) {
		free_blob(b);
		return at ? *(struct blob **)at : NULL;
	}
	return xtsearch(b, &repo->blobs, compare_blobs);
}

static int read_unpacked(const struct tree *tree, const char *path,
			 struct blob *b, struct err *e)
{
	int r = unpacked_read(tree->dir, path, b, e);

	if (r > 0)
		blob_id(b->text, b->len, b->oid);
	return r;
}

/* 1: the file is in @k; 0: the tree has none; less: as tree_read(). */
static int read_tree_file(const struct tree *tree, const char *path,
			  struct known *k, struct err *e)
{
	bool executable = false;
	git_oid id;
	int r = tree->dir ? read_unpacked(tree, path, &k->own, e)
			  : find_file(tree, path, &id, &executable, e);

	if (r <= 0)
		return r;
	k->blob = tree->dir ? &k->own
			    : shared_blob(tree->repo, &id, executable);
	return k->blob ? 1 : fail(e, "%s: cannot read the blob: %s", path,
				  git_fault());
}

int tree_read(struct tree *tree, const char *path, const struct blob **blob,
	      struct err *e)
{
	struct known key = { .path = xstrdup(path) };
	_cleanup_free_ char *key_path = key.path;
	struct known **there = tfind(&key, &tree->known, compare_known);

	*blob = NULL;
	if (there) {
		*blob = (*there)->blob;
		return *blob ? 1 : 0;
	}
	struct known *k = xcalloc(1, sizeof(*k));
	int r = read_tree_file(tree, path, k, e);

	if (r < 0) {
		/* for tree_same(): what is there instead counts as well */
		if (r == TREE_OTHER)
			buf_printf(&tree->ids, "%s\n", path);
		free(k);
		return r;
	}
	k->path = take_ptr(key_path);
	xtsearch(k, &tree->known, compare_known);
	*blob = k->blob;
	return *blob ? 1 : 0;
}

/*
 * Walk both trees down to @path at once: where they have the same folder, all
 * below it is the same.
 */
static bool same_path(const struct tree *a, const struct tree *b,
		      const char *path)
{
	git_tree *x = NULL, *y = NULL;
	bool same = false, more = !git_tree_dup(&x, a->git) &&
				  !git_tree_dup(&y, b->git);

	for (const char *part = path; more;) {
		const char *end = strchrnul(part, '/');
		_cleanup_free_ char *name =
			xstrndup(part, (size_t)(end - part));
		const git_tree_entry *m = git_tree_entry_byname(x, name);
		const git_tree_entry *n = git_tree_entry_byname(y, name);
		git_tree *p = NULL, *q = NULL;

		same = m && n ? git_tree_entry_filemode(m) ==
					git_tree_entry_filemode(n) &&
				git_oid_equal(git_tree_entry_id(m),
					      git_tree_entry_id(n))
			      : m == n;
		more = *end && !same && m && n &&
		       !git_tree_lookup(&p, a->repo->git,
					git_tree_entry_id(m)) &&
		       !git_tree_lookup(&q, b->repo->git,
					git_tree_entry_id(n));
		git_tree_free(x);
		git_tree_free(y);
		x = p;
		y = q;
		part = end + 1;
	}
	git_tree_free(x);
	git_tree_free(y);
	return same;
}

struct comparison {
	const struct tree *a, *b;
	bool same;
};

static void compare_known_path(const void *node, VISIT visit, void *arg)
{
	const struct known *k = *(struct known *const *)node;
	struct comparison *c = arg;

	if (c->same && (visit == postorder || visit == leaf))
		c->same = same_path(c->a, c->b, k->path);
}

bool tree_same(const struct tree *a, const struct tree *b)
{
	struct comparison c = { a, b, !a->dir && !b->dir };

	twalk_r(a->known, compare_known_path, &c);
	const char *path;
	size_t at = 0, n;

	while (c.same && next_line(a->ids.data, a->ids.len, &at, &path, &n)) {
		_cleanup_free_ char *one = xstrndup(path, n);

		c.same = same_path(a, b, one);
	}
	return c.same;
}

void tree_note(struct tree *tree, const char *paths)
{
	buf_puts(&tree->ids, paths);
}

void tree_forget(struct tree *tree)
{
	if (!tree->git)
		return;
	tdestroy(tree->known, forget);
	tree->known = NULL;
	buf_deinit(&tree->ids);
}

int tree_file_id(struct tree *tree, const char *path, char oid[OID_HEX + 1],
		 struct err *e)
{
	_cleanup_blob_ struct blob b = { 0 };
	bool executable;
	git_oid id;
	int r = tree->dir ? read_unpacked(tree, path, &b, e)
			  : find_file(tree, path, &id, &executable, e);

	buf_printf(&tree->ids, "%s\n", path);
	*oid = '\0';
	if (r > 0 && tree->dir)
		memcpy(oid, b.oid, sizeof(b.oid));
	else if (r > 0)
		git_oid_tostr(oid, OID_HEX + 1, &id);
	return r < 0 ? r : 0;
}

int repo_blob(struct repo *repo, const char *oid, struct blob *blob,
	      struct err *e)
{
	git_oid id;

	if (!repo || strlen(oid) < GIT_OID_MINPREFIXLEN || git_oid_fromstrp(&id, oid))
		return 0;
	int r = object_find(repo->git, &id, strlen(oid));

	if (r == GIT_EAMBIGUOUS)
		return fail(e, "blob id %s is ambiguous; make the patch with git format-patch --full-index",
			    oid);
	if (r == GIT_ENOTFOUND)
		return 0;
	if (!r)
		r = object_blob(repo->git, &id, blob);
	if (r == GIT_ENOTFOUND) /* it is no blob */
		return 0;
	if (r)
		return fail(e, "blob %s of '%s': cannot read it: %s", oid,
			    repo->path, git_fault());
	return 1;
}

int repo_commit_subject(struct repo *repo, const char *oid, char **subject,
			struct err *e)
{
	git_object *obj;
	git_oid id;

	if (!repo || git_oid_fromstrp(&id, oid))
		return 0;
	int r = git_object_lookup_prefix(&obj, repo->git, &id, strlen(oid),
					 GIT_OBJECT_ANY);

	if (r == GIT_ENOTFOUND || r == GIT_EAMBIGUOUS)
		return 0;
	if (r)
		return fail(e, "commit %s of '%s': cannot read it: %s", oid,
			    repo->path, git_fault());
	bool commit = git_object_type(obj) == GIT_OBJECT_COMMIT;

	if (commit) {
		const char *s = git_commit_summary((git_commit *)obj);

		*subject = xstrdup(s ? s : "");
	}
	git_object_free(obj);
	return commit ? 1 : TREE_OTHER;
}

static int default_user(char **who)
{
	git_config *config = NULL;
	git_buf name = { 0 }, email = { 0 };
	int r = git_config_open_default(&config) ||
		git_config_get_string_buf(&name, config, "user.name") ||
		git_config_get_string_buf(&email, config, "user.email");

	if (!r)
		*who = xasprintf("%s <%s>", name.ptr, email.ptr);
	git_buf_dispose(&name);
	git_buf_dispose(&email);
	git_config_free(config);
	return r;
}

int repo_user(struct repo *repo, char **who, struct err *e)
{
	git_signature *sig;

	if (repo ? git_signature_default(&sig, repo->git) : default_user(who))
		return fail(e, "--signoff needs your name: set user.name and user.email with 'git config --global'");
	if (!repo)
		return 0;
	*who = xasprintf("%s <%s>", sig->name, sig->email);
	git_signature_free(sig);
	return 0;
}
