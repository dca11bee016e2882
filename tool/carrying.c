/* SPDX-License-Identifier: GPL-2.0-only */
#include "carrying.h"

#include <string.h>

#include "ctext.h"
#include "place.h"

static struct verdict *verdict_of(struct ctx *c, const struct rule *r)
{
	return &c->out->verdicts[r - c->in->rules->v];
}

bool carry_chose(struct ctx *c, const struct rule *r)
{
	return verdict_of(c, r)->chosen;
}

struct carried_patch *carry_patch(struct ctx *c)
{
	return &c->out->patches[c->out->n - 1];
}

struct carried_file *carried_file_in(struct carried_patch *p, const char *path)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->files[i].path, path))
			return &p->files[i];
	return NULL;
}

int carry_current(struct ctx *c, const char *path, const char **text,
		  bool *executable, bool *wait)
{
	const struct blob *b;

	for (size_t i = c->out->n; i-- > 0;) {
		struct carried_file *f = carried_file_in(&c->out->patches[i], path);

		if (!f)
			continue;
		*text = f->after;
		*executable = f->executable;
		*wait = !f->after;
		return 1;
	}
	if (!strings_has(&c->out->read, path))
		strings_add(&c->out->read, path);
	int r = tree_read(c->tree, path, &b, c->e);

	if (r > 0 && memchr(b->text, '\0', b->len))
		return fail(c->e, "%s: is not a text file", path);
	if (r > 0) {
		*text = b->text;
		*executable = b->executable;
	}
	return r;
}

void carry_set_file(struct ctx *c, const char *path, const char *before,
		    bool executable, const char *after)
{
	struct carried_patch *p = carry_patch(c);
	struct carried_file *f = carried_file_in(p, path);

	if (!f) {
		f = array_add(p->files, p->n);
		f->path = xstrdup(path);
		f->before = before ? xstrdup(before) : NULL;
		f->executable = executable;
	}
	free(f->after);
	f->after = after ? xstrdup(after) : NULL;
}

void carry_add_step(struct ctx *c, const struct rule *r, const char *path,
		    const char *before, const char *after, int sites)
{
	struct carried_patch *p = carry_patch(c);
	struct carry_step *s = array_add(c->out->steps, c->out->n_steps);
	bool noted = false;

	s->rule = r;
	s->mail = p->mail;
	s->path = xstrdup(path);
	s->before = before ? xstrdup(before) : NULL;
	s->after = after ? xstrdup(after) : NULL;
	s->sites = sites;
	verdict_of(c, r)->fired += sites;
	for (size_t i = 0; i < p->n_notes; i++)
		noted |= p->notes[i] == r;
	if (!noted)
		*array_add(p->notes, p->n_notes) = r;
}

void carry_about(struct ctx *c, const struct rule *r)
{
	c->out->misfit.rule = r;
	expr_names(r->when, &c->out->misfit.probes);
}

void carry_there(struct ctx *c, const char *path, int line)
{
	if (c->now.there++)
		return;
	c->now.there_in = path;
	c->now.there_line = line;
}

void carry_missing(struct ctx *c, const struct delta *d, int line)
{
	if (c->now.missing++)
		return;
	c->now.missing_in = d->path;
	c->now.missing_line = line;
}

int carry_no_change(struct ctx *c, const struct rule *r, const char *path)
{
	carry_about(c, r);
	return fail(c->e, "rule '%s' (%s) is chosen by '%s' but changes nothing in %s; mend its When:, Uses: or patch",
		    r->name, r->file, r->when_text, path);
}

/*
 * Apply a semantic patch to @text, all of which spatch has to parse. To parse
 * costs as much again as to apply, so that is asked for on its own only where
 * the latter does not show it. 0: *o is the outcome, without fault; WAIT: ask
 * again after work_run().
 */
int carry_apply(struct ctx *c, const struct rule *r, const char *path,
		const char *text, size_t len, const struct outcome **o)
{
	const struct outcome *parse = *o =
		work_apply(c->in->work, r, path, text, len);

	if (*o && !(*o)->parsed)
		parse = work_parse(c->in->work, path, text, len);
	if (!parse) {
		c->waiting = true;
		return WAIT;
	}
	if (parse->error || (*o)->error)
		return fail(c->e, "%s",
			    parse->error ? parse->error : (*o)->error);
	return 0;
}

/*
 * Run a semantic patch on @text and see to it that it did something, once.
 * 0: *after points into the outcome; WAIT: ask again after work_run().
 */
int carry_run(struct ctx *c, const struct rule *r, const char *path,
	      const char *text, const char **after)
{
	const struct outcome *o, *again;
	int found = carry_apply(c, r, path, text, strlen(text), &o);

	if (found)
		return found;
	if (!o->changed)
		return carry_no_change(c, r, path);
	found = carry_apply(c, r, path, o->text, o->len, &again);
	if (found < 0)
		return fail_prefix(c->e, "of rule '%s'", r->name);
	if (!found && again->changed)
		return fail(c->e, "rule '%s' (%s) changes its own result in %s again; guard it against firing twice",
			    r->name, r->file, path);
	carry_add_step(c, r, path, text, o->text, o->sites);
	*after = o->text;
	return 0;
}

/*
 * A rule that takes over a mainline hunk must make that very hunk of
 * mainline's own file, or its copy of the change has gone stale. The file is
 * looked up by the id that the patch's index line gives; a repository without
 * mainline's history may lack it.
 */
static int check_fresh(struct ctx *c, const struct rule *r,
		       const struct mail *m, const struct delta *d)
{
	_cleanup_blob_ struct blob base = { 0 };
	_cleanup_free_ char *want = NULL;

	int found = repo_blob(c->in->repo, d->old_oid, &base, c->e);

	if (found <= 0)
		return found;
	want = xstrdup(base.text);
	for (size_t i = 0; i < d->n; i++) {
		char *next;

		int r_placed = place_by_context(&d->hunks[i], want,
						strlen(want), &next, c->e);

		if (!r_placed)
			fail(c->e, "its context is not there");
		if (r_placed <= 0)
			return fail_prefix(c->e, "%s:%d: the hunk does not fit its own file, blob %s of %s",
					   m->path, d->hunks[i].file_line,
					   d->old_oid, d->path);
		free(want);
		want = next;
	}
	_cleanup_free_ char *made = NULL;

	if (r->anchor) {
		if (place_lines(r, m->path, d, base.text, &made, c->e))
			return -1;
	} else {
		const struct outcome *o =
			work_apply(c->in->work, r, d->path, base.text,
				   strlen(base.text));

		if (!o) {
			c->waiting = true;
			return 0;
		}
		if (o->error)
			return fail(c->e, "%s", o->error);
		made = xstrdup(o->text);
	}
	if (strcmp(made, want))
		return fail(c->e, "rule '%s' (%s) is stale: of mainline's own %s it does not make what %s:%d makes",
			    r->name, r->file, d->path, m->path,
			    d->hunks[0].file_line);
	return 0;
}

/*
 * A rule that puts the lines of @d at an anchor changed nothing of @text: is
 * that because they stand there? Braces and empty lines do not show it.
 */
static bool is_there(struct ctx *c, const struct rule *r,
		     const struct delta *d, const char *text)
{
	int line = 0;

	for (size_t i = 0; i < d->n; i++) {
		int at = place_hint(&d->hunks[i], text);

		if (!at)
			return false;
		line = line ? line : at;
	}
	verdict_of(c, r)->idle = true;
	carry_there(c, d->path, line);
	return true;
}

/* The error may have this reason: a line that the patch adds is there. */
static void add_hint(struct ctx *c, const struct mail *m,
		     const struct delta *d, const char *path, const char *text)
{
	int line = 0;

	for (size_t i = 0; i < d->n && !line; i++)
		line = place_hint(&d->hunks[i], text);
	if (!line)
		return;
	_cleanup_free_ char *why = take_ptr(c->e->msg);

	fail(c->e, "%s; or is it in this kernel already? %s:%d has a line that %s adds",
	     why, path, line, m->name);
}

int carry_own(struct ctx *c, const struct rule *r, const struct mail *m,
	      const struct delta *d, const char *path)
{
	_cleanup_free_ char *placed = NULL;
	const char *text, *after = NULL;
	bool executable = false, wait = false;
	int found = carry_current(c, path, &text, &executable, &wait), waits = 0;

	if (found <= 0 || wait)
		return found;
	if (r->anchor) {
		if (place_lines(r, m->path, d, text, &placed, c->e))
			return -1;
		if (!strcmp(placed, text))
			return is_there(c, r, d, text)
				       ? 1
				       : carry_no_change(c, r, path);
		carry_add_step(c, r, path, text, placed, 1);
		after = placed;
	} else {
		waits = carry_run(c, r, path, text, &after);
		if (waits < 0) {
			add_hint(c, m, d, path, text);
			return -1;
		}
	}
	if (!waits)
		carry_missing(c, d, d->file_line);
	carry_set_file(c, path, text, executable, after);
	return 1;
}

int carry_rehome(struct ctx *c, const struct rule *r, const struct mail *m,
		 const struct delta *d)
{
	bool any = false;

	if (check_fresh(c, r, m, d))
		return -1;
	for (size_t i = 0; i < r->files.n; i++) {
		int found = carry_own(c, r, m, d, r->files.v[i]);

		if (found < 0)
			return -1;
		any |= found;
	}
	if (any)
		return 0;
	carry_about(c, r);
	return fail(c->e, "rule '%s' (%s) is chosen by '%s' but the tree has none of its files",
		    r->name, r->file, r->when_text);
}

int carry_drop(struct ctx *c, const struct rule *r, const struct delta *d)
{
	const char *text;
	bool executable = false, wait = false;

	carry_add_step(c, r, d->path, d->added.data, NULL, 1);
	if (!r->creates)
		return 0;
	/* another patch of the series may have touched the dropped file too */
	for (size_t i = 0; i < c->out->n; i++)
		if (carried_file_in(&c->out->patches[i], r->creates))
			return 0;
	int found = carry_current(c, r->creates, &text, &executable, &wait);

	if (found > 0 && !strcmp(text, r->body)) {
		carry_there(c, r->creates, 1);
		return 0;
	}
	if (found)
		return found < 0 ? -1
				 : fail(c->e, "rule '%s' (%s) creates %s, which the tree has already",
					r->name, r->file, r->creates);
	carry_missing(c, d, d->file_line);
	carry_add_step(c, r, r->creates, NULL, r->body, 1);
	carry_set_file(c, r->creates, NULL, false, r->body);
	return 0;
}
