/* SPDX-License-Identifier: GPL-2.0-only */
#include "scope.h"

#include <search.h>
#include <string.h>

/* One blob's includes, kept in a tree of tsearch(). */
struct remembered {
	char oid[OID_HEX + 1];
	struct includes includes;
};

struct include_memory {
	void *root;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct remembered *)a)->oid,
		      ((const struct remembered *)b)->oid);
}

struct include_memory *include_memory_create(void)
{
	return xcalloc(1, sizeof(struct include_memory));
}

static void forget(void *p)
{
	struct remembered *r = p;

	includes_deinit(&r->includes);
	free(r);
}

void include_memory_free(struct include_memory *m)
{
	if (m)
		tdestroy(m->root, forget);
	free(m);
}

const struct includes *includes_of(struct include_memory *m,
				   const struct blob *b)
{
	struct remembered *r = xcalloc(1, sizeof(*r));

	memcpy(r->oid, b->oid, sizeof(r->oid));
	struct remembered *found = xtsearch(r, &m->root, compare);

	if (found == r)
		includes_read(b->text, b->len, &r->includes);
	else
		free(r);
	return &found->includes;
}

void scope_deinit(struct scope *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].path);
		free(s->v[i].edges);
	}
	free(s->v);
	s->v = NULL;
	s->n = s->expanded = 0;
}

static void add_header(struct scope *s, char *path, const struct blob *blob,
		       size_t from, const char *conditions)
{
	struct header *h = NULL;

	for (size_t i = 0; i < s->n && !h; i++)
		if (!strcmp(s->v[i].path, path))
			h = &s->v[i];
	if (h)
		free(path);
	else {
		h = array_add(s->v, s->n);
		h->path = path;
		h->blob = blob;
	}
	*array_add(h->edges, h->n_edges) = (struct edge){ from, conditions };
}

/* "a/b/../c" is "a/c". */
static char *plain_path(const char *path)
{
	struct buf out = { 0 };

	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && !memcmp(path, "..", 2)) {
			while (out.len && out.data[--out.len] != '/')
				;
		} else if (n && !(n == 1 && *path == '.')) {
			if (out.len)
				buf_putc(&out, '/');
			buf_add(&out, path, n);
		}
		path += n + (path[n] == '/');
	}
	return buf_steal(&out);
}

static char *find_in(const struct scope *s, const char *folder,
		     const char *name, const struct blob **blob)
{
	_cleanup_free_ char *joined = xasprintf("%s/%s", folder, name);
	char *path = plain_path(joined);

	*blob = s->read(s->ctx, path);
	if (!*blob)
		free(take_ptr(path));
	return path;
}

/*
 * LINUXINCLUDE of the kernel's Makefile, in its order; for <asm/x.h> a header
 * that Kbuild makes of generic-y (scripts/Makefile.asm-generic) is looked up
 * where it takes it from.
 */
char *scope_find(const struct scope *s, const char *includer,
		 const char *name, const struct blob **blob)
{
	static const char *const folders[] = { "arch/%s/include", "include",
					       "arch/%s/include/uapi",
					       "include/uapi" };
	size_t len = strlen(name);
	char *path = NULL;

	if (len < 3)
		return NULL;
	_cleanup_free_ char *bare = xstrndup(name + 1, len - 2);

	if (*name == '"') {
		const char *slash = strrchr(includer, '/');
		_cleanup_free_ char *folder = xstrndup(
			includer, slash ? (size_t)(slash - includer) : 0);

		path = find_in(s, folder, bare, blob);
	}
	for (size_t i = 0; !path && i < ARRAY_SIZE(folders); i++) {
		const char *arch = strstr(folders[i], "%s");
		_cleanup_free_ char *folder =
			arch ? xasprintf("arch/%s%s", s->arch, arch + 2)
			     : xstrdup(folders[i]);

		path = find_in(s, folder, bare, blob);
	}
	if (!path && starts_with(bare, "asm/")) {
		path = find_in(s, "include/asm-generic", bare + 4, blob);
		if (!path)
			path = find_in(s, "include/uapi/asm-generic", bare + 4,
				       blob);
	}
	return path;
}

void scope_init(struct scope *s, const char *path, const struct blob *blob)
{
	/* what the Makefile includes before the first line of every file */
	static const char *const always[] = { "<linux/kconfig.h>",
					      "<linux/compiler_types.h>" };

	scope_deinit(s);
	add_header(s, xstrdup(path), blob, 0, "");
	for (size_t i = 0; i < ARRAY_SIZE(always); i++) {
		const struct blob *b;
		char *found = scope_find(s, path, always[i], &b);

		if (found)
			add_header(s, found, b, 0, "");
	}
}

void scope_add(struct scope *s, const char *path, const struct blob *blob)
{
	add_header(s, xstrdup(path), blob, 0, "");
}

bool scope_widen(struct scope *s)
{
	size_t end = s->n;
	bool more = s->expanded < end;

	for (; s->expanded < end; s->expanded++) {
		size_t from = s->expanded;
		const struct includes *all =
			includes_of(s->memory, s->v[from].blob);

		for (size_t i = 0; i < all->n; i++) {
			const struct blob *b;
			char *path = scope_find(s, s->v[from].path,
						all->v[i].name, &b);

			if (path)
				add_header(s, path, b, from,
					   all->v[i].conditions);
		}
	}
	return more;
}

static bool reaches(struct scope *s, size_t i, struct kconfig *kconfig)
{
	struct header *h = &s->v[i];

	if (!i)
		return true;
	if (h->mark)
		return false;
	h->mark = true;
	/* the ways without a condition first: those cost nothing */
	for (size_t k = 0; k < h->n_edges; k++)
		if (!*h->edges[k].conditions &&
		    reaches(s, h->edges[k].from, kconfig))
			return true;
	for (size_t k = 0; k < h->n_edges; k++)
		if (*h->edges[k].conditions &&
		    kconfig_can_hold(kconfig, h->edges[k].conditions) &&
		    reaches(s, h->edges[k].from, kconfig))
			return true;
	return false;
}

bool scope_reaches(struct scope *s, size_t i, struct kconfig *kconfig)
{
	for (size_t k = 0; k < s->n; k++)
		s->v[k].mark = false;
	return reaches(s, i, kconfig);
}
