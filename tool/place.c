/* SPDX-License-Identifier: GPL-2.0-only */
#include "place.h"

#include <stdint.h>
#include <string.h>

#include "ctext.h"

/* Lines compared to tell where a hunk nearly stands: the best until then. */
#define MAX_STEPS 100000000

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

static size_t old_lines(const struct hunk *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += h->lines[i].origin != '+';
	return n;
}

/*
 * The lines of one side of the hunk, with their newlines. @but are those of the
 * other side: '+' asks for what it finds, '-' for what it makes.
 */
static void side(const struct hunk *h, char but, struct buf *out)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->lines[i].origin == but)
			continue;
		buf_puts(out, h->lines[i].text);
		buf_putc(out, '\n');
	}
	buf_add(out, "", 0);
}

/*
 * Whole lines, as @lines has them, in a text from @from on; NULL: not there.
 * memmem() takes time by the text alone, where to look at each line of it for
 * each of the hunk takes the product.
 */
static const char *find_lines(const char *text, size_t len, const char *from,
			      const struct buf *lines)
{
	const char *end = text + len, *p = from;

	while ((p = memmem(p, (size_t)(end - p), lines->data, lines->len))) {
		if (p == text || p[-1] == '\n')
			return p;
		p++;
	}
	return NULL;
}

/*
 * Where do the lines of one side stand? Returns in how many places, and the
 * last of them. As git has it, without context behind a hunk belongs at the
 * end, and one of the first lines at the start.
 */
static size_t places_of(const struct hunk *h, const struct buf *lines,
			const char *text, size_t len, const char **found)
{
	bool at_end = h->n && h->lines[h->n - 1].origin != ' ';
	size_t times = 0;

	if (!lines->len)
		return 0;
	for (const char *p = text; (p = find_lines(text, len, p, lines)); p++) {
		if (h->old_start <= 1 && p > text)
			break;
		if (at_end && p + lines->len != text + len)
			continue;
		*found = p;
		times++;
	}
	return times;
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
	_cleanup_buf_ struct buf lines = { 0 };
	const char *found = text;
	struct buf b = { 0 };

	if (stop_signal)
		return fail(e, "interrupted");
	if (len && text[len - 1] != '\n')
		return fail(e, "the file has no newline at its end");
	side(hunk, '+', &lines);
	if (!lines.len && len)
		return fail(e, "it has no context");
	size_t times = len ? places_of(hunk, &lines, text, len, &found)
			   : !lines.len;

	if (times > 1)
		return fail(e, "its context stands in %zu places", times);
	if (!times)
		return 0;
	buf_add(&b, text, (size_t)(found - text));
	side(hunk, '-', &b);
	buf_puts(&b, found + lines.len);
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

/* Where @line stands in the text as a whole line; NULL: nowhere. */
static const char *find_line(const char *text, const char *line)
{
	_cleanup_buf_ struct buf whole = { 0 };

	buf_printf(&whole, "%s\n", line);
	const char *p = find_lines(text, strlen(text), text, &whole);
	const char *end = strrchr(text, '\n'), *last = end ? end + 1 : text;

	return p || strcmp(last, line) ? p : last;
}

/* Is any line left of those that the hunk removes, and that tell? */
static bool is_left(const struct hunk *h, const char *text)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->lines[i].origin == '-' && tells(h->lines[i].text) &&
		    find_line(text, h->lines[i].text))
			return true;
	return false;
}

/* Does git take the line for the head of a function? Labels count for some. */
static bool is_heading(const char *p, size_t len, bool labels)
{
	if (!len || !(ident_char(*p) || *p == '$') || (*p >= '0' && *p <= '9'))
		return false;
	return labels || p[len - 1] != ':';
}

/* Is the line at @at in the function that the hunk names? It may be cut off. */
static bool is_under(const struct hunk *h, const char *text, const char *at)
{
	size_t n = strlen(h->heading);

	for (int labels = 0; n && labels < 2; labels++)
		for (const char *end = at, *p; end > text; end = p) {
			p = memrchr(text, '\n', (size_t)(end - text) - 1);
			p = p ? p + 1 : text;
			size_t len = (size_t)(end - p) - 1;

			if (!is_heading(p, len, labels))
				continue;
			if (len >= n && !memcmp(p, h->heading, n))
				return true;
			break;
		}
	return !n;
}

int place_done(const struct hunk *hunk, const char *path, const char *text)
{
	_cleanup_buf_ struct buf lines = { 0 };
	struct telling t = telling_of(hunk);
	const char *found = text;

	/* of what only goes, both sides have to show where that was */
	if ((!t.added && !(t.removed && t.before && t.behind)) || stop_signal)
		return 0;
	side(hunk, '-', &lines);
	if (places_of(hunk, &lines, text, strlen(text), &found) != 1 ||
	    (!t.added && is_left(hunk, text)) ||
	    ((ends_with(path, ".c") || ends_with(path, ".h")) &&
	     !is_under(hunk, text, found)))
		return 0;
	return line_of(text, (size_t)(found - text)) + (int)t.first;
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
	for (size_t i = 0; i < hunk->n; i++) {
		if (hunk->lines[i].origin != '+' || !tells(hunk->lines[i].text))
			continue;
		const char *p = find_line(text, hunk->lines[i].text);

		if (p)
			return line_of(text, (size_t)(p - text));
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

/* Is the line, folded, this one? It mostly differs at its first character. */
static bool folds_to(const struct line *l, const char *wanted)
{
	size_t gap = 0;

	while (gap < l->len && strchr(" \t\r\n", l->p[gap]))
		gap++;
	if (gap < l->len && l->p[gap] != *wanted)
		return false;
	_cleanup_free_ char *line = fold_space(l->p, l->len);

	return !strcmp(line, wanted);
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
		if ((found && !last) || !folds_to(&l->v[i], r->anchor_line))
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
	if (find_lines(text, len, text, &added)) {
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

/* Lines as numbers, which are the same for two that are alike. */
struct numbers {
	size_t *v, n;
};

#define NO_LINE SIZE_MAX /* an empty one, or one that the hunk does not have */

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = memcmp(x->p, y->p, x->len < y->len ? x->len : y->len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* Number the lines of @l by where they stand in the sorted @known. */
static struct numbers number(const struct lines *l, const struct lines *known)
{
	struct numbers to = { xcalloc(l->n, sizeof(*to.v)), l->n };

	for (size_t i = 0; i < l->n; i++) {
		const struct line *is =
			l->v[i].len && known->n
				? bsearch(&l->v[i], known->v, known->n,
					  sizeof(*known->v), compare_lines)
				: NULL;

		to.v[i] = is ? (size_t)(is - known->v) : NO_LINE;
	}
	return to;
}

/*
 * How many of the hunk's old lines stand in order from line @at on, which is
 * to be one of them, the one with number *first? *steps counts down.
 */
static size_t stand_near(const struct numbers *old, const struct numbers *l,
			 size_t at, size_t *first, long *steps)
{
	size_t next = at, n = 0;

	for (size_t i = 0; i < old->n; i++) {
		/* an empty line stands everywhere */
		for (size_t k = next; old->v[i] != NO_LINE && k < l->n &&
				      k < at + old->n; k++) {
			--*steps;
			if (old->v[i] != l->v[k])
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

/* The line of @l from which on most of @old stands, and how much does. */
static size_t nearest(const struct lines *old, const struct lines *l,
		      size_t *at, size_t *from)
{
	_cleanup_free_ struct line *v = xcalloc(old->n, sizeof(*v));
	struct lines sorted = { v, old->n };
	size_t best = 0;
	long steps = MAX_STEPS;

	for (size_t i = 0; i < old->n; i++)
		v[i] = old->v[i];
	qsort(v, old->n, sizeof(*v), compare_lines);
	struct numbers want = number(old, &sorted), have = number(l, &sorted);

	for (size_t i = 0; i < l->n && steps > 0 && !stop_signal; i++) {
		size_t first = 0;
		size_t n = have.v[i] == NO_LINE
				   ? 0
				   : stand_near(&want, &have, i, &first, &steps);

		if (n <= best)
			continue;
		best = n;
		*at = i;
		*from = i > first ? i - first : 0;
	}
	free(want.v);
	free(have.v);
	return best;
}

char *place_nearly(const struct hunk *hunk, const char *path, const char *text,
		   char **difference)
{
	_cleanup_(lines_deinit) struct lines l = { 0 };
	_cleanup_(lines_deinit) struct lines old = { 0 };
	_cleanup_buf_ struct buf want = { 0 };
	_cleanup_buf_ struct buf have = { 0 };
	size_t at = 0, from = 0;

	side(hunk, '+', &want);
	cut(want.data, want.len, &old);
	cut(text, strlen(text), &l);
	size_t best = nearest(&old, &l, &at, &from);

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
