/* SPDX-License-Identifier: GPL-2.0-only */
#include "kbuild.h"

#include <stdint.h>
#include <string.h>


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

/* The @i'th added line of a delta's hunks, or NULL behind the last. */
static const char *added_line(const struct delta *d, size_t i)
{
	for (size_t h = 0; h < d->n; h++)
		for (size_t k = 0; k < d->hunks[h].n; k++)
			if (d->hunks[h].lines[k].origin == '+' && !i--)
				return d->hunks[h].lines[k].text;
	return NULL;
}

void added_symbols(const struct delta *deltas, size_t n, struct strings *out)
{
	for (size_t i = 0; i < n; i++) {
		const char *line;

		if (!starts_with(base_name(deltas[i].path), "Kconfig"))
			continue;
		for (size_t k = 0; (line = added_line(&deltas[i], k)); k++) {
			const char *name =
				starts_with(line, "config ") ? line + 7
				: starts_with(line, "menuconfig ") ? line + 11
								   : NULL;

			if (!name)
				continue;
			_cleanup_free_ char *symbol =
				xasprintf("CONFIG_%.*s",
					  (int)strcspn(name, " \t"), name);

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

		if (ends_with(path, ".c")) {
			_cleanup_free_ char *object =
				xasprintf("%.*so", (int)strlen(path) - 1,
					  path);

			add_once(out, object);
		}
		if (strcmp(name, "Makefile") && strcmp(name, "Kbuild"))
			continue;
		for (size_t k = 0; (line = added_line(&deltas[i], k)); k++)
			listed_objects(folder, line, out);
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

/* Is @word one of those from @words to the end of the line? */
static bool lists(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *w = words; *(w += strspn(w, " \t"));) {
		size_t len = strcspn(w, " \t");

		if (len == n && !memcmp(w, word, n))
			return true;
		w += len;
	}
	return false;
}

/* A configuration, and the symbol of it that was seen to close a gate. */
struct asked {
	const struct buf *config;
	char *off; /* "CONFIG_X"; NULL: none */
};

static void note_off(struct asked *a, const char *symbol)
{
	if (!a->off)
		a->off = xstrdup(symbol);
}

static enum gate gate_of(const char *text, struct asked *a, const char *word,
			 int depth);

/* The '-' in front of what decides: the last of "foo-bar-y", or NULL. */
static const char *last_dash(const char *line)
{
	const char *dash = NULL;

	for (size_t i = strcspn(line, " \t:+?="); i-- > 0 && !dash;)
		if (line[i] == '-')
			dash = line + i;
	return dash;
}

/*
 * "obj-$(CONFIG_X) += a.o b.o" or "foo-y := a.o", one whole line: does it
 * bring @word in?
 */
static enum gate line_gate(const char *text, struct asked *a, const char *line,
			   const char *word, int depth)
{
	static const char *const lists_of_kbuild[] = {
		"obj", "core", "lib", "libs", "drivers", "net", "init",
		"virt", "head", "extra", "subdir",
	};
	const char *eq = strchr(line, '='), *dash = last_dash(line);
	enum gate gate = GATE_OPEN;

	if (!eq || !dash || !lists(eq + 1, word))
		return GATE_UNKNOWN;
	if (starts_with(dash, "-$(CONFIG_")) {
		_cleanup_free_ char *symbol =
			xstrndup(dash + 3, strcspn(dash + 3, ")"));
		_cleanup_free_ char *value = config_value(a->config, symbol);

		gate = strcmp(value, "y") ? GATE_CLOSED : GATE_OPEN;
		if (gate == GATE_CLOSED)
			note_off(a, symbol);
	} else if (starts_with(dash, "-m ") || starts_with(dash, "-n ")) {
		gate = GATE_CLOSED;
	}
	_cleanup_free_ char *owner = xstrndup(line, (size_t)(dash - line));

	for (size_t i = 0; i < ARRAY_SIZE(lists_of_kbuild); i++)
		if (!strcmp(owner, lists_of_kbuild[i]))
			return gate;
	/* a part of foo.o is built where foo.o is */
	_cleanup_free_ char *whole = xasprintf("%s.o", owner);

	if (gate == GATE_OPEN && depth < 3 &&
	    gate_of(text, a, whole, depth + 1) == GATE_CLOSED)
		return GATE_CLOSED;
	return gate;
}

/* Is it brought in by any line of a Makefile? */
static enum gate gate_of(const char *text, struct asked *a, const char *word,
			 int depth)
{
	_cleanup_buf_ struct buf whole = { 0 };
	enum gate gate = GATE_UNKNOWN;
	const char *line;
	size_t at = 0, len;

	while (next_line(text, strlen(text), &at, &line, &len)) {
		bool more = len && line[len - 1] == '\\';

		buf_add(&whole, line, len - more);
		if (more)
			continue;
		enum gate g = line_gate(text, a, whole.data, word, depth);

		if (g > gate)
			gate = g;
		buf_reset(&whole);
	}
	return gate;
}

/* The gate for @word in the Kbuild and Makefile of @folder ("" or "a/b/"). */
static enum gate folder_gate(const char *src, struct asked *a,
			     const char *folder, const char *word)
{
	static const char *const names[] = { "Kbuild", "Makefile" };
	_cleanup_free_ char *long_word = xasprintf("%s%s", folder, word);
	enum gate gate = GATE_UNKNOWN;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s%s", src, folder, names[i]);
		_cleanup_err_ struct err none = { 0 };
		_cleanup_buf_ struct buf text = { 0 };

		if (read_file(path, &text, &none))
			continue;
		enum gate g = gate_of(text.data, a, word, 0);

		/* arch/X/Makefile has whole paths */
		if (!g)
			g = gate_of(text.data, a, long_word, 0);
		if (g > gate)
			gate = g;
	}
	return gate;
}

bool is_built(const char *src, const struct buf *config, const char *object,
	      char **off)
{
	_cleanup_free_ char *folder = folder_of(object);
	_cleanup_free_ char *word = xstrdup(base_name(object));

	for (;;) {
		struct asked a = { config, NULL };
		bool closed = folder_gate(src, &a, folder, word) == GATE_CLOSED;

		if (closed && off)
			*off = take_ptr(a.off);
		free(a.off);
		if (closed)
			return false;
		size_t n = strlen(folder);

		if (!n)
			return true;
		folder[n - 1] = '\0';
		free(word);
		word = xasprintf("%s/", base_name(folder));
		*(char *)(uintptr_t)base_name(folder) = '\0';
	}
}

char *goal_of(const char *src, const char *arch, const char *object)
{
	const char *rest = object + strlen("arch/");
	_cleanup_free_ char *own = xasprintf("%s/", arch);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	if (!starts_with(object, "arch/") || starts_with(rest, own))
		return xstrdup(object);
	/* a Makefile of arch/arm64/ may list ../../arm/DIR/NAME.o */
	const char *below = strchr(rest, '/');

	if (!below)
		return NULL;
	_cleanup_free_ char *folder = xstrndup(
		below + 1, (size_t)(base_name(object) - (below + 1)));
	_cleanup_free_ char *path =
		xasprintf("%s/arch/%s/%sMakefile", src, arch, folder);
	_cleanup_free_ char *other = xasprintf(
		"../../%.*s", (int)(base_name(object) - rest), rest);

	if (read_file(path, &text, &none) || !strstr(text.data, other))
		return NULL;
	return xasprintf("arch/%s/%s", arch, folder);
}
