/* SPDX-License-Identifier: GPL-2.0-only */
#include "newrule.h"

#include <string.h>

#include "cparse.h"
#include "ctext.h"

struct making {
	struct session *s;
	struct run *r;
	const char *name;
	const struct misfit *misfit;
	struct advice advice;
	const struct mail *mail;   /* of the series: the file concerned */
	const struct delta *delta;
	const char *path;	   /* of what this kernel alone has; NULL */
	char *added, *ask;	   /* that, in one line; what asks for it */
};

void new_rule_deinit(struct new_rule *n)
{
	free(n->rule);
	free(n->probe);
	free(n->suffix);
	free(n->before);
	free(n->after);
	*n = (struct new_rule){ 0 };
}

static void making_deinit(struct making *m)
{
	advice_deinit(&m->advice);
	free(m->added);
	free(m->ask);
}

/* The part of the series that the fault is about: by the rule, or the path. */
static int find_delta(struct making *m, struct err *e)
{
	const struct series *series = &m->s->series;

	for (size_t i = 0; i < series->n; i++) {
		for (size_t k = 0; k < series->v[i].n; k++) {
			const struct delta *d = &series->v[i].deltas[k];
			bool is = m->misfit->rule
					  ? rule_applies(m->misfit->rule, d)
					  : strings_has(&m->misfit->paths,
							d->path);

			if (!is || !is_c_path(d->path))
				continue;
			m->mail = &series->v[i];
			m->delta = d;
			return 0;
		}
	}
	return fail(e, "a semantic patch is for C, and this is not; write a .rule with an Anchor: instead [%s]",
		    m->r->err.msg);
}

/* The question that a declaration of @subject answers with yes, or NULL. */
static char *question(const char *subject, const char *line)
{
	const char *open = strchr(line, '(');

	if (starts_with(subject, "struct ")) {
		_cleanup_free_ char *member = declared_name(line);

		return *member ? xasprintf("member %s %s",
					   subject + strlen("struct "), member)
			       : NULL;
	}
	/* a body's function is declared in its normal form, which no line is */
	if (strstr(subject, " with ") && open)
		return NULL;
	if (strchr(subject, ' ')) /* a line or a body */
		return xasprintf("line %s", line);
	if (*line == '#')
		return xasprintf("macro %s", subject);
	return open ? xasprintf("params %s %d", subject, count_params(open))
		    : NULL;
}

/* Does a known target answer it with yes as well? */
static bool is_answered(const struct known *k, const char *subject,
			const char *ask)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct shape *a =
			shapes_find(&k->v[i].shapes, subject);

		for (size_t l = 0; a && l < a->lines.n; l++) {
			_cleanup_free_ char *other =
				question(subject, a->lines.v[l]);

			if (other && !strcmp(other, ask))
				return true;
		}
	}
	return false;
}

/* What this target has and no known one: the question that tells it. */
static void find_added(struct making *m)
{
	_cleanup_strings_ struct strings subjects = { 0 };

	misfit_subjects(m->s, m->misfit, &subjects);
	for (size_t i = 0; i < subjects.n; i++) {
		const struct shape *b =
			shapes_find(&m->r->shapes, subjects.v[i]);

		for (size_t l = 0; b && l < b->lines.n && !m->ask; l++) {
			_cleanup_free_ char *ask =
				question(b->subject, b->lines.v[l]);

			if (!ask || is_answered(&m->s->known, b->subject, ask))
				continue;
			m->path = b->path;
			m->added = xstrdup(b->lines.v[l]);
			m->ask = take_ptr(ask);
		}
	}
}

/* A line of the target that stands where the hunk's context was looked for. */
static char *hook_line(const struct misfit *misfit)
{
	const char *text = misfit->difference ? misfit->difference : "", *p;
	size_t at = 0, len;

	while (next_text_line(text, &at, &p, &len)) {
		_cleanup_free_ char *line = fold_space(p + 1, len - 1);

		if (*p == '+' && p[1] != '+' && strlen(line) > 1)
			return take_ptr(line);
	}
	return NULL;
}

static void add_quoted(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "\t%s = \"", key);
	for (; *value; value++)
		buf_printf(out, "%s%c",
			   *value == '"' || *value == '\\' ? "\\" : "",
			   *value);
	buf_puts(out, "\"\n");
}

/* Or the line that stands where a hunk's context was looked for. */
static void find_line(struct making *m)
{
	m->added = hook_line(m->misfit);
	if (!m->added)
		return;
	m->path = m->delta->path;
	m->ask = xasprintf("line %s", m->added);
}

/* A probe of the rule's own name, where there is something to ask for. */
static char *make_probe(const struct making *m)
{
	struct buf out = { 0 };

	if (!m->ask)
		return NULL;
	buf_printf(&out, "\n# Yes: the kernel has: %s\n[probe \"%s\"]\n\tpath = %s\n",
		   m->added, m->name, m->path);
	add_quoted(&out, "ask", m->ask);
	return buf_steal(&out);
}

/* Each line of a text behind "//# ". */
static void add_remarks(struct buf *out, const char *text)
{
	const char *p;
	size_t at = 0, len;

	while (next_text_line(text, &at, &p, &len))
		buf_printf(out, "//#   %.*s\n", (int)len, p);
}

/* The first word of the lines that a part adds that is a name in code. */
static char *added_word(const struct delta *d)
{
	static const char *const common[] = {
		"struct", "static", "const", "return", "else", "void", "bool",
		"unsigned", "while", "true", "false", "define", "include", NULL,
	};
	_cleanup_toks_ struct toks t = tokens(d->added.data, d->added.len);

	for (size_t i = 0; i < t.n; i++)
		if (tok_is_word(&t.v[i]) && t.v[i].n > 3 &&
		    !tok_in(&t.v[i], common))
			return xstrndup(t.v[i].p, t.v[i].n);
	return NULL;
}

/* ... of the part concerned, else of any other: the rule is for this series. */
static char *used_word(const struct making *m)
{
	const struct series *series = &m->s->series;
	char *word = added_word(m->delta);

	for (size_t i = 0; i < series->n; i++)
		for (size_t k = 0; !word && k < series->v[i].n; k++)
			word = added_word(&series->v[i].deltas[k]);
	return word ? word : xstrdup("no_word_that_the_series_adds");
}

static char *when_text(const struct making *m, const char *probe)
{
	if (probe)
		return xstrdup(m->name);
	return xstrdup(m->misfit->rule->when_text);
}

static void add_header(struct buf *out, const struct making *m,
		       const char *probe)
{
	const struct rule *r = m->misfit->rule;
	bool hook = m->delta->kind == DELTA_MODIFIED;
	_cleanup_free_ char *when = when_text(m, probe);
	_cleanup_free_ char *uses = r ? xstrdup(r->uses_text) : used_word(m);
	const char *has = m->added ? m->added : m->delta->path;

	buf_printf(out, "// SPDX-License-Identifier: GPL-2.0-only\n"
			"/// The series goes to a kernel that has another form of: %s\n"
			"//# found on %s: %s%s\n",
		   has, m->r->target->name, m->r->err.msg, m->advice.text);
	add_remarks(out, m->advice.difference);
	buf_printf(out, "// Upstream: none: the commit is not known yet that made this form; its 12 digits,\n"
			"//   (\"subject\") and release belong here\n"
			"// When: %s\n// Uses: %s\n// Files: %s\n",
		   when, uses, m->delta->path);
	if (hook)
		buf_printf(out, "// Consumes: %s\n", m->delta->path);
	buf_printf(out, "// Note: the form of mainline is not here, but: %s.\n",
		   has);
}

/* A patch that spatch takes, and that matches nothing. */
static void add_body(struct buf *out, const struct making *m)
{
	_cleanup_strings_ struct strings words = { 0 };
	_cleanup_free_ char *id = xstrdup(m->name);
	const struct rule *r = m->misfit->rule;
	char kind = m->delta->path[strlen(m->delta->path) - 1];

	for (char *c = id; *c; c++)
		if (*c == '-')
			*c = '_';
	if (r)
		expr_names(r->uses, &words);
	_cleanup_free_ char *word = words.n ? xstrdup(words.v[0])
					    : used_word(m);

	buf_printf(out, "\n// This matches nothing. Change what is about %s here, and put what that\n"
			"// makes of before.%c into after.%c.\n"
			"@%s@\n@@\n-not_written_yet()\n+%s()\n",
		   word, kind, kind, id, word);
}

static int make_case(const struct making *m, struct new_rule *out,
		     struct err *e)
{
	const char *text = m->delta->added.data;
	const struct blob *b;

	if (m->delta->kind == DELTA_MODIFIED) {
		if (tree_read(m->r->tree, m->delta->path, &b, e) < 1)
			return -1;
		text = b->text;
	}
	out->suffix = xstrdup(ends_with(m->delta->path, ".h") ? "h" : "c");
	out->before = xasprintf("/* %s: %s */\n%s", m->delta->path,
				m->delta->kind == DELTA_ADDED
					? "the form of the series"
					: "the form of the kernel; keep what the case needs, in words of your own",
				text);
	out->after = xasprintf("#error \"not written yet: what %s makes of before.%s\"\n%s",
			       m->name, out->suffix, out->before);
	return 0;
}

/* Is it a fault that another rule may mend? */
static int check_fault(const struct making *m, struct err *e)
{
	const char *why = m->r->err.msg;

	if (m->misfit->unclear)
		return fail(e, "no rule can rest on an unclear answer; mend the probe in %s/probes.conf instead [%s]",
			    m->s->cocci, why);
	if (!m->misfit->rule && !m->misfit->paths.n)
		return fail(e, "no rule helps against this: %s", why);
	return 0;
}

int new_rule_make(struct session *s, struct run *r, const char *name,
		  struct new_rule *out, struct err *e)
{
	_cleanup_(making_deinit) struct making m = {
		.s = s, .r = r, .name = name, .misfit = &r->carried.misfit,
	};
	struct buf text = { 0 };

	if (check_fault(&m, e) || find_delta(&m, e))
		return -1;
	advise(s, r, m.misfit, &m.advice);
	find_added(&m);
	if (!m.ask)
		find_line(&m);
	if (make_case(&m, out, e))
		return -1;
	out->probe = make_probe(&m);
	if (!out->probe && !m.misfit->rule)
		return fail(e, "nothing of %s tells this kernel from the others; ask for something by a probe of your own",
			    m.delta->path);
	add_header(&text, &m, out->probe);
	add_body(&text, &m);
	out->rule = buf_steal(&text);
	return 0;
}
