/* SPDX-License-Identifier: GPL-2.0-only */
#include "choose.h"

#include <string.h>

struct choice {
	const struct rules *rules;
	const struct series *series;
	const struct probes *probes;
	const struct evidence *answers;
	struct verdict *verdicts;
};

bool verdict_disabled(const struct verdict *v)
{
	return v->rule->off && !v->rule->style && v->uses && v->when != NO;
}

void misfit_deinit(struct misfit *m)
{
	strings_deinit(&m->probes);
	strings_deinit(&m->paths);
	free(m->difference);
	*m = (struct misfit){ 0 };
}

bool rule_takes(const struct rule *r)
{
	return r->consumes || r->drops.n;
}

static bool concerns(const struct rule *r, const struct delta *d)
{
	if (r->consumes)
		return !strcmp(r->consumes, d->path);
	if (r->drops.n)
		return strings_has(&r->drops, d->path);
	return rule_covers(r, d->path);
}

bool rule_applies(const struct rule *r, const struct delta *d)
{
	return concerns(r, d) &&
	       rule_uses(r, d->path, d->added.data, d->added.len);
}

/* Does a chosen rule take this part of the series away from the others? */
static bool taken(const struct choice *c, const struct delta *d)
{
	for (size_t i = 0; i < c->rules->n; i++) {
		const struct rule *r = &c->rules->v[i];

		if (rule_takes(r) && c->verdicts[i].chosen &&
		    rule_applies(r, d))
			return true;
	}
	return false;
}

static bool series_uses(const struct choice *c, const struct rule *r)
{
	const struct series *s = c->series;

	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->v[i].n; k++)
			if (rule_applies(r, &s->v[i].deltas[k]) &&
			    (rule_takes(r) || !taken(c, &s->v[i].deltas[k])))
				return true;
	return false;
}

static enum answer ask_probe(const char *name, void *arg)
{
	const struct choice *c = arg;

	return c->answers[probes_find(c->probes, name)].answer;
}

static int unclear(const struct choice *c, const struct rule *r,
		   struct misfit *misfit, struct err *e)
{
	_cleanup_strings_ struct strings names = { 0 };

	expr_names(r->when, &names);
	for (size_t i = 0; i < names.n; i++) {
		int at = probes_find(c->probes, names.v[i]);

		if (c->answers[at].answer != UNCLEAR)
			continue;
		_cleanup_free_ char *text = evidence_text(&c->answers[at]);

		misfit->rule = r;
		misfit->unclear = true;
		strings_add(&misfit->probes, names.v[i]);
		return fail(e, "probe '%s' is unclear, so rule '%s' cannot be judged: %s declares it in no form that is known",
			    names.v[i], r->name, text);
	}
	return fail(e, "rule '%s' cannot be judged", r->name);
}

/* What was looked for, and what stands there instead. */
static int refuse(const struct choice *c, const struct rule *r,
		  struct misfit *misfit, struct err *e)
{
	struct strings *about = &misfit->probes;
	_cleanup_buf_ struct buf found = { 0 };

	misfit->rule = r;
	expr_names(r->when, about);
	for (size_t i = 0; i < about->n; i++) {
		const struct evidence *v =
			&c->answers[probes_find(c->probes, about->v[i])];
		_cleanup_free_ char *text = evidence_text(v);

		buf_printf(&found, "%s%s: %s (%s)", i ? "; " : "",
			   about->v[i], answer_text(v->answer), text);
	}
	return fail(e, "%s [%s] (%s)", r->refuses, found.data, r->file);
}

int choose_rules(const struct rules *rules, const struct series *series,
		 const struct probes *probes, const struct evidence *answers,
		 struct verdict *verdicts, struct misfit *misfit,
		 struct err *e)
{
	struct choice c = { rules, series, probes, answers, verdicts };

	for (int takers = 1; takers >= 0; takers--) {
		for (size_t i = 0; i < rules->n; i++) {
			const struct rule *r = &rules->v[i];
			struct verdict *v = &verdicts[i];

			if (rule_takes(r) != takers)
				continue;
			v->rule = r;
			v->when = r->when ? expr_eval(r->when, ask_probe, &c)
					  : YES;
			v->uses = series_uses(&c, r);
			v->chosen = v->uses && v->when == YES && !r->off;
		}
	}
	for (size_t i = 0; i < rules->n; i++) {
		if (verdicts[i].uses && verdicts[i].when == UNCLEAR &&
		    !rules->v[i].off)
			return unclear(&c, &rules->v[i], misfit, e);
		if (verdicts[i].chosen && rules->v[i].refuses)
			return refuse(&c, &rules->v[i], misfit, e);
	}
	return 0;
}
