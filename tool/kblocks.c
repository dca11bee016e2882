/* SPDX-License-Identifier: GPL-2.0-only */
#include "kblocks.h"

#include <search.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct kfile *)a)->path,
		      ((const struct kfile *)b)->path);
}

struct block *block_add(struct kfile *file, struct block *outer)
{
	struct block *b = xcalloc(1, sizeof(*b));

	b->outer = outer;
	b->file = file;
	*array_add(file->blocks, file->n) = b;
	return b;
}

struct kfile *kfiles_named(struct kfiles *f, const char *path, bool *new)
{
	struct kfile *file = xcalloc(1, sizeof(*file));

	file->path = xstrdup(path);
	struct kfile *there = xtsearch(file, &f->by_path, compare);

	*new = there == file;
	if (!*new) {
		free(file->path);
		free(file);
		return there;
	}
	block_add(file, NULL);
	*array_add(f->v, f->n) = file;
	return file;
}

static void forget(void *p)
{
	struct kfile *file = p;

	for (size_t i = 0; i < file->n; i++) {
		buf_deinit(&file->blocks[i]->condition);
		free(file->blocks[i]);
	}
	free(file->blocks);
	free(file->ways);
	free(file->path);
	free(file);
}

void kfiles_deinit(struct kfiles *f)
{
	tdestroy(f->by_path, forget);
	free(f->v);
	*f = (struct kfiles){ 0 };
}

/* Is @file the one that is read by these lines, or one that led there? */
static bool leads_to(struct kfiles *f, const struct kfile *file,
		     struct kfile *from)
{
	_cleanup_free_ struct kfile **todo = NULL;
	size_t n = 0;
	bool found = false;

	f->searches++;
	*array_add(todo, n) = from;
	while (n && !found) {
		struct kfile *at = todo[--n];

		found = at == file;
		if (at->seen == f->searches)
			continue;
		at->seen = f->searches;
		for (size_t i = 0; i < at->n_ways; i++)
			*array_add(todo, n) = at->ways[i]->file;
	}
	return found;
}

bool kfile_add_way(struct kfiles *f, struct kfile *file, struct block *from)
{
	for (size_t i = 0; i < file->n_ways; i++)
		if (file->ways[i] == from)
			return false;
	if (leads_to(f, file, from->file))
		return false;
	*array_add(file->ways, file->n_ways) = from;
	return true;
}

void add_condition(struct buf *depends, const char *more)
{
	if (*more)
		buf_printf(depends, "%s(%s)", depends->len ? " && " : "",
			   more);
}

const char *conditions_text(const struct buf *depends)
{
	return depends->data ? depends->data : "";
}
