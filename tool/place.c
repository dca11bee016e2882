/* SPDX-License-Identifier: GPL-2.0-only */
#include "place.h"

#include <string.h>

#include "ctext.h"

/* A text cut into lines without their newlines; they point into it. */
struct lines {
	struct line {
		const char *p;
		size_t len;
	} *v;
	size_t n;
};

static void lines_deinit(struct lines *l)
{
	free(l->v);
}

static void cut(const char *text, size_t len, struct lines *out)
{
	const char *p;
	size_t at = 0, n;

	while (next_line(text, len, &at, &p, &n)) {
		struct line *l = array_add(out->v, out->n);

		l->p = p;
		l->len = n;
	}
}

static bool same_line(const struct line *l, const char *s)
{
	return l->len == strlen(s) && !memcmp(l->p, s, l->len);
}

/* Do the hunk's old lines stand at line @at (from 0)? */
static bool stands_at(const struct hunk *h, const struct lines *l, size_t at)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->lines[i].origin == '+')
			continue;
		if (at == l->n || !same_line(&l->v[at], h->lines[i].text))
			return false;
		at++;
	}
	return true;
}

static size_t old_lines(const struct hunk *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += h->lines[i].origin != '+';
	return n;
}

/* Add a stretch of lines of @text, with their newlines. */
static void add_lines(struct buf *out, const struct lines *l, size_t from,
		      size_t to)
{
	for (size_t i = from; i < to; i++) {
		buf_add(out, l->v[i].p, l->v[i].len);
		buf_putc(out, '\n');
	}
}

int place_by_context(const struct hunk *hunk, const char *text, size_t len,
		     char **out, struct err *e)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };
	size_t n = old_lines(hunk), found = 0, times = 0;
	/* as git: without context behind, a hunk belongs at the end */
	bool at_end = hunk->n && hunk->lines[hunk->n - 1].origin != ' ';
	bool at_start = hunk->old_start <= 1;

	if (len && text[len - 1] != '\n')
		return fail(e, "the file has no newline at its end");
	cut(text, len, &l);
	if (!n && l.n)
		return fail(e, "it has no context");
	for (size_t i = 0; i + n <= l.n; i++) {
		if ((at_start && i) || (at_end && i + n != l.n) ||
		    !stands_at(hunk, &l, i))
			continue;
		found = i;
		times++;
	}
	if (times > 1)
		return fail(e, "its context stands in %zu places", times);
	if (!times)
		return 0;
	struct buf b = { 0 };

	add_lines(&b, &l, 0, found);
	for (size_t i = 0; i < hunk->n; i++) {
		if (hunk->lines[i].origin == '-')
			continue;
		buf_puts(&b, hunk->lines[i].text);
		buf_putc(&b, '\n');
	}
	add_lines(&b, &l, found + n, l.n);
	*out = buf_steal(&b);
	return 1;
}

/* Has mainline an empty line beside those it adds, before or behind them? */
static bool apart(const struct hunk *h, bool behind)
{
	bool empty = false;

	for (size_t i = 0; i < h->n; i++) {
		if (h->lines[i].origin != '+')
			continue;
		if (!behind)
			return i && !*h->lines[i - 1].text;
		empty = i + 1 < h->n && !*h->lines[i + 1].text;
	}
	return empty;
}

/*
 * The line (from 0) in front of which the added lines go. An empty line that
 * separates them in mainline separates them here as well, if there is one.
 */
static int find_anchor(const struct rule *r, const struct hunk *hunk,
		       const struct lines *l, size_t *at, struct err *e)
{
	bool last = r->anchor == ANCHOR_BEFORE_LAST ||
		    r->anchor == ANCHOR_AFTER_LAST;
	bool after = r->anchor == ANCHOR_AFTER_FIRST ||
		     r->anchor == ANCHOR_AFTER_LAST;
	bool found = r->anchor == ANCHOR_END;

	if (found)
		*at = l->n;
	for (size_t i = 0; i < l->n && r->anchor_line; i++) {
		_cleanup_free_ char *line = fold_space(l->v[i].p, l->v[i].len);

		if (strcmp(line, r->anchor_line) || (found && !last))
			continue;
		*at = i + after;
		found = true;
	}
	if (!found)
		return fail(e, "the anchor '%s' of rule '%s' is not there",
			    r->anchor_line, r->name);
	if (r->anchor == ANCHOR_END)
		return 0;
	if (after && *at < l->n && !l->v[*at].len && apart(hunk, false))
		++*at;
	else if (!after && *at && !l->v[*at - 1].len && apart(hunk, true))
		--*at;
	return 0;
}

/* The lines that a hunk adds, with their newlines. */
static int added_lines(const struct hunk *hunk, struct buf *out, struct err *e)
{
	for (size_t i = 0; i < hunk->n; i++) {
		if (hunk->lines[i].origin == '-')
			return fail(e, "a hunk that removes lines cannot go to an anchor");
		if (hunk->lines[i].origin != '+')
			continue;
		buf_puts(out, hunk->lines[i].text);
		buf_putc(out, '\n');
	}
	return 0;
}

int place_by_anchor(const struct rule *rule, const struct hunk *hunk,
		    const char *text, size_t len, char **out, struct err *e)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };
	_cleanup_buf_ struct buf added = { 0 };
	size_t at = 0;

	if (len && text[len - 1] != '\n')
		return fail(e, "the file has no newline at its end");
	if (added_lines(hunk, &added, e))
		return -1;
	/* at the start of a line only: "xconfig FOO" is not "config FOO" */
	for (const char *p = text;
	     (p = memmem(p, (size_t)(text + len - p), added.data, added.len));
	     p++)
		if (p == text || p[-1] == '\n') {
			*out = xstrdup(text);
			return 0;
		}
	cut(text, len, &l);
	if (find_anchor(rule, hunk, &l, &at, e))
		return -1;
	struct buf b = { 0 };

	add_lines(&b, &l, 0, at);
	buf_add(&b, added.data, added.len);
	add_lines(&b, &l, at, l.n);
	*out = buf_steal(&b);
	return 0;
}

/*
 * How many of the hunk's old lines stand in order from line @at on, which is
 * to be one of them, the one with number *first?
 */
static size_t stand_near(const struct lines *old, const struct lines *l,
			 size_t at, size_t *first)
{
	size_t next = at, n = 0;

	for (size_t i = 0; i < old->n; i++) {
		/* an empty line stands everywhere */
		for (size_t k = next; old->v[i].len && k < l->n &&
				      k < at + old->n; k++) {
			if (old->v[i].len != l->v[k].len ||
			    memcmp(old->v[i].p, l->v[k].p, l->v[k].len))
				continue;
			if (!n && k > at)
				return 0;
			if (!n)
				*first = i;
			next = k + 1;
			n++;
			break;
		}
	}
	return n;
}

char *place_nearly(const struct hunk *hunk, const char *path, const char *text,
		   char **difference)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };
	_cleanup_(lines_deinit) struct lines old = { 0 };
	_cleanup_buf_ struct buf want = { 0 };
	_cleanup_buf_ struct buf have = { 0 };
	size_t at = 0, from = 0, best = 0;

	for (size_t i = 0; i < hunk->n; i++)
		if (hunk->lines[i].origin != '+')
			buf_printf(&want, "%s\n", hunk->lines[i].text);
	cut(want.data, want.len, &old);
	cut(text, strlen(text), &l);
	for (size_t i = 0; i < l.n; i++) {
		size_t first = 0, n = stand_near(&old, &l, i, &first);

		if (n <= best)
			continue;
		best = n;
		at = i;
		from = i > first ? i - first : 0;
	}
	if (!best)
		return xstrdup("; nothing of it is");
	add_lines(&have, &l, from, from + old.n < l.n ? from + old.n : l.n);
	*difference = diff_small(want.data, "wanted", have.data, path);
	return xasprintf("; %zu of its %zu lines stand at %s:%zu", best, old.n,
			 path, at + 1);
}

int place_lines(const struct rule *rule, const char *patch,
		const struct delta *delta, const char *text, char **out,
		struct err *e)
{
	*out = xstrdup(text);
	for (size_t i = 0; i < delta->n; i++) {
		const struct hunk *h = &delta->hunks[i];
		char *next;

		if (place_by_anchor(rule, h, *out, strlen(*out), &next, e)) {
			free(take_ptr(*out));
			return fail_prefix(e, "%s:%d: the lines for %s find no place",
					   patch, h->file_line, delta->path);
		}
		free(*out);
		*out = next;
	}
	return 0;
}
