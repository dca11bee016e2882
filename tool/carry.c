/* SPDX-License-Identifier: GPL-2.0-only */
#include "carry.h"

#include <string.h>

#include "ctext.h"
#include "place.h"

/* Ask again when spatch has run. */
#define WAIT 1

struct ctx {
	const struct carry_input *in;
	struct tree *tree;
	const struct evidence *answers;
	struct carried *out;
	struct err *e;
	bool waiting;
};

void carried_deinit(struct carried *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct carried_patch *p = &c->patches[i];

		for (size_t k = 0; k < p->n; k++) {
			free(p->files[k].path);
			free(p->files[k].before);
			free(p->files[k].after);
		}
		free(p->files);
		free(p->notes);
		free(p->diff);
	}
	for (size_t i = 0; i < c->n_steps; i++) {
		free(c->steps[i].path);
		free(c->steps[i].before);
		free(c->steps[i].after);
	}
	free(c->patches);
	free(c->dropped);
	free(c->steps);
	free(c->verdicts);
	strings_deinit(&c->read);
	misfit_deinit(&c->misfit);
	*c = (struct carried){ 0 };
}

static struct verdict *verdict_of(struct ctx *c, const struct rule *r)
{
	return &c->out->verdicts[r - c->in->rules->v];
}

static bool chosen(struct ctx *c, const struct rule *r)
{
	return verdict_of(c, r)->chosen;
}

/* The patch that is being made. */
static struct carried_patch *patch_now(struct ctx *c)
{
	return &c->out->patches[c->out->n - 1];
}

static struct carried_file *file_in(struct carried_patch *p, const char *path)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->files[i].path, path))
			return &p->files[i];
	return NULL;
}

/*
 * The file as the patches before left it, or as the tree has it. 1: it is in
 * *text; 0: there is none; WAIT is told by *wait; -1: fault.
 */
static int current(struct ctx *c, const char *path, const char **text,
		   bool *executable, bool *wait)
{
	const struct blob *b;

	for (size_t i = c->out->n; i-- > 0;) {
		struct carried_file *f = file_in(&c->out->patches[i], path);

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

/* Note what the patch does to a file; @after NULL: not known yet. */
static void set_file(struct ctx *c, const char *path, const char *before,
		     bool executable, const char *after)
{
	struct carried_patch *p = patch_now(c);
	struct carried_file *f = file_in(p, path);

	if (!f) {
		f = array_add(p->files, p->n);
		f->path = xstrdup(path);
		f->before = before ? xstrdup(before) : NULL;
		f->executable = executable;
	}
	free(f->after);
	f->after = after ? xstrdup(after) : NULL;
}

static void add_step(struct ctx *c, const struct rule *r, const char *path,
		     const char *before, const char *after, int sites)
{
	struct carried_patch *p = patch_now(c);
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

/* The error that follows is about what this rule was chosen for. */
static void about_rule(struct ctx *c, const struct rule *r)
{
	c->out->misfit.rule = r;
	expr_names(r->when, &c->out->misfit.probes);
}

static int no_change(struct ctx *c, const struct rule *r, const char *path)
{
	about_rule(c, r);
	return fail(c->e, "rule '%s' (%s) is chosen by '%s' but changes nothing in %s; mend its When:, Uses: or patch",
		    r->name, r->file, r->when_text, path);
}

/*
 * Apply a semantic patch to @text, all of which spatch has to parse. To parse
 * costs as much again as to apply, so that is asked for on its own only where
 * the latter does not show it. 0: *o is the outcome, without fault; WAIT: ask
 * again after work_run().
 */
static int apply_whole(struct ctx *c, const struct rule *r, const char *path,
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
static int run_rule(struct ctx *c, const struct rule *r, const char *path,
		    const char *text, const char **after)
{
	const struct outcome *o, *again;
	int found = apply_whole(c, r, path, text, strlen(text), &o);

	if (found)
		return found;
	if (!o->changed)
		return no_change(c, r, path);
	found = apply_whole(c, r, path, o->text, o->len, &again);
	if (found < 0)
		return fail_prefix(c->e, "of rule '%s'", r->name);
	if (!found && again->changed)
		return fail(c->e, "rule '%s' (%s) changes its own result in %s again; guard it against firing twice",
			    r->name, r->file, path);
	add_step(c, r, path, text, o->text, o->sites);
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
 * Change a file of the target's own by a rule: by its patch, or by putting
 * the lines of @d at its anchor. 1: the file is there; 0: it is not; -1:
 * fault.
 */
static int change_own(struct ctx *c, const struct rule *r,
		      const struct mail *m, const struct delta *d,
		      const char *path)
{
	_cleanup_free_ char *placed = NULL;
	const char *text, *after = NULL;
	bool executable = false, wait = false;
	int found = current(c, path, &text, &executable, &wait);

	if (found <= 0 || wait)
		return found;
	if (r->anchor) {
		if (place_lines(r, m->path, d, text, &placed, c->e))
			return -1;
		if (!strcmp(placed, text))
			return no_change(c, r, path);
		add_step(c, r, path, text, placed, 1);
		after = placed;
	} else if (run_rule(c, r, path, text, &after) < 0) {
		return -1;
	}
	set_file(c, path, text, executable, after);
	return 1;
}

/* Make a consumed hunk's change in the target's own files. */
static int rehome(struct ctx *c, const struct rule *r, const struct mail *m,
		  const struct delta *d)
{
	bool any = false;

	if (check_fresh(c, r, m, d))
		return -1;
	for (size_t i = 0; i < r->files.n; i++) {
		int found = change_own(c, r, m, d, r->files.v[i]);

		if (found < 0)
			return -1;
		any |= found;
	}
	if (any)
		return 0;
	about_rule(c, r);
	return fail(c->e, "rule '%s' (%s) is chosen by '%s' but the tree has none of its files",
		    r->name, r->file, r->when_text);
}

/* Leave a file of the series out, and create what stands in for it. */
static int drop(struct ctx *c, const struct rule *r, const struct delta *d)
{
	const char *text;
	bool executable = false, wait = false;

	add_step(c, r, d->path, d->added.data, NULL, 1);
	if (!r->creates)
		return 0;
	/* another patch of the series may have touched the dropped file too */
	for (size_t i = 0; i < c->out->n; i++)
		if (file_in(&c->out->patches[i], r->creates))
			return 0;
	int found = current(c, r->creates, &text, &executable, &wait);

	if (found)
		return found < 0 ? -1
				 : fail(c->e, "rule '%s' (%s) creates %s, which the tree has already",
					r->name, r->file, r->creates);
	add_step(c, r, r->creates, NULL, r->body, 1);
	set_file(c, r->creates, NULL, false, r->body);
	return 0;
}

/* A hunk whose file has moved on goes where a chosen rule says. */
static const struct rule *anchor_rule(struct ctx *c, const struct delta *d)
{
	for (size_t i = 0; i < c->in->rules->n; i++) {
		const struct rule *r = &c->in->rules->v[i];

		if (r->anchor && !r->consumes && chosen(c, r) && rule_applies(r, d))
			return r;
	}
	return NULL;
}

/* Tell where most of the hunk's context stands, and what stands there. */
static int no_place(struct ctx *c, const struct mail *m,
		    const struct delta *d, const struct hunk *h,
		    const char *text, const char *why)
{
	_cleanup_free_ char *where =
		place_nearly(h, d->path, text, &c->out->misfit.difference);

	strings_add(&c->out->misfit.paths, d->path);
	return fail(c->e, "%s:%d: the hunk finds no place in %s: %s%s",
		    m->path, h->file_line, d->path, why, where);
}

/* One hunk: where its context stands, or where a chosen rule says. */
static int place_hunk(struct ctx *c, const struct mail *m,
		      const struct delta *d, const struct hunk *h,
		      const char *text, char **out)
{
	const struct rule *r = anchor_rule(c, d);
	int found = place_by_context(h, text, strlen(text), out, c->e);

	if (found > 0)
		return 0;
	if (found)
		return fail_prefix(c->e, "%s:%d: the hunk finds no place in %s",
				   m->path, h->file_line, d->path);
	if (!r)
		return no_place(c, m, d, h, text,
				"its context is not there and no rule gives it an anchor");
	if (place_by_anchor(r, h, text, strlen(text), out, c->e)) {
		_cleanup_free_ char *why = take_ptr(c->e->msg);

		return no_place(c, m, d, h, text, why);
	}
	if (!strcmp(*out, text)) {
		free(take_ptr(*out));
		return no_change(c, r, d->path);
	}
	add_step(c, r, d->path, text, *out, 1);
	return 0;
}

static int place(struct ctx *c, const struct mail *m, const struct delta *d,
		 const char *text, char **out)
{
	*out = xstrdup(text);
	for (size_t i = 0; i < d->n; i++) {
		char *next = NULL;

		if (place_hunk(c, m, d, &d->hunks[i], *out, &next)) {
			free(take_ptr(*out));
			return -1;
		}
		free(*out);
		*out = next;
	}
	return 0;
}

static bool has_run(struct ctx *c, const struct rule *r, const char *path)
{
	for (size_t i = 0; i < c->out->n_steps; i++)
		if (c->out->steps[i].rule == r &&
		    !strcmp(c->out->steps[i].path, path))
			return true;
	return false;
}

/*
 * With a file of the series, the files of the target that the rule names
 * change too: in the first patch in which it fires, and no more after that.
 */
static int run_also(struct ctx *c, const struct rule *r,
		    const struct mail *m, const struct delta *d)
{
	for (size_t i = 0; i < r->also.n; i++) {
		const char *path = r->also.v[i];

		if (has_run(c, r, path))
			continue;
		int found = change_own(c, r, m, d, path);

		if (found < 0)
			return -1;
		if (found)
			continue;
		about_rule(c, r);
		return fail(c->e, "rule '%s' (%s) is chosen by '%s' but the tree lacks %s, which Also: names; let When: ask for it",
			    r->name, r->file, r->when_text, path);
	}
	return 0;
}

/* Take the text of one file through every semantic patch that is for it. */
static int run_chain(struct ctx *c, const struct mail *m,
		     const struct delta *d, char **text)
{
	for (size_t i = 0; i < c->in->rules->n; i++) {
		const struct rule *r = &c->in->rules->v[i];
		const char *after = NULL;

		if (!r->semantic || r->consumes || !chosen(c, r) ||
		    !rule_applies(r, d))
			continue;
		int got = run_rule(c, r, d->path, *text, &after);

		if (got < 0 || run_also(c, r, m, d))
			return -1;
		if (got)
			return got;
		free(*text);
		*text = xstrdup(after);
	}
	return 0;
}

static int carry_file(struct ctx *c, const struct mail *m,
		      const struct delta *d)
{
	_cleanup_free_ char *text = NULL;
	const char *before = NULL;
	bool executable = false, wait = false;
	int found = current(c, d->path, &before, &executable, &wait);

	if (found < 0)
		return -1;
	if (d->kind == DELTA_ADDED) {
		if (found)
			return fail(c->e, "%s:%d: %s is in the tree already",
				    m->path, d->file_line, d->path);
		text = xstrdup(d->added.data);
	} else if (!found) {
		strings_add(&c->out->misfit.paths, d->path);
		return fail(c->e, "%s:%d: the tree lacks %s and no rule says where its change goes",
			    m->path, d->file_line, d->path);
	} else if (wait) {
		return 0;
	} else if (place(c, m, d, before, &text)) {
		return -1;
	}
	int r = run_chain(c, m, d, &text);

	if (r >= 0)
		set_file(c, d->path, before, executable, r ? NULL : text);
	return r < 0 ? -1 : 0;
}

static int carry_delta(struct ctx *c, const struct mail *m,
		       const struct delta *d)
{
	bool taken = false;

	for (size_t i = 0; i < c->in->rules->n; i++) {
		const struct rule *r = &c->in->rules->v[i];

		if (!rule_takes(r) || !chosen(c, r) || !rule_applies(r, d))
			continue;
		taken = true;
		if (r->consumes ? rehome(c, r, m, d) : drop(c, r, d))
			return -1;
	}
	return taken ? 0 : carry_file(c, m, d);
}

/* Leave out files that the rules put back to what they were. */
static void drop_unchanged(struct carried_patch *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		struct carried_file *f = &p->files[i];

		if (f->before && f->after && !strcmp(f->before, f->after)) {
			free(f->path);
			free(f->before);
			free(f->after);
			continue;
		}
		p->files[n++] = *f;
	}
	p->n = n;
}

static int carry_mail(struct ctx *c, const struct mail *m)
{
	struct carried_patch *p = array_add(c->out->patches, c->out->n);

	p->mail = m;
	for (size_t i = 0; i < m->n; i++)
		if (carry_delta(c, m, &m->deltas[i]))
			return -1;
	p = patch_now(c);
	if (p->n) {
		drop_unchanged(p);
		return p->n ? 0 : fail(c->e, "%s: the rules leave nothing of it; drop its files by a rule instead",
				       m->path);
	}
	for (size_t i = 0; i < p->n_notes; i++) /* every file was dropped */
		*array_add(c->out->dropped, c->out->n_dropped) =
			(struct dropped_patch){ m, p->notes[i] };
	free(p->notes);
	free(p->files);
	c->out->n--;
	return 0;
}

static int check_fired(struct ctx *c)
{
	for (size_t i = 0; i < c->in->rules->n; i++) {
		const struct verdict *v = &c->out->verdicts[i];

		if (v->chosen && !v->fired)
			return no_change(c, v->rule, "the whole series");
	}
	return 0;
}

enum carry_state carry(const struct carry_input *in, struct tree *tree,
		       const struct evidence *answers, struct carried *out,
		       struct err *e)
{
	struct ctx c = { in, tree, answers, out, e, false };

	carried_deinit(out);
	out->verdicts = xcalloc(in->rules->n, sizeof(*out->verdicts));
	if (choose_rules(in->rules, in->series, in->probes, answers,
			 out->verdicts, &out->misfit, e))
		return CARRY_FAILED;
	for (size_t i = 0; i < in->series->n; i++)
		if (carry_mail(&c, &in->series->v[i]))
			return CARRY_FAILED;
	if (c.waiting)
		return CARRY_WAITING;
	strings_sort(&out->read);
	return check_fired(&c) ? CARRY_FAILED : CARRY_DONE;
}
