/* SPDX-License-Identifier: GPL-2.0-only */
#include "render.h"

#include <stdio.h>
#include <string.h>

#include "difftext.h"
#include "jsontext.h"

#define WRAP 75 /* checkpatch's limit for a commit message */

/*
 * As git format-patch --zero-commit: what tells git mailsplit, and whoever reads
 * several patches as one mailbox, where a mail begins. The date is git's own.
 */
#define MAIL_START "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"

void file_set_add(struct file_set *s, const char *name, char *text,
		  size_t len)
{
	struct named_text *f = array_add(s->v, s->n);

	f->name = xstrdup(name);
	f->text = text;
	f->len = len;
}

const struct named_text *file_set_find(const struct file_set *s,
				       const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->v[i].name, name))
			return &s->v[i];
	return NULL;
}

bool named_text_equal(const struct named_text *a, const struct named_text *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

void file_set_deinit(struct file_set *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].text);
	}
	free(s->v);
	*s = (struct file_set){ 0 };
}

/* "[ backport: ... ]", wrapped, with the text under its first word. */
static void add_note(struct buf *out, const char *note)
{
	_cleanup_free_ char *text = xasprintf("[ backport: %s ]", note);
	size_t column = 0;

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, " ");
		/* the closing bracket stays with the last word */
		const char *rest = p + n + strspn(p + n, " ");
		size_t need = !strcmp(rest, "]") ? n + 2 : n;

		if (column && column + 1 + need > WRAP) {
			buf_puts(out, "\n  ");
			column = 2;
		} else if (column) {
			buf_putc(out, ' ');
			column++;
		}
		buf_add(out, p, n);
		column += n;
		p = rest;
	}
	buf_putc(out, '\n');
}

/* A note on a patch that this series has not got. */
static void add_absence(struct buf *out, const struct mail *m,
			const char *why, bool *space)
{
	_cleanup_free_ char *note =
		xasprintf("\"%s\" is not in this series: %s", m->subject, why);

	if (*space)
		buf_putc(out, '\n');
	*space = true;
	add_note(out, note);
}

static void add_notes(struct buf *out, const struct carried *c,
		      const struct carried_patch *p)
{
	bool space = *p->mail->body;

	for (size_t i = 0; i < p->n_notes; i++) {
		if (!p->notes[i]->note)
			continue;
		if (space)
			buf_putc(out, '\n');
		space = true;
		add_note(out, p->notes[i]->note);
	}
	/* the messages of a series speak of one another's patches */
	for (size_t i = 0; i < c->n_dropped; i++)
		add_absence(out, c->dropped[i].mail, c->dropped[i].rule->note,
			    &space);
	for (size_t i = 0; i < c->n_present; i++)
		add_absence(out, c->present[i].mail,
			    "this kernel has it already.", &space);
}

static void add_message(struct buf *out, const struct carried *c,
			size_t number, const char *signoff)
{
	const struct carried_patch *p = &c->patches[number - 1];
	const struct mail *m = p->mail;
	size_t count = c->n;

	buf_printf(out, MAIL_START "From: %s\nDate: %s\n", m->from, m->date);
	if (count > 1)
		buf_printf(out, "Subject: [PATCH %zu/%zu] %s\n\n", number,
			   count, m->subject);
	else
		buf_printf(out, "Subject: [PATCH] %s\n\n", m->subject);
	if (m->upstream)
		buf_printf(out, "commit %s upstream.\n\n", m->upstream);
	buf_puts(out, m->body);
	add_notes(out, c, p);
	if (*m->trailers || signoff)
		buf_putc(out, '\n');
	buf_puts(out, m->trailers);
	if (signoff)
		buf_printf(out, "Signed-off-by: %s\n", signoff);
}

/* "0003-some-name.patch" with this number; names without one get it. */
static char *patch_name(const char *name, size_t number)
{
	if (strspn(name, "0123456789") == 4 && name[4] == '-')
		name += 5;
	return xasprintf("%04zu-%s", number, name);
}

/*
 * The diffstat and the diff, proven to apply: made once for all targets that
 * share what was carried.
 */
static int make_diff(struct carried_patch *p, struct err *e)
{
	_cleanup_free_ struct change *changes =
		xcalloc(p->n, sizeof(*changes));
	_cleanup_buf_ struct buf diff = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	for (size_t i = 0; i < p->n; i++)
		changes[i] = (struct change){
			.path = p->files[i].path,
			.before = p->files[i].before,
			.before_len = p->files[i].before
					      ? strlen(p->files[i].before)
					      : 0,
			.after = p->files[i].after,
			.after_len = strlen(p->files[i].after),
			.executable = p->files[i].executable,
		};
	if (diff_make(changes, p->n, &text, &diff, e))
		return -1;
	buf_putc(&text, '\n');
	buf_add(&text, diff.data, diff.len);
	p->diff = buf_steal(&text);
	return 0;
}

/* What stands in front of the diff: a rule's note may say anything. */
static int check_message(const struct buf *text, struct err *e)
{
	size_t at = 0, len;
	const char *p;

	while (next_line(text->data, text->len, &at, &p, &len)) {
		if (len > 11 && !memcmp(p, "diff --git ", 11))
			break;
		if (begins_diff(p, len))
			return fail(e, "patch(1) would take this line of the message for the head of a diff: '%.*s'; give the rule another Note:",
				    (int)len, p);
	}
	return 0;
}

static int render_patch(const struct carried *c, size_t number,
			const char *signoff, struct file_set *out,
			struct buf *series, struct err *e)
{
	struct carried_patch *p = &c->patches[number - 1];
	_cleanup_free_ char *name = patch_name(p->mail->name, number);
	struct buf text = { 0 };

	if (!p->diff && make_diff(p, e))
		return fail_prefix(e, "%s", name);
	add_message(&text, c, number, signoff);
	buf_puts(&text, "---\n");
	buf_puts(&text, p->diff);
	buf_printf(series, "%s\n", name);

	int r = check_message(&text, e);
	size_t len = text.len;

	file_set_add(out, name, buf_steal(&text), len);
	return r ? fail_prefix(e, "%s", name) : 0;
}

static json_t *rules_json(const struct carried *c, size_t n_rules)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n_rules; i++) {
		const struct verdict *v = &c->verdicts[i];

		if (!v->chosen)
			continue;
		json_array_append_new(
			list, json_pack("{s:o, s:s, s:o, s:o, s:i}", "name",
					json_text(v->rule->name), "id",
					v->rule->oid, "upstream",
					json_text(v->rule->upstream), "when",
					json_text(v->rule->when_text), "fired",
					v->fired));
	}
	return list;
}

/* NULL: none was left out by --disable */
static json_t *disabled_json(const struct carried *c, size_t n_rules)
{
	json_t *list = NULL;

	for (size_t i = 0; i < n_rules; i++) {
		if (!verdict_disabled(&c->verdicts[i]))
			continue;
		if (!list)
			list = json_array();
		json_array_append_new(list,
				      json_text(c->verdicts[i].rule->name));
	}
	return list;
}

static json_t *probes_json(const struct probes *probes,
			   const struct evidence *answers)
{
	json_t *list = json_array();

	for (size_t i = 0; i < probes->n; i++) {
		const struct evidence *v = &answers[i];

		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:o, s:i, s:o, s:o, s:o}",
				  "name", probes->v[i].name, "answer",
				  answer_text(v->answer), "path",
				  json_text(v->path), "line", v->line, "text",
				  json_text(v->text), "conditions",
				  json_text(v->conditions), "blob",
				  json_text(v->oid)));
	}
	return list;
}

/* Every path that was asked for, sorted, with its blob or null. */
static json_t *consulted_json(const struct carry_input *in, struct tree *tree,
			      const struct carried *c)
{
	_cleanup_strings_ struct strings paths = { 0 };
	_cleanup_err_ struct err e = { 0 };
	json_t *list = json_array();

	for (size_t i = 0; i < c->read.n; i++)
		strings_add(&paths, c->read.v[i]);
	for (size_t i = 0; i < in->probes->n; i++)
		for (size_t k = 0; k < in->probes->v[i].paths.n; k++)
			if (!strings_has(&paths, in->probes->v[i].paths.v[k]))
				strings_add(&paths,
					    in->probes->v[i].paths.v[k]);
	strings_sort(&paths);
	for (size_t i = 0; i < paths.n; i++) {
		const struct blob *b = NULL;
		int r = tree_read(tree, paths.v[i], &b, &e);

		json_array_append_new(
			list, json_pack("{s:o, s:o}", "path",
					json_text(paths.v[i]), "blob",
					json_text(r > 0 ? b->oid : NULL)));
	}
	return list;
}

static json_t *patches_json(const struct carried *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n; i++) {
		const struct carried_patch *p = &c->patches[i];
		_cleanup_free_ char *name = patch_name(p->mail->name, i + 1);
		json_t *files = json_array(), *rules = json_array();

		for (size_t k = 0; k < p->n; k++)
			json_array_append_new(files,
					      json_text(p->files[k].path));
		for (size_t k = 0; k < p->n_notes; k++)
			json_array_append_new(rules,
					      json_text(p->notes[k]->name));
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o, s:o}", "name",
					json_text(name), "mainline",
					json_text(p->mail->name), "files",
					files, "rules", rules));
	}
	return list;
}

/* NULL: no patch was dropped */
static json_t *dropped_json(const struct carried *c)
{
	json_t *list = c->n_dropped ? json_array() : NULL;

	for (size_t i = 0; i < c->n_dropped; i++) {
		const struct dropped_patch *d = &c->dropped[i];

		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o}", "mainline",
					json_text(d->mail->name), "rule",
					json_text(d->rule->name), "reason",
					json_text(d->rule->note)));
	}
	return list;
}

/* NULL: the kernel has none of the patches */
static json_t *present_json(const struct carried *c)
{
	json_t *list = c->n_present ? json_array() : NULL;

	for (size_t i = 0; i < c->n_present; i++) {
		const struct present_patch *p = &c->present[i];

		json_array_append_new(
			list, json_pack("{s:o, s:o, s:i}", "mainline",
					json_text(p->mail->name), "path",
					json_text(p->path), "line", p->line));
	}
	return list;
}

static int render_provenance(const struct carry_input *in,
			     const struct target *target, struct tree *tree,
			     const struct evidence *answers,
			     const struct carried *c, const char *signoff,
			     struct file_set *out, struct err *e)
{
	json_t *root = json_pack(
		"{s:i, s:s, s:o*, s:{s:o, s:o, s:o}, s:s, s:o, s:o, s:o*, s:o*, s:o, s:o*, s:o, s:o}",
		"format", 1, "target", target->name, "series",
		in->series->name ? json_text(in->series->name) : NULL,
		"base", "ref",
		json_text(*tree_commit(tree) ? target->rev : NULL), "commit",
		json_text(tree_commit(tree)), "tree", json_text(tree_id(tree)),
		"mainline", in->series->oid, "signoff",
		json_text(signoff), "patches", patches_json(c), "dropped",
		dropped_json(c), "present", present_json(c), "rules",
		rules_json(c, in->rules->n), "disabled",
		disabled_json(c, in->rules->n), "probes",
		probes_json(in->probes, answers), "consulted",
		consulted_json(in, tree, c));
	char *text = json_print(root, JSON_INDENT(2));

	if (!text)
		return fail(e, "cannot write provenance.json");
	file_set_add(out, PROVENANCE, text, strlen(text));
	return 0;
}

int render(const struct carry_input *in, const struct target *target,
	   struct tree *tree, const struct evidence *answers,
	   const struct shapes *shapes, const struct carried *carried,
	   const char *signoff, struct file_set *out, struct err *e)
{
	struct buf series = { 0 };

	buf_add(&series, "", 0);
	for (size_t i = 0; i < carried->n; i++) {
		if (render_patch(carried, i + 1, signoff, out, &series, e)) {
			buf_deinit(&series);
			return -1;
		}
	}
	if (render_provenance(in, target, tree, answers, carried, signoff, out,
			      e)) {
		buf_deinit(&series);
		return -1;
	}
	char *declared = shapes_text(shapes);
	size_t len = series.len;

	file_set_add(out, DECLARATIONS, declared, strlen(declared));
	file_set_add(out, "series", buf_steal(&series), len);
	return 0;
}

/* "@@ -12,7 +12,8 @@ f(void)": its two counts are what the base leaves. */
static void add_hunk_head(struct buf *out, const char *p, size_t len)
{
	bool number = false;

	for (size_t i = 0; i < len; i++) {
		bool digit = p[i] >= '0' && p[i] <= '9';

		/* what follows the second @@ is the line of a function's head */
		if (i > 2 && p[i - 1] == '@' && p[i] == '@')
			break;
		if (p[i] == '-' || p[i] == '+')
			number = true;
		else if (!digit)
			number = false;
		if (!number || !digit)
			buf_putc(out, p[i]);
	}
	buf_putc(out, '\n');
}

static void patch_without_base(const char *text, size_t text_len,
			       struct buf *out)
{
	bool in_diff = false;
	size_t at = 0, len;
	const char *p;

	while (next_line(text, text_len, &at, &p, &len)) {
		if (len == 3 && !memcmp(p, "---", 3))
			in_diff = true;
		if (in_diff && len > 6 && !memcmp(p, "index ", 6))
			continue;
		if (in_diff && len > 4 && !memcmp(p, "@@ -", 4)) {
			add_hunk_head(out, p, len);
			continue;
		}
		buf_add(out, p, len);
		if (at <= text_len)
			buf_putc(out, '\n');
	}
}

static json_t *load(const struct named_text *f)
{
	json_error_t fault;

	return f ? json_loadb(f->text, f->len, 0, &fault) : NULL;
}

/* What the evidence quotes of a moved file moves with it. */
static int provenance_without_base(const struct named_text *f, bool moved,
				   struct buf *out)
{
	json_t *root = load(f), *item;
	size_t i;

	if (!root)
		return -1;
	json_object_del(root, "base");
	if (moved) {
		json_array_foreach(json_object_get(root, "probes"), i, item) {
			json_object_del(item, "line");
			json_object_del(item, "text");
			json_object_del(item, "conditions");
			json_object_del(item, "blob");
		}
		json_array_foreach(json_object_get(root, "consulted"), i, item)
			json_object_del(item, "blob");
		json_array_foreach(json_object_get(root, "present"), i, item)
			json_object_del(item, "line");
	}
	_cleanup_free_ char *text = json_dumps(root, JSON_INDENT(2));

	json_decref(root);
	buf_puts(out, text ? text : "");
	return 0;
}

bool same_but_for_base(const struct named_text *a, const struct named_text *b,
		       bool moved)
{
	_cleanup_buf_ struct buf x = { 0 };
	_cleanup_buf_ struct buf y = { 0 };

	if (named_text_equal(a, b))
		return true;
	if (!strcmp(a->name, PROVENANCE)) {
		if (provenance_without_base(a, moved, &x) ||
		    provenance_without_base(b, moved, &y))
			return false;
	} else if (moved && ends_with(a->name, ".patch")) {
		patch_without_base(a->text, a->len, &x);
		patch_without_base(b->text, b->len, &y);
	} else {
		return false;
	}
	return x.len == y.len && !memcmp(x.data, y.data, x.len);
}

bool same_base(const struct named_text *a, const struct named_text *b)
{
	json_t *x = load(a), *y = load(b);
	bool same = x && y &&
		    json_equal(json_object_get(x, "base"),
			       json_object_get(y, "base"));

	json_decref(x);
	json_decref(y);
	return same;
}

static const char *consulted_blob(const json_t *root, const char *path)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(root, "consulted"), i, item) {
		const char *p =
			json_string_value(json_object_get(item, "path"));
		const char *blob =
			json_string_value(json_object_get(item, "blob"));

		if (p && !strcmp(p, path))
			return blob ? blob : "absent";
	}
	return "absent";
}

void moved_blobs(const struct named_text *old, const struct named_text *new,
		 struct strings *out)
{
	json_t *a = load(old), *b = load(new);
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(b, "consulted"), i, item) {
		const char *path =
			json_string_value(json_object_get(item, "path"));
		const char *from = consulted_blob(a, path);
		const char *to = consulted_blob(b, path);

		if (!strcmp(from, to))
			continue;
		_cleanup_free_ char *line =
			xasprintf("%s %.12s..%.12s", path, from, to);

		strings_add(out, line);
	}
	json_decref(a);
	json_decref(b);
}

char *recorded_signoff(const struct named_text *file)
{
	json_t *root = load(file);
	const char *who =
		json_string_value(json_object_get(root, "signoff"));
	char *copy = who ? xstrdup(who) : NULL;

	json_decref(root);
	return copy;
}
