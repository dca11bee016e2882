/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two texts, before and after. The patch that is made of them and taken apart
 * again leads from one to the other: by its lines, and by where its hunks are
 * put; and what it made can be taken back.
 */
#include "fuzz.h"

#include "gitdiff.h"
#include "place.h"

/* The lines of @before that the hunks skip, and what these make of the rest. */
static void by_lines(const struct delta *d, const struct text *before,
		     const struct text *after)
{
	_cleanup_buf_ struct buf out = { 0 };
	size_t at = 0, len;
	const char *p;
	int line = 1;

	for (size_t i = 0; i < d->n; i++) {
		const struct hunk *h = &d->hunks[i];

		for (; line < h->old_start; line++) {
			must(next_line(before->p, before->len, &at, &p, &len),
			     "a hunk stands in its file");
			buf_add(&out, p, len);
			buf_putc(&out, '\n');
		}
		for (size_t k = 0; k < h->n; k++) {
			const char *text = h->lines[k].text;

			if (h->lines[k].origin != '+') {
				must(next_line(before->p, before->len, &at, &p,
					       &len) &&
					     len == strlen(text) &&
					     !memcmp(p, text, len),
				     "a hunk has the lines of its file");
				line++;
			}
			if (h->lines[k].origin != '-')
				buf_printf(&out, "%s\n", text);
		}
	}
	buf_add(&out, before->p + at, before->len - at);
	must(out.len == after->len && !memcmp(out.data, after->p, out.len),
	     "the lines of a patch make the file it was made of");
}

/* From the last on: what is in front of a hunk is as it was then. */
static void by_place(const struct delta *d, const struct text *before,
		     const struct text *after)
{
	_cleanup_free_ char *now = xstrdup(before->p);

	for (size_t i = d->n; i-- > 0;) {
		_cleanup_err_ struct err e = { 0 };
		char *next = NULL;
		int r = place_by_context(&d->hunks[i], now, strlen(now), &next,
					 &e);

		must(r, "a hunk finds its own place");
		if (r < 0) /* it fits elsewhere as well */
			return;
		free(now);
		now = next;
	}
	must(!strcmp(now, after->p),
	     "hunks at their places make the file that they were made of");
}

static void taken_back(const struct hunk *h, const struct text *before,
		       const struct text *after)
{
	int lines = 0, line = place_done(h, "f.c", after->p);

	if (!line)
		return;
	_cleanup_free_ char *back = place_undone(h, after->p, line, &lines);

	must(!strcmp(back, before->p), "what was done can be taken back");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text before = next_lines(&data, &size);
	_cleanup_text_ struct text after = next_lines(&data, &size);
	_cleanup_buf_ struct buf patch = { 0 }, stat = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct change c = { .path = "f.c", .before = before.p,
			    .before_len = before.len, .after = after.p,
			    .after_len = after.len };
	struct delta *d = NULL;
	size_t n = 0;

	/* an empty file is one that git does not make a patch of with lines */
	if (!before.len || !after.len || !strcmp(before.p, after.p))
		return 0;
	if (diff_make(&c, 1, &stat, &patch, &e)) {
		must(strstr(e.msg, " hunks of it, and of no file"), e.msg);
		return 0;
	}
	/* git takes some text for binary, and that is refused */
	if (!diff_parse(patch.data, patch.len, "p", 1, &d, &n, &e)) {
		must(n == 1 && d->kind == DELTA_MODIFIED, "it is one change");
		by_lines(d, &before, &after);
		by_place(d, &before, &after);
		if (d->n == 1)
			taken_back(d->hunks, &before, &after);
	}
	for (size_t i = 0; i < n; i++)
		delta_deinit(&d[i]);
	free(d);
	return 0;
}
