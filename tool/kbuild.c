/* SPDX-License-Identifier: GPL-2.0-only */
#include "kbuild.h"

#include <search.h>
#include <stdint.h>
#include <string.h>

#include "dir.h"

char *config_value(const struct buf *config, const char *symbol)
{
	size_t n = strlen(symbol), at = 0, len;
	const char *line;

	while (config->data &&
	       next_line(config->data, config->len, &at, &line, &len))
		if (len > n && line[n] == '=' && !memcmp(line, symbol, n))
			return xstrndup(line + n + 1, len - n - 1);
	return xstrdup("n");
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void added_symbols(const struct delta *deltas, size_t n, struct strings *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct buf *added = &deltas[i].added;
		const char *line;
		size_t at = 0, len;

		if (!starts_with(base_name(deltas[i].path), "Kconfig"))
			continue;
		while (next_line(added->data, added->len, &at, &line, &len)) {
			const char *name =
				starts_with(line, "config ") ? line + 7
				: starts_with(line, "menuconfig ") ? line + 11
								   : NULL;

			if (!name)
				continue;
			_cleanup_free_ char *symbol =
				xasprintf("CONFIG_%.*s",
					  (int)strcspn(name, " \t\n"), name);

			if (!strings_has(out, symbol))
				strings_add(out, symbol);
		}
	}
}

static void add_once(struct strings *out, const char *s)
{
	if (!strings_has(out, s))
		strings_add(out, s);
}

/* "drivers/net/" for "drivers/net/Makefile"; "" at the top. */
static char *folder_of(const char *path)
{
	return xstrndup(path, (size_t)(base_name(path) - path));
}

/* The objects on an added line of the Makefile in @folder. */
static void listed_objects(const char *folder, const char *line,
			   struct strings *out)
{
	const char *eq = strchr(line, '=');

	if (!starts_with(line, "obj-") || !eq)
		return;
	for (const char *w = eq + 1; *(w += strspn(w, " \t\\"));) {
		size_t len = strcspn(w, " \t\\");
		_cleanup_free_ char *path =
			xasprintf("%s%.*s", folder, (int)len, w);

		if (ends_with(path, ".o"))
			add_once(out, path);
		w += len;
	}
}

void changed_objects(const struct delta *deltas, size_t n,
		     struct strings *out)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = deltas[i].path;
		_cleanup_free_ char *folder = folder_of(path);
		const char *name = base_name(path), *line;
		const struct buf *added = &deltas[i].added;
		size_t at = 0, len;

		if (ends_with(path, ".c")) {
			_cleanup_free_ char *object =
				xasprintf("%.*so", (int)strlen(path) - 1,
					  path);

			add_once(out, object);
		}
		if (strcmp(name, "Makefile") && strcmp(name, "Kbuild"))
			continue;
		while (next_line(added->data, added->len, &at, &line, &len)) {
			_cleanup_free_ char *one = xstrndup(line, len);

			listed_objects(folder, one, out);
		}
	}
}

bool changes_header(const struct delta *deltas, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ends_with(deltas[i].path, ".h"))
			return true;
	return false;
}

enum gate { GATE_UNKNOWN, GATE_CLOSED, GATE_OPEN };

/* A whole line that brings objects in: "obj-$(CONFIG_X) += a.o b.o". */
struct listing {
	char *owner;	/* "obj", or "foo" of "foo-y" */
	char *symbol;	/* that decides; NULL: none */
	enum gate gate; /* by the line alone; with a symbol, once it was asked */
};

#define MAX_DEPTH 4 /* parts of parts of an object */

/* An object, and the lines that list it. */
struct listed {
	char *object;
	size_t *lines, n;
	bool asked[MAX_DEPTH];
	enum gate gate[MAX_DEPTH];
};

/*
 * A Makefile, each line of which is read once: to look through all of them for
 * each that lists a part of something takes n^3.
 */
struct makefile {
	struct listing *v;
	size_t n;
	void *objects; /* of tsearch() */
	const struct buf *config;
	char *off; /* the symbol that was seen to close a gate first, or NULL */
};

/* The '-' in front of what decides: the last of "foo-bar-y", or NULL. */
static const char *last_dash(const char *line)
{
	const char *dash = NULL;

	for (size_t i = strcspn(line, " \t:+?="); i-- > 0 && !dash;)
		if (line[i] == '-')
			dash = line + i;
	return dash;
}

static int compare_objects(const void *a, const void *b)
{
	return strcmp(((const struct listed *)a)->object,
		      ((const struct listed *)b)->object);
}

/* The line that comes last lists this object. */
static void list(struct makefile *m, char *object)
{
	struct listed *new = xcalloc(1, sizeof(*new));

	new->object = object;
	struct listed *l = xtsearch(new, &m->objects, compare_objects);

	if (l != new) {
		free(object);
		free(new);
	}
	if (!l->n || l->lines[l->n - 1] != m->n - 1)
		*array_add(l->lines, l->n) = m->n - 1;
}

static void read_listing(struct makefile *m, const char *line)
{
	const char *eq = strchr(line, '='), *dash = last_dash(line);

	if (!eq || !dash)
		return;
	struct listing *l = array_add(m->v, m->n);

	l->owner = xstrndup(line, (size_t)(dash - line));
	if (starts_with(dash, "-$(CONFIG_"))
		l->symbol = xstrndup(dash + 3, strcspn(dash + 3, ")"));
	else if (starts_with(dash, "-m ") || starts_with(dash, "-n "))
		l->gate = GATE_CLOSED;
	else
		l->gate = GATE_OPEN;
	for (const char *w = eq + 1; *(w += strspn(w, " \t"));) {
		size_t len = strcspn(w, " \t");

		list(m, xstrndup(w, len));
		w += len;
	}
}

static void makefile_read(struct makefile *m, const struct buf *text)
{
	_cleanup_buf_ struct buf whole = { 0 };
	const char *line;
	size_t at = 0, len;

	while (next_line(text->data, text->len, &at, &line, &len)) {
		bool more = len && line[len - 1] == '\\';

		buf_add(&whole, line, len - more);
		if (more)
			continue;
		read_listing(m, whole.data);
		buf_reset(&whole);
	}
}

static void listed_free(void *p)
{
	struct listed *l = p;

	free(l->object);
	free(l->lines);
	free(l);
}

static void makefile_deinit(struct makefile *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->v[i].owner);
		free(m->v[i].symbol);
	}
	free(m->v);
	tdestroy(m->objects, listed_free);
	free(m->off);
}

static enum gate gate_of(struct makefile *m, const char *object, int depth);

/* Does the line bring in what it lists? */
static enum gate line_gate(struct makefile *m, struct listing *l, int depth)
{
	static const char *const lists_of_kbuild[] = {
		"obj", "core", "lib", "libs", "drivers", "net", "init",
		"virt", "head", "extra", "subdir",
	};

	if (!l->gate) {
		_cleanup_free_ char *value =
			config_value(m->config, l->symbol);

		l->gate = strcmp(value, "y") ? GATE_CLOSED : GATE_OPEN;
	}
	if (l->gate == GATE_CLOSED && l->symbol && !m->off)
		m->off = xstrdup(l->symbol);
	for (size_t i = 0; i < ARRAY_SIZE(lists_of_kbuild); i++)
		if (!strcmp(l->owner, lists_of_kbuild[i]))
			return l->gate;
	/* a part of foo.o is built where foo.o is */
	_cleanup_free_ char *whole = xasprintf("%s.o", l->owner);

	if (l->gate == GATE_OPEN && depth + 1 < MAX_DEPTH &&
	    gate_of(m, whole, depth + 1) == GATE_CLOSED)
		return GATE_CLOSED;
	return l->gate;
}

/* Is it brought in by any line of a Makefile? */
static enum gate gate_of(struct makefile *m, const char *object, int depth)
{
	_cleanup_free_ char *name = xstrdup(object);
	const struct listed key = { .object = name };
	struct listed *const *at = tfind(&key, &m->objects, compare_objects);
	struct listed *l = at ? *at : NULL;

	if (!l || l->asked[depth])
		return l ? l->gate[depth] : GATE_UNKNOWN;
	enum gate gate = GATE_UNKNOWN;

	for (size_t i = 0; i < l->n; i++) {
		enum gate g = line_gate(m, &m->v[l->lines[i]], depth);

		if (g > gate)
			gate = g;
	}
	l->asked[depth] = true;
	l->gate[depth] = gate;
	return gate;
}

/*
 * The gate for @word in the Kbuild and Makefile of @folder ("" or "a/b/"), or -1:
 * one cannot be read; *off as is_built() has it.
 */
static int folder_gate(const char *src, const struct buf *config,
		       const char *folder, const char *word, char **off,
		       struct err *e)
{
	static const char *const names[] = { "Kbuild", "Makefile" };
	_cleanup_free_ char *long_word = xasprintf("%s%s", folder, word);
	enum gate gate = GATE_UNKNOWN;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(makefile_deinit) struct makefile m = {
			.config = config
		};
		_cleanup_free_ char *path =
			xasprintf("%s/%s%s", src, folder, names[i]);
		_cleanup_buf_ struct buf text = { 0 };

		int there = read_file_if_there(path, &text, e);

		if (there < 0)
			return -1;
		if (!there)
			continue;
		makefile_read(&m, &text);
		enum gate g = gate_of(&m, word, 0);

		/* arch/X/Makefile has whole paths */
		if (!g)
			g = gate_of(&m, long_word, 0);
		if (g > gate)
			gate = g;
		if (!*off)
			*off = take_ptr(m.off);
	}
	return gate;
}

int is_built(const char *src, const struct buf *config, const char *object,
	     char **off, struct err *e)
{
	_cleanup_free_ char *folder = folder_of(object);
	_cleanup_free_ char *word = xstrdup(base_name(object));

	for (;;) {
		_cleanup_free_ char *symbol = NULL;
		int gate = folder_gate(src, config, folder, word, &symbol, e);

		if (gate < 0)
			return -1;
		if (gate == GATE_CLOSED && off)
			*off = take_ptr(symbol);
		if (gate == GATE_CLOSED)
			return 0;
		size_t n = strlen(folder);

		if (!n)
			return 1;
		folder[n - 1] = '\0';
		free(word);
		word = xasprintf("%s/", base_name(folder));
		*(char *)(uintptr_t)base_name(folder) = '\0';
	}
}

int goal_of(const char *src, const char *arch, const char *object,
	    char **goal, struct err *e)
{
	const char *rest = object + strlen("arch/");
	_cleanup_free_ char *own = xasprintf("%s/", arch);
	_cleanup_buf_ struct buf text = { 0 };

	*goal = NULL;
	if (!starts_with(object, "arch/") || starts_with(rest, own)) {
		*goal = xstrdup(object);
		return 1;
	}
	/* a Makefile of arch/arm64/ may list ../../arm/DIR/NAME.o */
	const char *below = strchr(rest, '/');

	if (!below)
		return 0;
	_cleanup_free_ char *folder = xstrndup(
		below + 1, (size_t)(base_name(object) - (below + 1)));
	_cleanup_free_ char *path =
		xasprintf("%s/arch/%s/%sMakefile", src, arch, folder);
	_cleanup_free_ char *other = xasprintf(
		"../../%.*s", (int)(base_name(object) - rest), rest);

	int there = read_file_if_there(path, &text, e);

	if (there < 1 || !strstr(text.data, other))
		return there < 0 ? -1 : 0;
	*goal = xasprintf("arch/%s/%s", arch, folder);
	return 1;
}
