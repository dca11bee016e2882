/* SPDX-License-Identifier: GPL-2.0-only */
#include "carry.h"

#include <string.h>

#include "carrying.h"
#include "place.h"
#include "present.h"

static void carried_patch_deinit(struct carried_patch *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->files[i].path);
		free(p->files[i].before);
		free(p->files[i].after);
	}
	free(p->files);
	free(p->notes);
	free(p->diff);
}

void carried_deinit(struct carried *c)
{
	for (size_t i = 0; i < c->n; i++)
		carried_patch_deinit(&c->patches[i]);
	for (size_t i = 0; i < c->n_steps; i++) {
		free(c->steps[i].path);
		free(c->steps[i].before);
		free(c->steps[i].after);
	}
	free(c->patches);
	free(c->dropped);
	for (size_t i = 0; i < c->n_present; i++)
		free(c->present[i].path);
	free(c->present);
	free(c->steps);
	free(c->verdicts);
	strings_deinit(&c->read);
	misfit_deinit(&c->misfit);
	*c = (struct carried){ 0 };
}

/*
 * A hunk whose file has moved on goes where a chosen rule says: one that knows
 * this kernel before one that is for all.
 */
static const struct rule *anchor_rule(struct ctx *c, const struct delta *d)
{
	const struct rule *for_all = NULL;

	for (size_t i = 0; i < c->in->rules->n; i++) {
		const struct rule *r = &c->in->rules->v[i];

		if (!r->anchor || r->consumes || !carry_chose(c, r) ||
		    !rule_applies(r, d))
			continue;
		if (r->when)
			return r;
		for_all = r;
	}
	return for_all;
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

/* Its context is not there, and neither is what it makes: by a rule, or not. */
static int place_by_rule(struct ctx *c, const struct mail *m,
			 const struct delta *d, const struct hunk *h,
			 const char *text, char **out)
{
	const struct rule *r = anchor_rule(c, d);

	if (!r)
		return no_place(c, m, d, h, text,
				"its context is not there and no rule gives it an anchor");
	if (place_by_anchor(r, h, text, strlen(text), out, c->e)) {
		_cleanup_free_ char *why = take_ptr(c->e->msg);

		return no_place(c, m, d, h, text, why);
	}
	if (strcmp(*out, text)) {
		carry_add_step(c, r, d->path, text, *out, 1);
		carry_missing(c, d, h->file_line);
		return 0;
	}
	int line = place_hint(h, text);

	if (!line) {
		free(take_ptr(*out));
		return carry_no_change(c, r, d->path);
	}
	carry_there(c, d->path, line);
	return 0;
}

/* One hunk: where its context stands, or where a chosen rule says. */
static int place_hunk(struct ctx *c, const struct mail *m,
		      const struct delta *d, const struct hunk *h,
		      const char *text, char **out)
{
	int found = place_by_context(h, text, strlen(text), out, c->e);

	if (found < 0)
		return fail_prefix(c->e, "%s:%d: the hunk finds no place in %s",
				   m->path, h->file_line, d->path);
	int line = present_line(c->in->series, m, d, h, text);

	if (!found && !line)
		return place_by_rule(c, m, d, h, text, out);
	if (!found) {
		*out = xstrdup(text);
		carry_there(c, d->path, line);
		return 0;
	}
	if (line) {
		free(take_ptr(*out));
		return fail(c->e, "%s:%d: what the hunk makes stands at %s:%d already, and its context stands elsewhere as well; which is meant cannot be told",
			    m->path, h->file_line, d->path, line);
	}
	carry_missing(c, d, h->file_line);
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
		int found = carry_own(c, r, m, d, path);

		if (found < 0)
			return -1;
		if (found)
			continue;
		carry_about(c, r);
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

		if (!r->semantic || r->consumes || !carry_chose(c, r) ||
		    !rule_applies(r, d))
			continue;
		int got = carry_run(c, r, d->path, *text, &after);

		if (got < 0 || run_also(c, r, m, d))
			return -1;
		if (got)
			return got;
		free(*text);
		*text = xstrdup(after);
	}
	return 0;
}

/* Does the rule change in the kernel's own files what goes with the series? */
static int also_changes(struct ctx *c, const struct rule *r)
{
	for (size_t i = 0; i < r->also.n; i++) {
		const char *text = NULL;
		bool executable, wait = false;

		int found = carry_current(c, r->also.v[i], &text, &executable,
					  &wait);

		if (found <= 0 || wait)
			return found < 0 ? -1 : 1;
		const struct outcome *o = work_apply(
			c->in->work, r, r->also.v[i], text, strlen(text));

		c->waiting |= !o;
		if (o && o->error)
			return fail(c->e, "%s", o->error);
		if (o && o->changed)
			return 1;
	}
	return 0;
}

/*
 * A file that the patch adds is in the kernel, as @before: is it the one that
 * the rules would have made, but for what later patches do to it?
 */
static int same_file(struct ctx *c, const struct mail *m,
		     const struct delta *d, const char *before)
{
	_cleanup_free_ char *text = xstrdup(d->added.data);
	_cleanup_free_ char *earlier =
		present_before(c->in->series, m, d->path, before);
	int also = 0;

	for (size_t i = 0; also >= 0 && i < c->in->rules->n; i++) {
		const struct rule *r = &c->in->rules->v[i];
		const struct outcome *o;

		if (!r->semantic || r->consumes || !carry_chose(c, r) ||
		    !rule_applies(r, d))
			continue;
		int got = carry_apply(c, r, d->path, text, strlen(text), &o);

		if (got)
			return got < 0 ? -1 : 0;
		free(text);
		text = xstrdup(o->text);
		also |= also_changes(c, r); /* -1 has all bits */
	}
	if (also < 0)
		return -1;
	if (strcmp(text, earlier)) {
		free(c->out->misfit.difference);
		c->out->misfit.difference =
			diff_small(text, "wanted", earlier, d->path);
		return fail(c->e, "%s:%d: %s is in the tree already, and is another",
			    m->path, d->file_line, d->path);
	}
	if (also)
		carry_missing(c, d, d->file_line);
	carry_there(c, d->path, 1);
	return 0;
}

/* Has an earlier patch of the series made it, or changed it? */
static bool is_ours(struct ctx *c, const char *path)
{
	for (size_t i = 0; i < c->out->n; i++)
		if (carried_file_in(&c->out->patches[i], path))
			return true;
	return false;
}

/* What the patch makes of a file, before any semantic patch. 1: nothing. */
static int carry_text(struct ctx *c, const struct mail *m,
		      const struct delta *d, const char *before, char **text)
{
	size_t missing = c->now.missing;

	if (d->kind == DELTA_ADDED && before && !is_ours(c, d->path))
		return same_file(c, m, d, before) ? -1 : 1;
	if (d->kind == DELTA_ADDED && before)
		return fail(c->e, "%s:%d: %s is in the tree already", m->path,
			    d->file_line, d->path);
	if (d->kind == DELTA_ADDED) {
		*text = xstrdup(d->added.data);
		carry_missing(c, d, d->file_line);
		return 0;
	}
	if (place(c, m, d, before, text))
		return -1;
	return c->now.missing == missing;
}

static int carry_file(struct ctx *c, const struct mail *m,
		      const struct delta *d)
{
	_cleanup_free_ char *text = NULL;
	const char *before = NULL;
	bool executable = false, wait = false;
	int found = carry_current(c, d->path, &before, &executable, &wait);

	if (found < 0)
		return -1;
	if (!found && d->kind != DELTA_ADDED) {
		strings_add(&c->out->misfit.paths, d->path);
		return fail(c->e, "%s:%d: the tree lacks %s and no rule says where its change goes",
			    m->path, d->file_line, d->path);
	}
	if (wait)
		return 0;
	int r = carry_text(c, m, d, found ? before : NULL, &text);

	if (r)
		return r < 0 ? -1 : 0;
	r = run_chain(c, m, d, &text);
	if (r >= 0)
		carry_set_file(c, d->path, before, executable, r ? NULL : text);
	return r < 0 ? -1 : 0;
}

static int carry_delta(struct ctx *c, const struct mail *m,
		       const struct delta *d)
{
	bool taken = false;

	for (size_t i = 0; i < c->in->rules->n; i++) {
		const struct rule *r = &c->in->rules->v[i];

		if (!rule_takes(r) || !carry_chose(c, r) || !rule_applies(r, d))
			continue;
		taken = true;
		if (r->consumes ? carry_rehome(c, r, m, d) : carry_drop(c, r, d))
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

/* A patch of which a part is there, and a part not, is for a person. */
static int in_part(struct ctx *c, const struct mail *m)
{
	const struct tally *t = &c->now;
	_cleanup_free_ char *why = take_ptr(c->e->msg);

	if (why)
		return fail(c->e, "patch %s is in this kernel in part (%s:%d), and: %s",
			    m->name, t->there_in, t->there_line, why);
	return fail(c->e, "patch %s is in this kernel in part: at %s:%d it is there, in %s, from %s:%d on, it is not; carry the part that is not there as a patch of its own",
		    m->name, t->there_in, t->there_line, t->missing_in,
		    m->path, t->missing_line);
}

/* All of it is there: leave it out, and the rules that are for it alone. */
static void leave_out(struct ctx *c, const struct mail *m)
{
	struct present_patch *there =
		array_add(c->out->present, c->out->n_present);

	there->mail = m;
	there->path = xstrdup(c->now.there_in);
	there->line = c->now.there_line;
	for (size_t i = 0; i < c->in->rules->n; i++)
		for (size_t k = 0; k < m->n; k++)
			if (rule_applies(&c->in->rules->v[i], &m->deltas[k]))
				c->out->verdicts[i].idle = true;
	carried_patch_deinit(carry_patch(c));
	c->out->n--;
}

static int carry_mail(struct ctx *c, const struct mail *m)
{
	struct carried_patch *p = array_add(c->out->patches, c->out->n);

	p->mail = m;
	c->now = (struct tally){ 0 };
	for (size_t i = 0; i < m->n; i++)
		if (carry_delta(c, m, &m->deltas[i]))
			return c->now.there ? in_part(c, m) : -1;
	if (c->now.there && c->now.missing)
		return in_part(c, m);
	if (c->now.there) {
		leave_out(c, m);
		return 0;
	}
	p = carry_patch(c);
	if (p->n) {
		drop_unchanged(p);
		return p->n ? 0 : fail(c->e, "%s: the rules leave nothing of it; drop its files by a rule instead",
				       m->path);
	}
	for (size_t i = 0; i < p->n_notes; i++) /* every file was dropped */
		*array_add(c->out->dropped, c->out->n_dropped) =
			(struct dropped_patch){ m, p->notes[i] };
	carried_patch_deinit(p);
	c->out->n--;
	return 0;
}

/* A rule that a probe chose has to fire; one without When: is chosen so. */
static int check_fired(struct ctx *c)
{
	for (size_t i = 0; i < c->in->rules->n; i++) {
		struct verdict *v = &c->out->verdicts[i];

		if (!v->chosen || v->fired || (v->rule->when && v->idle))
			continue;
		if (v->rule->when)
			return carry_no_change(c, v->rule, "the whole series");
		v->chosen = false;
		v->when = NO;
	}
	return 0;
}

enum carry_state carry(const struct carry_input *in, struct tree *tree,
		       const struct evidence *answers, struct carried *out,
		       struct err *e)
{
	struct ctx c = { .in = in, .tree = tree, .answers = answers,
			 .out = out, .e = e };

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
	if (!out->n && out->n_present) {
		const struct present_patch *p = &out->present[0];

		fail(e, "nothing to carry: all of the series is in this kernel already (%s: %s:%d%s)",
		     p->mail->name, p->path, p->line,
		     out->n_present > 1 ? ", and so on" : "");
		return CARRY_FAILED;
	}
	strings_sort(&out->read);
	return check_fired(&c) ? CARRY_FAILED : CARRY_DONE;
}
