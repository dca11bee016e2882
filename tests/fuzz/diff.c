/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A patch taken apart, made again of its parts, and taken apart once more: the
 * parts are the same. With it what is asked of a patch for a build.
 */
#include "fuzz.h"

#include "difftext.h"
#include "gitdiff.h"
#include "kbuild.h"

static void deltas_free(struct delta *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		delta_deinit(&d[i]);
	free(d);
}

static void print_hunk(const struct hunk *h, int shift, struct buf *out)
{
	size_t old = 0, new = 0;

	for (size_t i = 0; i < h->n; i++) {
		old += h->lines[i].origin != '+';
		new += h->lines[i].origin != '-';
	}
	buf_printf(out, "@@ -%d,%zu +%d,%zu @@ %s\n", h->old_start, old,
		   h->old_start + shift, new, h->heading);
	for (size_t i = 0; i < h->n; i++)
		buf_printf(out, "%c%s\n", h->lines[i].origin,
			   h->lines[i].text);
}

static void print(const struct delta *d, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		bool new = d[i].kind == DELTA_ADDED;

		buf_printf(out, "diff --git a/%s b/%s\n%s", d[i].path,
			   d[i].path, new ? "new file mode 100644\n" : "");
		if (*d[i].old_oid)
			buf_printf(out, "index %s..%s 100644\n", d[i].old_oid,
				   d[i].old_oid);
		buf_printf(out, "--- %s%s\n+++ b/%s\n", new ? "/dev/null" : "a/",
			   new ? "" : d[i].path, d[i].path);
		for (size_t k = 0; k < d[i].n; k++)
			print_hunk(&d[i].hunks[k], new, out);
	}
}

static bool same_hunks(const struct hunk *a, const struct hunk *b)
{
	if (a->n != b->n || a->old_start != b->old_start)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->lines[i].origin != b->lines[i].origin ||
		    strcmp(a->lines[i].text, b->lines[i].text))
			return false;
	return true;
}

static void same(const struct delta *a, const struct delta *b)
{
	must(a->kind == b->kind && !strcmp(a->path, b->path) &&
		     a->n == b->n && a->added.len == b->added.len &&
		     !memcmp(a->added.data, b->added.data, a->added.len),
	     "a diff made again is about the same files");
	for (size_t i = 0; i < a->n; i++)
		must(same_hunks(&a->hunks[i], &b->hunks[i]),
		     "a diff made again has the same hunks");
}

/* Names that git would quote, and a carriage return, are not made again. */
static bool is_plain(const struct text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if (!t->p[i] || strchr("\\\"\r\t", t->p[i]) || t->p[i] & 0x80)
			return false;
	return true;
}

static void again(const struct delta *d, size_t n)
{
	_cleanup_buf_ struct buf out = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct delta *other;
	size_t m;

	print(d, n, &out);
	must(!diff_parse(out.data, out.len, "again", 1, &other, &m, &e) &&
		     n == m,
	     e.msg ? e.msg : "a diff made again can be read");
	for (size_t i = 0; i < n; i++)
		same(&d[i], &other[i]);
	deltas_free(other, m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_strings_ struct strings symbols = { 0 }, objects = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct delta *d = NULL;
	size_t n = 0, len = diff_length(t.p, t.len);

	must(len <= t.len, "a diff is no longer than its text");
	if (!diff_parse(t.p, len, "in", 1, &d, &n, &e)) {
		added_symbols(d, n, &symbols);
		changed_objects(d, n, &objects);
		changes_header(d, n);
		if (is_plain(&t))
			again(d, n);
	}
	deltas_free(d, n);
	return 0;
}
