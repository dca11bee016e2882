/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Are the commits that the messages name there, and called so? checkpatch would
 * ask git, but its scratch copy of a kernel has no history: it takes every id
 * for unknown. So the kernel's repository is asked here.
 */
#include "verify.h"

#include <string.h>

#include "ctext.h"
#include "treewalk.h"

/* 'Fixes: ID ("subject")', or 'commit ID ("subject")' within a sentence. */
struct reference {
	char *id, *subject;
	bool fixes;
	char *found; /* the commit's own subject; NULL: it is not there */
};

struct references {
	struct reference *v;
	size_t n;
};

static void references_deinit(struct references *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].id);
		free(r->v[i].subject);
		free(r->v[i].found);
	}
	free(r->v);
}

#define _cleanup_references_ _cleanup_(references_deinit)

/* At @p, behind the word in front: ' ID ("subject")', or it is none. */
static int take_reference(const struct verification *v, const char *p,
			  bool fixes, struct references *out, struct err *e)
{
	p += strspn(p, " ");
	size_t hex = strspn(p, "0123456789abcdef");
	const char *subject = p + hex;

	if (hex < 5 || hex > OID_HEX || !starts_with(subject, " (\""))
		return 0;
	const char *end = strstr(subject += 3, "\")");

	if (!end)
		return 0;
	struct reference *r = array_add(out->v, out->n);

	r->id = xstrndup(p, hex);
	r->subject = xstrndup(subject, (size_t)(end - subject));
	r->fixes = fixes;
	return repo_commit_subject(v->s->repo, r->id, &r->found, e) == -1 ? -1
									   : 0;
}

static int find_references(const struct verification *v, const struct mail *m,
			   struct references *out, struct err *e)
{
	_cleanup_free_ char *all = xasprintf("%s\n%s", m->body, m->trailers);
	_cleanup_free_ char *folded = fold_space(all, strlen(all));
	const char *line;
	size_t at = 0, len;

	while (next_text_line(all, &at, &line, &len)) {
		_cleanup_free_ char *one = fold_space(line, len);

		if (starts_with(one, "Fixes:") &&
		    take_reference(v, one + strlen("Fixes:"), true, out, e))
			return -1;
	}
	/* a sentence may go on in the next line */
	for (const char *p = folded; (p = strstr(p, "ommit ")); p++)
		if (p > folded && (p[-1] == 'c' || p[-1] == 'C') &&
		    take_reference(v, p + strlen("ommit "), false, out, e))
			return -1;
	return 0;
}

/* The line of the patch on which the id stands. */
static size_t patch_line_of(const struct named_text *f, const char *id)
{
	const char *p = memmem(f->text, f->len, id, strlen(id));
	size_t line = 1;

	for (const char *c = f->text; p && c < p; c++)
		line += *c == '\n';
	return line;
}

/* What is wrong with it, or NULL. */
static char *fault_of(const struct reference *r, bool history)
{
	const char *what = r->fixes ? "Fixes: " : "commit ";

	if (r->found) {
		_cleanup_free_ char *found =
			fold_space(r->found, strlen(r->found));

		return strcmp(found, r->subject)
			       ? xasprintf("%s%s is (\"%s\") and not (\"%s\")",
					   what, r->id, found, r->subject)
			       : NULL;
	}
	/* a sentence may tell of what came after this kernel */
	return r->fixes && history
		       ? xasprintf("%s%s: the kernel's repository has its history, but no such commit; correct the id, or fetch the branch that has it",
				   what, r->id)
		       : NULL;
}

static void check_references(struct verification *v, const struct mail *m,
			     const struct references *refs, bool history)
{
	_cleanup_free_ char *name = xasprintf("commits %s", m->name);
	const struct named_text *f = file_set_find(&v->files, m->name);
	const char *missing = NULL;
	double since = now();

	for (size_t i = 0; i < refs->n; i++) {
		_cleanup_free_ char *why = fault_of(&refs->v[i], history);

		if (why) {
			proof_add(&v->proof, LEVEL_STYLE, name, FAILED,
				  xasprintf("%s:%zu: %s", m->name,
					    patch_line_of(f, refs->v[i].id), why),
				  now() - since);
			return;
		}
		if (!refs->v[i].found && !missing)
			missing = refs->v[i].id;
	}
	proof_add(&v->proof, LEVEL_STYLE, name, missing ? LEFT_OUT : PASSED,
		  missing ? xasprintf("the kernel's repository does not have commit %s, to compare its subject",
				      missing)
			  : NULL,
		  now() - since);
}

int verify_commits(struct verification *v, struct err *e)
{
	int history = tree_has_history(v->tree, e);

	if (history < 0)
		return -1;
	for (size_t i = 0; i < v->series.n; i++) {
		const struct mail *m = &v->series.v[i];
		_cleanup_references_ struct references refs = { 0 };

		if (find_references(v, m, &refs, e))
			return -1;
		if (refs.n)
			check_references(v, m, &refs, history);
	}
	return 0;
}

int commits_settings(const struct verification *v, struct buf *out,
		     struct err *e)
{
	_cleanup_references_ struct references refs = { 0 };

	for (size_t i = 0; i < v->series.n; i++)
		if (find_references(v, &v->series.v[i], &refs, e))
			return -1;
	for (size_t i = 0; i < refs.n; i++)
		buf_printf(out, "%s %s\n", refs.v[i].id,
			   refs.v[i].found ? refs.v[i].found : "");
	if (!refs.n)
		return 0;
	int history = tree_has_history(v->tree, e);

	if (history < 0)
		return -1;
	buf_printf(out, "%d\n", history);
	return 0;
}
