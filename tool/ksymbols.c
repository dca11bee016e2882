/* SPDX-License-Identifier: GPL-2.0-only */
#include "ksymbols.h"

#include <ctype.h>
#include <search.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct symbol *)a)->name,
		      ((const struct symbol *)b)->name);
}

struct symbol *symbol_named(struct symbols *s, const char *name)
{
	struct symbol key = { .name = xstrdup(name) };
	struct symbol **at = tfind(&key, &s->root, compare);

	if (at) {
		free(key.name);
		return *at;
	}
	struct symbol *new = xcalloc(1, sizeof(*new));

	*new = key;
	return xtsearch(new, &s->root, compare);
}

static void symbol_free(void *p)
{
	struct symbol *s = p;

	for (size_t i = 0; i < s->n; i++) {
		buf_deinit(&s->v[i].depends);
		buf_deinit(&s->v[i].defaults);
	}
	for (size_t i = 0; i < s->n_selected; i++)
		free(s->selected[i].condition);
	free(s->v);
	free(s->selected);
	free(s->name);
	free(s);
}

void symbols_deinit(struct symbols *s)
{
	tdestroy(s->root, symbol_free);
	s->root = NULL;
}

struct definition *symbol_define(struct symbol *s, struct block *in)
{
	struct definition *d = array_add(s->v, s->n);

	d->in = in;
	return d;
}

void symbol_select(struct symbol *s, struct symbol *by, const char *condition)
{
	*array_add(s->selected, s->n_selected) =
		(struct selection){ by, xstrdup(condition) };
}

void definition_default(struct definition *d, const char *value,
			const char *condition)
{
	/* a number, a text, a macro: what names no symbol may be anything */
	const char *is = isupper((unsigned char)*value) || !strcmp(value, "n")
				 ? value
				 : "y";

	buf_printf(&d->defaults, "%s(%s) && (%s)",
		   d->defaults.len ? " || " : "", is,
		   *condition ? condition : "y");
}
