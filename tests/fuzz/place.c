/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a hunk goes. The parts: a file, the same changed, and another file, to
 * which the change is carried. git's merge of the three is the other opinion:
 * where both have an answer, it is the same one.
 */
#include "fuzz.h"

#include <git2.h>

#include "gitdiff.h"
#include "place.h"

/* What a hunk with one change rests on: the lines that touch it, and it. */
static bool core_of(const struct hunk *h, struct buf *core)
{
	size_t from = 0, to;

	while (from < h->n && h->lines[from].origin == ' ')
		from++;
	for (to = from; to < h->n && h->lines[to].origin != ' ';)
		to++;
	for (size_t i = to; i < h->n; i++)
		if (h->lines[i].origin != ' ')
			return false;
	if (to < h->n)
		to++;
	for (size_t i = from ? from - 1 : 0; i < to; i++)
		if (h->lines[i].origin != '+')
			buf_printf(core, "%s\n", h->lines[i].text);
	return core->len;
}

static size_t times(const struct text *t, const struct buf *core)
{
	size_t n = 0;

	for (const char *p = t->p; (p = strstr(p, core->data)); p++)
		n += p == t->p || p[-1] == '\n';
	return n;
}

/*
 * git's merge may take other lines for those round the change, where these
 * stand elsewhere too, or find the change there already: that is no answer to
 * the same question.
 */
static void as_git(const struct text *base, const struct text *changed,
		   const struct text *ours, const struct hunk *h,
		   const char *placed)
{
	const unsigned int version = GIT_MERGE_FILE_INPUT_VERSION;
	const git_merge_file_input a = { version, base->p, base->len, 0, 0 };
	const git_merge_file_input b = { version, ours->p, ours->len, 0, 0 };
	const git_merge_file_input c = { version, changed->p, changed->len, 0, 0 };
	git_merge_file_result r = { 0 };
	_cleanup_buf_ struct buf core = { 0 };

	if (!core_of(h, &core) || times(ours, &core) != 1)
		return;
	if (git_merge_file(&r, &a, &b, &c, NULL))
		return;
	if (r.automergeable &&
	    !(r.len == ours->len && !memcmp(r.ptr, ours->p, r.len)))
		must(r.len == strlen(placed) && !memcmp(r.ptr, placed, r.len),
		     "a hunk goes where git's merge puts it");
	git_merge_file_result_free(&r);
}

static void by_anchor(const struct hunk *h, const struct text *ours)
{
	size_t added = 0;

	for (size_t i = 0; i < h->n; i++)
		if (h->lines[i].origin == '+')
			added += strlen(h->lines[i].text) + 1;
	for (int a = ANCHOR_BEFORE_FIRST; a <= ANCHOR_END; a++) {
		struct rule rule = { .name = text_in("r"),
				     .anchor = (enum anchor)a,
				     .anchor_line = a == ANCHOR_END
							    ? NULL
							    : h->lines[0].text };
		_cleanup_err_ struct err e = { 0 };
		char *out = NULL;

		if (!place_by_anchor(&rule, h, ours->p, ours->len, &out, &e))
			must(strlen(out) == ours->len + added ||
				     !strcmp(out, ours->p),
			     "an anchor adds the hunk's lines or nothing");
		free(out);
	}
}

static void place(const struct text *base, const struct text *changed,
		  const struct text *ours, const struct hunk *h, bool alone)
{
	_cleanup_free_ char *near = NULL, *difference = NULL, *placed = NULL;
	_cleanup_err_ struct err e = { 0 };
	int line = place_done(h, "f.c", ours->p), lines = 0;

	if (line)
		free(place_undone(h, ours->p, line, &lines));
	place_hint(h, ours->p);
	by_anchor(h, ours);
	near = place_nearly(h, "f.c", ours->p, &difference);
	if (place_by_context(h, ours->p, ours->len, &placed, &e) == 1 && alone)
		as_git(base, changed, ours, h, placed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text base = next_lines(&data, &size);
	_cleanup_text_ struct text changed = next_lines(&data, &size);
	_cleanup_text_ struct text ours = next_lines(&data, &size);
	_cleanup_buf_ struct buf patch = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct delta *d = NULL;
	size_t n = 0;

	if (!base.len || !changed.len || !strcmp(base.p, changed.p))
		return 0;
	buf_puts(&patch, "diff --git a/f.c b/f.c\n");
	diff_text(base.p, base.len, "a/f.c", changed.p, changed.len, "b/f.c",
		  3, &patch);
	if (!diff_parse(patch.data, patch.len, "p", 1, &d, &n, &e))
		for (size_t i = 0; i < d->n && i < 4; i++)
			place(&base, &changed, &ours, &d->hunks[i], d->n == 1);
	for (size_t i = 0; i < n; i++)
		delta_deinit(&d[i]);
	free(d);
	return 0;
}
