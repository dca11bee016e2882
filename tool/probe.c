/* SPDX-License-Identifier: GPL-2.0-only */
#include "probe.h"

#include <search.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "ctext.h"
#include "plain.h"
#include "treewalk.h"

struct question {
	const char *word;
	size_t operands;
	bool rest; /* the last operand is the rest of the line */
	bool declarations;
	enum answer (*ask)(const struct probe *p, const struct decls *d,
			   const struct blob *b, int *line);
};

static enum answer q_file(const struct probe *p, const struct decls *d,
			  const struct blob *b, int *line)
{
	(void)p;
	(void)d;
	(void)b;
	*line = 0;
	return YES;
}

static enum answer q_function(const struct probe *p, const struct decls *d,
			      const struct blob *b, int *line)
{
	return ask_function(d, b, p->words.v[0], line);
}

static enum answer q_params(const struct probe *p, const struct decls *d,
			    const struct blob *b, int *line)
{
	return ask_params(d, b, p->words.v[0], atoi(p->words.v[1]), line);
}

static enum answer q_macro(const struct probe *p, const struct decls *d,
			   const struct blob *b, int *line)
{
	return ask_macro(d, b, p->words.v[0], line);
}

static enum answer q_struct(const struct probe *p, const struct decls *d,
			    const struct blob *b, int *line)
{
	return ask_struct(d, b, p->words.v[0], line);
}

static enum answer q_member(const struct probe *p, const struct decls *d,
			    const struct blob *b, int *line)
{
	return ask_member(d, b, p->words.v[0], p->words.v[1], line);
}

static enum answer q_returns(const struct probe *p, const struct decls *d,
			     const struct blob *b, int *line)
{
	return ask_returns(d, b, p->words.v[0], p->words.v[1], p->words.v[2],
			   line);
}

static enum answer q_body(const struct probe *p, const struct decls *d,
			  const struct blob *b, int *line)
{
	return ask_body(d, b, p->words.v[0], p->words.v[1], line);
}

static enum answer q_line(const struct probe *p, const struct decls *d,
			  const struct blob *b, int *line)
{
	(void)d;
	return ask_line(b, p->words.v[0], line);
}

static const struct question questions[] = {
	{ "file", 0, false, false, q_file },
	{ "function", 1, false, true, q_function },
	{ "params", 2, false, true, q_params },
	{ "macro", 1, false, true, q_macro },
	{ "struct", 1, false, true, q_struct },
	{ "member", 2, false, true, q_member },
	{ "returns", 3, false, true, q_returns },
	{ "body", 2, false, true, q_body },
	{ "line", 1, true, false, q_line },
};

/* Split "member STRUCT NAME" into the question and its operands. */
static int parse_question(struct probe *p, const char *where, struct err *e)
{
	const char *s = p->ask;
	size_t n = strcspn(s, " \t");

	for (size_t i = 0; i < ARRAY_SIZE(questions); i++)
		if (strlen(questions[i].word) == n &&
		    !memcmp(questions[i].word, s, n))
			p->question = &questions[i];
	if (!p->question)
		return fail(e, "%s: unknown question '%s'; known are file, function, params, macro, struct, member, returns, body, line",
			    where, p->ask);
	for (s += n;;) {
		s += strspn(s, " \t");
		if (!*s)
			break;
		n = p->question->rest ? strlen(s) : strcspn(s, " \t");
		_cleanup_free_ char *word = fold_space(s, n);

		strings_add(&p->words, word);
		s += n;
	}
	if (p->words.n != p->question->operands)
		return fail(e, "%s: question '%s' wants %zu operand%s, not %zu",
			    where, p->question->word, p->question->operands,
			    p->question->operands == 1 ? "" : "s", p->words.n);
	if (p->question->ask == q_params &&
	    strspn(p->words.v[1], "0123456789") != strlen(p->words.v[1]))
		return fail(e, "%s: '%s' is no number of parameters", where,
			    p->words.v[1]);
	return 0;
}

static int check_path(const char *path, const char *where, struct err *e)
{
	const char *fault = path_fault(path);

	return fault ? fail(e, "%s: path '%s' %s", where, path, fault) : 0;
}

static int read_probe(const char *file, const struct conf_section *s,
		      struct probe *p, struct err *e)
{
	const char *required = conf_get(s, "required");
	const char *ask = conf_get(s, "ask");

	p->name = xstrdup(s->name);
	p->where = xasprintf("%s:%d", file, s->line);
	p->ask = xstrdup(ask ? ask : "");
	for (const char *c = p->name; *c || c == p->name; c++)
		if (!ident_char(*c) && *c != '-')
			return fail(e, "%s: '%s' is no name for a probe: use letters, digits and '-'",
				    p->where, p->name);
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->entries[i].key, "path"))
			continue;
		_cleanup_free_ char *where =
			xasprintf("%s:%d", file, s->entries[i].line);

		if (check_path(s->entries[i].value, where, e))
			return -1;
		strings_add(&p->paths, s->entries[i].value);
	}
	if (!p->paths.n)
		return fail(e, "%s: probe '%s' has no path", p->where,
			    p->name);
	if (required && strcmp(required, "true") && strcmp(required, "false"))
		return fail(e, "%s:%d: required is 'true' or 'false', not '%s'",
			    file, conf_line(s, "required"), required);
	p->required = required && !strcmp(required, "true");
	if (!ask)
		return fail(e, "%s: probe '%s' asks nothing; add 'ask = ...'",
			    p->where, p->name);
	_cleanup_free_ char *where =
		xasprintf("%s:%d", file, conf_line(s, "ask"));

	return parse_question(p, where, e);
}

int probes_read(const char *path, struct probes *p, struct err *e)
{
	static const char *const keys[] = { "path", "ask", "required", NULL };
	static const char *const repeatable[] = { "path", NULL };
	static const struct conf_shape shape = { "probe", keys, repeatable };
	_cleanup_conf_ struct conf conf = { 0 };

	if (conf_read(path, &shape, 1, &conf, e))
		return -1;
	for (size_t i = 0; i < conf.n; i++)
		if (read_probe(path, &conf.sections[i],
			       array_add(p->v, p->n), e))
			return -1;
	return 0;
}

/* An answer to the contents of a probe's paths, NULL for those absent. */
struct answered {
	const struct blob **blobs;
	size_t n;
	struct evidence evidence;
};

static int compare_answered(const void *a, const void *b)
{
	const struct answered *x = a, *y = b;

	return memcmp(x->blobs, y->blobs, x->n * sizeof(*x->blobs));
}

static void evidence_deinit(struct evidence *v)
{
	free(v->path);
	free(v->text);
	free(v->conditions);
}

static void free_answered(void *p)
{
	struct answered *a = p;

	evidence_deinit(&a->evidence);
	free(a->blobs);
	free(a);
}

void probes_deinit(struct probes *p)
{
	for (size_t i = 0; i < p->n; i++) {
		tdestroy(p->v[i].answered, free_answered);
		free(p->v[i].name);
		free(p->v[i].ask);
		free(p->v[i].where);
		strings_deinit(&p->v[i].words);
		strings_deinit(&p->v[i].paths);
	}
	free(p->v);
	*p = (struct probes){ 0 };
}

int probes_find(const struct probes *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].name, name))
			return (int)i;
	return -1;
}

/*
 * Read a file that a probe asks about. Where only its presence is asked for,
 * it is absent behind a link: some vendors link all bindings to another place.
 */
static int look(const struct probe *p, struct tree *tree, const char *path,
		const struct blob **b, struct err *e)
{
	if (p->question->ask != q_file || !tree_leads_away(tree, path))
		return tree_read(tree, path, b, e);
	_cleanup_err_ struct err aside = { 0 };
	char oid[OID_HEX + 1];

	*b = NULL;
	/* for its note that the answer hangs on this path; it finds nothing */
	int r = tree_file_id(tree, path, oid, &aside);

	return r == -1 ? fail(e, "%s", aside.msg) : 0;
}

int probes_gather(const struct probes *p, struct tree *tree,
		  struct blob_list *need, struct err *e)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct probe *probe = &p->v[i];
		bool any = false;

		for (size_t k = 0; k < probe->paths.n; k++) {
			const struct blob *b;
			int r = look(probe, tree, probe->paths.v[k], &b, e);

			if (r < 0)
				return -1;
			any |= r;
			if (r && probe->question->declarations)
				*array_add(need->v, need->n) = b;
		}
		if (!any && probe->required)
			return fail(e, "the tree lacks %s, which probe '%s' (%s) must read",
				    probe->paths.v[0], probe->name,
				    probe->where);
	}
	return 0;
}

static void set_evidence(struct evidence *v, enum answer a, const char *path,
			 const struct blob *b, int line)
{
	evidence_deinit(v);
	v->answer = a;
	v->path = xstrdup(path);
	v->present = b;
	v->line = line;
	v->text = line ? line_text(b->text, b->len, line) : xstrdup("");
	_cleanup_free_ char *own = NULL;

	v->conditions = xstrdup(line && is_c_path(path)
					? blob_conditions(b, line, &own)
					: "");
	memcpy(v->oid, b ? b->oid : "", b ? sizeof(v->oid) : 1);
}

static int ask(const struct probe *p, const struct blob *const *blobs,
	       const struct decl_reader *reader, struct evidence *v,
	       struct err *e)
{
	for (size_t i = 0; i < p->paths.n; i++) {
		const char *path = p->paths.v[i];
		const struct blob *b = blobs[i];
		int line = 0;
		const struct decls *d = b ? decls_of(reader, b) : NULL;

		if (d && d->error && p->question->declarations)
			return fail(e, "%s: its declarations cannot be read: %s",
				    path, d->error);
		enum answer a = b ? p->question->ask(p, d, b, &line) : NO;

		/* a better answer, or a file that is there, is better proof */
		if (!i || (v->answer == NO && (a != NO || !v->present)) ||
		    (v->answer == UNCLEAR && a == YES))
			set_evidence(v, a, path, b, line);
	}
	return 0;
}

static int answer_one(struct probe *p, struct tree *tree,
		      const struct decl_reader *reader, struct evidence *v,
		      struct err *e)
{
	_cleanup_free_ const struct blob **blobs =
		xcalloc(p->paths.n, sizeof(*blobs));
	struct answered key = { blobs, p->paths.n, { 0 } };

	for (size_t i = 0; i < p->paths.n; i++)
		if (look(p, tree, p->paths.v[i], &blobs[i], e) < 0)
			return -1;
	void *at = tfind(&key, &p->answered, compare_answered);
	struct answered *known = at ? *(struct answered **)at : NULL;

	if (!known) {
		if (ask(p, blobs, reader, &key.evidence, e)) {
			evidence_deinit(&key.evidence);
			return -1;
		}
		known = xcalloc(1, sizeof(*known));
		*known = key;
		take_ptr(blobs);
		xtsearch(known, &p->answered, compare_answered);
	}
	*v = known->evidence;
	v->path = xstrdup(v->path);
	v->text = xstrdup(v->text);
	v->conditions = xstrdup(v->conditions);
	return 0;
}

int probes_answer(struct probes *p, struct tree *tree,
		  const struct decl_reader *reader, struct evidence **out,
		  struct err *e)
{
	struct evidence *v = xcalloc(p->n, sizeof(*v));

	for (size_t i = 0; i < p->n; i++) {
		if (answer_one(&p->v[i], tree, reader, &v[i], e)) {
			evidence_free(v, p->n);
			return -1;
		}
	}
	*out = v;
	return 0;
}

void evidence_free(struct evidence *v, size_t n)
{
	for (size_t i = 0; v && i < n; i++)
		evidence_deinit(&v[i]);
	free(v);
}

char *evidence_text(const struct evidence *v)
{
	struct buf out = { 0 };

	if (!v->present)
		buf_printf(&out, "%s is not in the tree", v->path);
	else if (!v->line)
		buf_printf(&out,
			   v->answer == YES ? "%s is in the tree"
					    : "nothing in %s",
			   v->path);
	else
		buf_printf(&out, "%s:%d: %s", v->path, v->line, v->text);
	if (v->conditions && *v->conditions)
		buf_printf(&out, " [#if %s]", v->conditions);
	return buf_steal(&out);
}
