/* SPDX-License-Identifier: GPL-2.0-only */
#include "gitmem.h"

#include <git2.h>
#include <git2/sys/mempack.h>
#include <string.h>

static void free_diff(git_diff **d)
{
	git_diff_free(*d);
}

static void free_index(git_index **i)
{
	git_index_free(*i);
}

static void free_tree(git_tree **t)
{
	git_tree_free(*t);
}

void mem_close(struct mem *m)
{
	git_repository_free(m->git);
	git_odb_free(m->odb);
	*m = (struct mem){ 0 };
}

int mem_open(struct mem *m, const char *objects, struct err *e)
{
	git_odb_backend *mempack;

	if (git_odb_new(&m->odb) || git_mempack_new(&mempack))
		return fail(e, "cannot make objects in memory: %s",
			    git_fault());
	/* the object database owns the backend from here on */
	if (git_odb_add_backend(m->odb, mempack, 999) ||
	    (objects && git_odb_add_disk_alternate(m->odb, objects)) ||
	    git_repository_wrap_odb(&m->git, m->odb))
		return fail(e, "cannot make objects in memory: %s",
			    git_fault());
	return 0;
}

static int add_blob(struct mem *m, const struct text_file *f, git_oid *id,
		    struct err *e)
{
	if (git_blob_create_from_buffer(id, m->git, f->text, f->len))
		return fail(e, "%s: cannot make a blob: %s", f->path,
			    git_fault());
	return 0;
}

static git_filemode_t mode_of(const struct text_file *f)
{
	return f->executable ? GIT_FILEMODE_BLOB_EXECUTABLE
			     : GIT_FILEMODE_BLOB;
}

static int write_tree(struct mem *m, const struct text_file *files, size_t n,
		      git_oid *id, struct err *e)
{
	_cleanup_(free_index) git_index *index = NULL;

	if (git_index_new(&index))
		return fail(e, "cannot make an index: %s", git_fault());
	for (size_t i = 0; i < n; i++) {
		git_index_entry entry = { .mode = mode_of(&files[i]),
					  .path = files[i].path };

		if (!files[i].text)
			continue;
		if (add_blob(m, &files[i], &entry.id, e))
			return -1;
		if (git_index_add(index, &entry))
			return fail(e, "%s: cannot be added to an index: %s",
				    files[i].path, git_fault());
	}
	if (git_index_write_tree_to(id, index, m->git))
		return fail(e, "cannot make a tree: %s", git_fault());
	return 0;
}

int mem_tree_id(const struct text_file *files, size_t n,
		char id[OID_HEX + 1], struct err *e)
{
	_cleanup_mem_ struct mem m = { 0 };
	git_oid tree;

	if (mem_open(&m, NULL, e) || write_tree(&m, files, n, &tree, e))
		return -1;
	git_oid_tostr(id, OID_HEX + 1, &tree);
	return 0;
}

int mem_tree_id_over(const struct tree *tree, const struct text_file *files,
		     size_t n, char id[OID_HEX + 1], struct err *e)
{
	_cleanup_free_ git_tree_update *updates = xcalloc(n, sizeof(*updates));
	_cleanup_free_ char *objects = tree_objects(tree);
	_cleanup_(free_tree) git_tree *base = NULL;
	_cleanup_mem_ struct mem m = { 0 };
	size_t count = 0;
	git_oid oid;

	if (mem_open(&m, objects, e))
		return -1;
	for (size_t i = 0; i < n; i++) {
		git_tree_update *u = &updates[count];

		if (!files[i].text)
			continue;
		u->action = GIT_TREE_UPDATE_UPSERT;
		u->path = files[i].path;
		u->filemode = mode_of(&files[i]);
		if (add_blob(&m, &files[i], &u->id, e))
			return -1;
		count++;
	}
	if (git_oid_fromstr(&oid, tree_id(tree)) ||
	    git_tree_lookup(&base, m.git, &oid) ||
	    git_tree_create_updated(&oid, m.git, base, count, updates))
		return fail(e, "cannot make a tree: %s", git_fault());
	git_oid_tostr(id, OID_HEX + 1, &oid);
	return 0;
}

/* The contents of @path in @index, appended to @text. */
static int take_text(struct mem *m, git_index *index, const char *path,
		     struct buf *text, struct err *e)
{
	const git_index_entry *entry = git_index_get_bypath(index, path, 0);
	git_blob *blob;

	if (!entry)
		return 0;
	if (git_blob_lookup(&blob, m->git, &entry->id))
		return fail(e, "%s: cannot read the blob: %s", path,
			    git_fault());
	buf_add(text, git_blob_rawcontent(blob),
		(size_t)git_blob_rawsize(blob));
	git_blob_free(blob);
	return 0;
}

int mem_apply(const struct text_file *files, size_t n, const char *patch,
	      size_t len, struct buf *texts, struct err *e)
{
	_cleanup_(free_diff) git_diff *diff = NULL;
	_cleanup_(free_index) git_index *index = NULL;
	_cleanup_(free_tree) git_tree *before = NULL;
	_cleanup_mem_ struct mem m = { 0 };
	git_oid id;

	if (mem_open(&m, NULL, e) || write_tree(&m, files, n, &id, e))
		return -1;
	if (git_tree_lookup(&before, m.git, &id))
		return fail(e, "cannot read a tree: %s", git_fault());
	if (git_diff_from_buffer(&diff, patch, len) ||
	    git_apply_to_tree(&index, m.git, before, diff, NULL)) {
		const git_error *g = git_error_last();
		bool ours = g && (g->klass == GIT_ERROR_NOMEMORY ||
				  g->klass == GIT_ERROR_OS);

		fail(e, ours ? "cannot be applied: %s" : "does not apply: %s",
		     git_fault());
		return ours ? -1 : 1;
	}
	for (size_t i = 0; i < n; i++)
		if (take_text(&m, index, files[i].path, &texts[i], e))
			return -1;
	return 0;
}
