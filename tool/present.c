/* SPDX-License-Identifier: GPL-2.0-only */
#include "present.h"

#include <string.h>

#include "place.h"

/* What was taken out of a text, one after the other. */
struct peeled {
	struct {
		int line, lines; /* from there on, so many are gone */
	} *v;
	size_t n;
};

static void peeled_deinit(struct peeled *p)
{
	free(p->v);
}

/* Takes @text over. */
static char *peel(const struct hunk *h, const char *path, char *text,
		  struct peeled *out)
{
	_cleanup_free_ char *old = NULL, *next = NULL;
	_cleanup_err_ struct err none = { 0 };
	int line = place_done(h, path, text), lines;

	/* as where a hunk is placed: both there is no answer */
	if (!line || place_by_context(h, text, strlen(text), &next, &none))
		return text;
	old = text;
	text = place_undone(h, old, line, &lines);
	*array_add(out->v, out->n) =
		(typeof(*out->v)){ .line = line, .lines = lines };
	return text;
}

static char *take_out(const struct series *series, const struct mail *m,
		      const char *path, const char *text, struct peeled *out)
{
	char *now = xstrdup(text);

	for (const struct mail *o = series->v + series->n - 1; o > m; o--)
		for (size_t k = o->n; k-- > 0;) {
			const struct delta *d = &o->deltas[k];

			if (d->kind == DELTA_ADDED || strcmp(d->path, path))
				continue;
			for (size_t i = d->n; i-- > 0;)
				now = peel(&d->hunks[i], path, now, out);
		}
	return now;
}

char *present_before(const struct series *series, const struct mail *m,
		     const char *path, const char *text)
{
	_cleanup_(peeled_deinit) struct peeled p = { 0 };

	return take_out(series, m, path, text, &p);
}

int present_line(const struct series *series, const struct mail *m,
		 const struct delta *d, const struct hunk *h, const char *text)
{
	_cleanup_(peeled_deinit) struct peeled p = { 0 };
	int line = place_done(h, d->path, text);

	if (line)
		return line;
	_cleanup_free_ char *earlier =
		take_out(series, m, d->path, text, &p);

	line = p.n ? place_done(h, d->path, earlier) : 0;
	for (size_t i = p.n; line && i-- > 0;)
		line += line >= p.v[i].line ? p.v[i].lines : 0;
	return line;
}
