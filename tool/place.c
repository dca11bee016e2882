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

/*
 * Do the lines of one side of the hunk stand at line @at (from 0)? @but are
 * those of the other side: '+' asks for what it finds, '-' for what it makes.
 */
static bool stands_at(const struct hunk *h, char but, const struct lines *l,
		      size_t at)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->lines[i].origin == but)
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
		    !stands_at(hunk, '+', &l, i))
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

/* Does a line say what it is about, so that it does not stand anywhere? */
static bool tells(const char *s)
{
	static const char *const common[] = {
		"return", "break", "continue", "else", "default", "endif",
		"int", "void", "char", "bool", "static", "const", "struct",
		"unsigned", "long", "err", "ret", "out", "goto", "true",
		"false", "NULL", "the", "and",
	};

	/* licences and headers stand in many files */
	if (strstr(s, "SPDX-License-Identifier:") || starts_with(s, "#include"))
		return false;
	while (*s) {
		size_t n = 0;
		bool plain = false;

		while (ident_char(s[n]))
			n++;
		for (size_t i = 0; n && i < ARRAY_SIZE(common); i++)
			plain |= n == strlen(common[i]) &&
				 !memcmp(s, common[i], n);
		if (n > 2 && !plain && (*s < '0' || *s > '9'))
			return true;
		s += n ? n : 1;
	}
	return false;
}

/* What place_done() asks of the hunk itself. */
struct telling {
	bool added, removed; /* by a line that tells */
	bool before, behind; /* context that tells */
	size_t made;	     /* lines afterwards */
	size_t first;	     /* of them, that in front of which it changes */
};

static struct telling telling_of(const struct hunk *h)
{
	struct telling t = { 0 };
	bool changed = false;

	for (size_t i = 0; i < h->n; i++) {
		char origin = h->lines[i].origin;
		bool says = tells(h->lines[i].text);

		if (origin != ' ' && !changed)
			t.first = t.made;
		changed |= origin != ' ';
		t.added |= origin == '+' && says;
		t.removed |= origin == '-' && says;
		t.before |= origin == ' ' && !changed && says;
		/* a change may follow, and what is behind it counts */
		t.behind = (t.behind && origin == ' ') ||
			   (origin == ' ' && changed && says);
		t.made += origin != '-';
	}
	return t;
}

/* Is any line left of those that the hunk removes, and that tell? */
static bool is_left(const struct hunk *h, const struct lines *l)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->lines[i].origin != '-' || !tells(h->lines[i].text))
			continue;
		for (size_t k = 0; k < l->n; k++)
			if (same_line(&l->v[k], h->lines[i].text))
				return true;
	}
	return false;
}

/* Does git take the line for the head of a function? Labels count for some. */
static bool is_heading(const struct line *l, bool labels)
{
	if (!l->len || !(ident_char(*l->p) || *l->p == '$') ||
	    (*l->p >= '0' && *l->p <= '9'))
		return false;
	return labels || l->p[l->len - 1] != ':';
}

/* Is line @at in the function that the hunk names? Its name may be cut off. */
static bool is_under(const struct hunk *h, const struct lines *l, size_t at)
{
	size_t n = strlen(h->heading);

	for (int labels = 0; n && labels < 2; labels++)
		for (size_t i = at; i-- > 0;) {
			if (!is_heading(&l->v[i], labels))
				continue;
			if (l->v[i].len >= n &&
			    !memcmp(l->v[i].p, h->heading, n))
				return true;
			break;
		}
	return !n;
}

int place_done(const struct hunk *hunk, const char *path, const char *text)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };
	struct telling t = telling_of(hunk);
	bool at_end = hunk->n && hunk->lines[hunk->n - 1].origin != ' ';
	size_t found = 0, times = 0;

	/* of what only goes, both sides have to show where that was */
	if (!t.added && !(t.removed && t.before && t.behind))
		return 0;
	cut(text, strlen(text), &l);
	for (size_t i = 0; i + t.made <= l.n; i++) {
		if ((hunk->old_start <= 1 && i) ||
		    (at_end && i + t.made != l.n) || !stands_at(hunk, '-', &l, i))
			continue;
		found = i;
		times++;
	}
	if (times != 1 || (!t.added && is_left(hunk, &l)) ||
	    ((ends_with(path, ".c") || ends_with(path, ".h")) &&
	     !is_under(hunk, &l, found)))
		return 0;
	return (int)(found + t.first) + 1;
}

char *place_undone(const struct hunk *hunk, const char *text, int line,
		   int *lines)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };
	struct telling t = telling_of(hunk);
	size_t at = (size_t)line - 1 - t.first;
	struct buf b = { 0 };

	cut(text, strlen(text), &l);
	add_lines(&b, &l, 0, at);
	for (size_t i = 0; i < hunk->n; i++)
		if (hunk->lines[i].origin != '+')
			buf_printf(&b, "%s\n", hunk->lines[i].text);
	add_lines(&b, &l, at + t.made, l.n);
	buf_add(&b, "", 0);
	*lines = (int)t.made - (int)old_lines(hunk);
	return buf_steal(&b);
}

int place_hint(const struct hunk *hunk, const char *text)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };

	cut(text, strlen(text), &l);
	for (size_t i = 0; i < hunk->n; i++) {
		if (hunk->lines[i].origin != '+' || !tells(hunk->lines[i].text))
			continue;
		for (size_t k = 0; k < l.n; k++)
			if (same_line(&l.v[k], hunk->lines[i].text))
				return (int)k + 1;
	}
	return 0;
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
	if (!added.len) {
		*out = xstrdup(text);
		return 0;
	}
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
