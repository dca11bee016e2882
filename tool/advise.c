/* SPDX-License-Identifier: GPL-2.0-only */
#include "advise.h"

#include <string.h>

void advice_deinit(struct advice *a)
{
	free(a->text);
	free(a->difference);
	*a = (struct advice){ 0 };
}

int session_shapes(struct session *s, struct run *r, struct err *e)
{
	if (r->shapes.n)
		return 0;
	return shapes_make(&s->probes, r->tree, s->reader, r->answers,
			   &r->shapes, e);
}

void misfit_subjects(const struct session *s, const struct misfit *misfit,
		     struct strings *out)
{
	for (size_t i = 0; i < s->probes.n; i++) {
		const struct probe *p = &s->probes.v[i];
		_cleanup_free_ char *subject = probe_subject(p);
		bool concerned = strings_has(&misfit->probes, p->name);

		for (size_t k = 0; k < misfit->paths.n; k++)
			concerned |= strings_has(&p->paths,
						 misfit->paths.v[k]);
		if (concerned && !strings_has(out, subject))
			strings_add(out, subject);
	}
}

/* Of what was looked for and is not there, what it would be a part of. */
static void add_places(struct buf *out, const struct run *r,
		       const struct session *s, const struct misfit *misfit)
{
	_cleanup_strings_ struct strings told = { 0 };

	for (size_t i = 0; i < misfit->probes.n; i++) {
		int at = probes_find(&s->probes, misfit->probes.v[i]);

		if (at < 0 || r->answers[at].line)
			continue;
		_cleanup_free_ char *subject =
			probe_subject(&s->probes.v[at]);
		const struct shape *there = shapes_find(&r->shapes, subject);

		if (!there || !there->line || strings_has(&told, subject))
			continue;
		strings_add(&told, subject);
		buf_printf(out, "; %s:%d has %s", there->path, there->line,
			   subject);
	}
}

void advise(struct session *s, struct run *r, const struct misfit *misfit,
	    struct advice *out)
{
	_cleanup_strings_ struct strings subjects = { 0 };
	_cleanup_err_ struct err none = { 0 };
	struct buf text = { 0 };

	*out = (struct advice){ 0 };
	if (r->answers && (misfit->probes.n || misfit->paths.n) &&
	    !session_shapes(s, r, &none)) {
		session_known(s);
		misfit_subjects(s, misfit, &subjects);
		add_places(&text, r, s, misfit);
		const struct known_target *t = known_nearest(
			&s->known, &r->shapes, subjects.n ? &subjects : NULL);

		if (t) {
			out->name = t->name;
			buf_printf(&text, "; nearest known target is %s",
				   t->name);
			out->difference = shapes_difference(
				&t->shapes, t->name, &r->shapes,
				r->target->name, &subjects);
			if (!*out->difference && misfit->probes.n)
				buf_puts(&text, ", which declares the same");
		}
	}
	if (misfit->difference) {
		free(out->difference);
		out->difference = xstrdup(misfit->difference);
	}
	if (!out->difference)
		out->difference = xstrdup("");
	out->text = buf_steal(&text);
}
