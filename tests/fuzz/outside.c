/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world outside of the readers, out of memory. The Makefile has the
 * functions that the linker wraps (FUZZ_WRAP).
 */
#include "fuzz.h"

#include <git2.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buildcache.h"
#include "gittree.h"
#include "store.h"
#include "verify.h"

struct text text_of(const void *data, size_t len)
{
	struct text t = { xcalloc(len + 1, 1), len };

	if (len)
		memcpy(t.p, data, len);
	return t;
}

void text_deinit(struct text *t)
{
	free(t->p);
}

struct text next_part(const uint8_t **data, size_t *size)
{
	const uint8_t *start = *data, *end = start + *size;

	for (const uint8_t *p = start; p && p < end; p++) {
		p = memmem(p, (size_t)(end - p), "%%\n", 3);
		if (!p)
			break;
		if (p > start && p[-1] != '\n')
			continue;
		*size = (size_t)(end - p) - 3;
		*data = p + 3;
		return text_of(start, (size_t)(p - start));
	}
	*data = end;
	*size = 0;
	return text_of(start, (size_t)(end - start));
}

struct text next_lines(const uint8_t **data, size_t *size)
{
	struct text t = next_part(data, size);

	for (size_t i = 0; i < t.len; i++)
		if (!t.p[i])
			t.p[i] = ' ';
	if (t.len)
		t.p[t.len - 1] = '\n';
	return t;
}

struct text rest_of(const uint8_t *data, size_t size)
{
	return text_of(data, size);
}

void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static struct {
	struct {
		const char *name;
		const struct text *t;
	} files[8];
	size_t n;
	const struct text *out, *err, *entry;
	int code;
} world;

void outside_file(const char *name, const struct text *t)
{
	must(world.n < ARRAY_SIZE(world.files), "there is room for a file");
	world.files[world.n].name = name;
	world.files[world.n++].t = t;
}

void outside_child(const struct text *out, const struct text *err, int code)
{
	world.out = out;
	world.err = err;
	world.code = code;
}

void outside_entry(const struct text *t)
{
	world.entry = t;
}

void outside_forget(void)
{
	memset(&world, 0, sizeof(world));
}

/* A text as a buffer that has no byte to spare. */
static void fill(struct buf *b, const struct text *t)
{
	if (b->data) {
		buf_add(b, t->p, t->len);
		return;
	}
	b->data = text_of(t->p, t->len).p;
	b->len = t->len;
	b->cap = t->len + 1;
}

static const struct text *file_of(const char *path)
{
	for (size_t i = 0; i < world.n; i++)
		if (ends_with(path, world.files[i].name))
			return world.files[i].t;
	return NULL;
}

int __wrap_read_file(const char *path, struct buf *out, struct err *e);
int __wrap_read_file(const char *path, struct buf *out, struct err *e)
{
	const struct text *t = file_of(path);

	if (!t)
		return fail(e, "%s: is not there", path);
	fill(out, t);
	return 0;
}

int __wrap_read_file_if_there(const char *path, struct buf *out,
			      struct err *e);
int __wrap_read_file_if_there(const char *path, struct buf *out, struct err *e)
{
	(void)e;
	if (!file_of(path))
		return 0;
	fill(out, file_of(path));
	return 1;
}

/* Where a program leaves a file, it is the only one there. */
int __wrap_list_dir(const char *path, struct strings *names, struct err *e);
int __wrap_list_dir(const char *path, struct strings *names, struct err *e)
{
	(void)path;
	(void)e;
	for (size_t i = 0; i < world.n; i++)
		strings_add(names, world.files[i].name +
					   strspn(world.files[i].name, "/"));
	return 1;
}

int __wrap_write_file(const char *path, const char *data, size_t len,
		      struct err *e);
int __wrap_write_file(const char *path, const char *data, size_t len,
		      struct err *e)
{
	(void)path;
	(void)data;
	(void)len;
	(void)e;
	return 0;
}

int __wrap_replace_file(const char *path, const char *data, size_t len,
			struct err *e);
int __wrap_replace_file(const char *path, const char *data, size_t len,
			struct err *e)
{
	return __wrap_write_file(path, data, len, e);
}

int __wrap_make_dirs(const char *path, struct err *e);
int __wrap_make_dirs(const char *path, struct err *e)
{
	(void)path;
	(void)e;
	return 0;
}

/* The lines that a child writes reach who hears it one by one, as strings. */
static void tell(struct child *c, const struct buf *b)
{
	const char *line;
	size_t at = 0, len;

	while (c->hear && b->data &&
	       next_line(b->data, b->len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		c->hear(c, one);
	}
}

int __wrap_run_children(struct child **children, size_t n, unsigned int jobs,
			struct err *e);
int __wrap_run_children(struct child **children, size_t n, unsigned int jobs,
			struct err *e)
{
	(void)jobs;
	(void)e;
	for (size_t i = 0; i < n; i++) {
		struct child *c = children[i];

		/* a child that is silent leaves no buffer */
		if (world.out && world.out->len)
			fill(&c->out, world.out);
		if (world.err && world.err->len)
			fill(&c->err_out, world.err);
		tell(c, &c->out);
		tell(c, &c->err_out);
		c->end = CHILD_EXITED;
		c->code = world.code;
	}
	return 0;
}

int __wrap_run_tool(const struct verification *v, struct child *c, int times,
		    struct err *e);
int __wrap_run_tool(const struct verification *v, struct child *c, int times,
		    struct err *e)
{
	(void)v;
	(void)times;
	return __wrap_run_children(&c, 1, 1, e);
}

int __wrap_program_find(const char *name, const char *package, char **path,
			char **id, struct err *e);
int __wrap_program_find(const char *name, const char *package, char **path,
			char **id, struct err *e)
{
	(void)package;
	(void)e;
	*path = xasprintf("/%s", name);
	*id = xstrdup(name);
	return 0;
}

int __real_store_get(struct store *s, const struct store_key *key,
		     struct buf *out);
int __wrap_store_get(struct store *s, const struct store_key *key,
		     struct buf *out);
int __wrap_store_get(struct store *s, const struct store_key *key,
		     struct buf *out)
{
	if (!world.entry)
		return __real_store_get(s, key, out);
	fill(out, world.entry);
	return 1;
}

void __wrap_store_put(struct store *s, const struct store_key *key,
		      const struct buf *value);
void __wrap_store_put(struct store *s, const struct store_key *key,
		      const struct buf *value)
{
	(void)s;
	(void)key;
	(void)value;
}

int __wrap_place_check(const struct place *p, bool each, struct err *e);
int __wrap_place_check(const struct place *p, bool each, struct err *e)
{
	(void)p;
	(void)each;
	(void)e;
	return 0;
}

/* Its id is all that the targets ask of a kernel. */
const char *__wrap_tree_commit(const struct tree *tree);
const char *__wrap_tree_commit(const struct tree *tree)
{
	(void)tree;
	return "";
}

char *__wrap_tree_objects(const struct tree *tree);
char *__wrap_tree_objects(const struct tree *tree)
{
	(void)tree;
	return xstrdup("/objects");
}

/* libgit2 reads a file of its own: one without a name. */
int __real_git_config_open_ondisk(git_config **out, const char *path);
int __wrap_git_config_open_ondisk(git_config **out, const char *path);
int __wrap_git_config_open_ondisk(git_config **out, const char *path)
{
	static int fd = -1;
	static char name[40];
	const struct text *t = file_of(path);

	if (fd < 0) {
		fd = memfd_create("conf", MFD_CLOEXEC);
		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	}
	must(t && fd >= 0 && !ftruncate(fd, 0) &&
		     pwrite(fd, t->p, t->len, 0) == (ssize_t)t->len,
	     "a file for libgit2");
	return __real_git_config_open_ondisk(out, name);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* neither a memory nor settings of the user */
	setenv("PATH", "/usr/bin:/bin", 1);
	unsetenv("HOME");
	unsetenv("XDG_CACHE_HOME");
	unsetenv("MAKEFLAGS");
	git_libgit2_init();
	return 0;
}
