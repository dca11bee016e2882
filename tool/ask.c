/* SPDX-License-Identifier: GPL-2.0-only */
#include "ask.h"

#include <string.h>

#include "ctext.h"

int count_params(const char *signature)
{
	int depth = 0, commas = 0;
	bool any = false;

	for (const char *p = signature; *p; p++) {
		if (*p == '(' || *p == '[')
			depth++;
		else if (*p == ')' || *p == ']')
			depth--;
		else if (*p == ',' && depth == 1)
			commas++;
		else if (*p != ' ')
			any = true;
	}
	if (!any || !strcmp(signature, "(void)"))
		return 0;
	return commas + 1;
}

/* Offset of the brace that opens the body of a function. */
static size_t body_start(const struct blob *b, const char *code,
			 const struct decl *v)
{
	size_t at = blob_line_start(b, v->line);
	const char *brace = memchr(code + at, '{', b->len - at);

	return brace ? (size_t)(brace - code) : b->len;
}

/* Where functions have their bodies and macros their texts, in order. */
struct insides {
	struct inside {
		size_t from, to;
	} *v;
	size_t n;
	size_t next, end; /* those before start too early; where they end */
	bool read;
};

static void insides_deinit(struct insides *in)
{
	free(in->v);
}

static int compare_insides(const void *a, const void *b)
{
	size_t x = ((const struct inside *)a)->from;
	size_t y = ((const struct inside *)b)->from;

	return x < y ? -1 : x > y;
}

static void read_insides(struct insides *in, const struct decls *d,
			 const struct blob *b, const char *code)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct decl *v = &d->v[i];

		if (v->kind != DECL_MACRO && v->kind != DECL_FUNCTION)
			continue;
		*array_add(in->v, in->n) = (struct inside){
			v->kind == DECL_MACRO ? blob_line_start(b, v->line)
					      : body_start(b, code, v) + 1,
			blob_line_start(b, v->end + 1)
		};
	}
	if (in->n)
		qsort(in->v, in->n, sizeof(*in->v), compare_insides);
	in->read = true;
}

/*
 * Does this offset lie in a function's body or a macro's text? A head does
 * not count: where a macro makes the function, ctags takes the macro's name
 * for the function's, and the true name stands in what looks like its head.
 * To be asked of one offset after another.
 */
static bool inside_code(struct insides *in, const struct decls *d,
			const struct blob *b, const char *code, size_t at)
{
	if (!in->read)
		read_insides(in, d, b, code);
	for (; in->next < in->n && in->v[in->next].from <= at; in->next++)
		if (in->v[in->next].to > in->end)
			in->end = in->v[in->next].to;
	return at < in->end;
}

/*
 * No declaration was listed: is that so, or was one missed? A use inside a
 * function or a macro declares nothing; the word elsewhere leaves it unclear.
 */
static enum answer missed(const struct decls *d, const struct blob *b,
			  const char *word, const char *before, int *line)
{
	_cleanup_(insides_deinit) struct insides in = { 0 };
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);
	long at = -1;

	while ((at = find_word(code, (size_t)(at + 1), b->len, word)) >= 0) {
		long p = at - 1;

		if (before) {
			while (p >= 0 && (code[p] == ' ' || code[p] == '\t'))
				p--;
			long n = (long)strlen(before);

			if (p + 1 < n ||
			    memcmp(code + p + 1 - n, before, (size_t)n))
				continue;
		}
		*line = blob_line(b, (size_t)at);
		if (before || !inside_code(&in, d, b, code, (size_t)at))
			return UNCLEAR;
	}
	*line = 0;
	return NO;
}

static const struct decl *find_decl(const struct decls *d, const char *name,
				    const char *kinds)
{
	for (size_t i = 0; i < d->n; i++)
		if (strchr(kinds, d->v[i].kind) &&
		    !strcmp(d->v[i].name, name))
			return &d->v[i];
	return NULL;
}

enum answer ask_function(const struct decls *d, const struct blob *b,
			 const char *name, int *line)
{
	const struct decl *found = find_decl(d, name, "pf");

	if (found) {
		*line = found->line;
		return YES;
	}
	/* a macro of that name is a known thing, and no function */
	found = find_decl(d, name, "d");
	if (found) {
		*line = found->line;
		return NO;
	}
	return missed(d, b, name, NULL, line);
}

static int compare_numbers(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

struct listed listed_lines(const struct decls *d, const char *name)
{
	struct listed l = { 0 };

	for (size_t i = 0; i < d->n; i++)
		if (!strcmp(d->v[i].name, name))
			*array_add(l.v, l.n) = d->v[i].line;
	if (l.n)
		qsort(l.v, l.n, sizeof(*l.v), compare_numbers);
	return l;
}

bool listed_in(const struct listed *l, int line)
{
	return l->n && bsearch(&line, l->v, l->n, sizeof(*l->v),
			       compare_numbers);
}

void listed_deinit(struct listed *l)
{
	free(l->v);
}

/*
 * No listed declaration has it; is there a head that was not listed, as where
 * two heads under #if and #else share a body?
 */
static enum answer other_head(const struct decls *d, const struct blob *b,
			      const char *name, int *line)
{
	_cleanup_(insides_deinit) struct insides in = { 0 };
	_cleanup_listed_ struct listed listed = listed_lines(d, name);
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);
	long at = -1;

	while ((at = find_word(code, (size_t)(at + 1), b->len, name)) >= 0) {
		size_t next = (size_t)at + strlen(name);
		int here = blob_line(b, (size_t)at);

		next += strspn(code + next, " \t");
		if (code[next] != '(' ||
		    inside_code(&in, d, b, code, (size_t)at) ||
		    listed_in(&listed, here))
			continue;
		*line = here;
		return UNCLEAR;
	}
	return NO;
}

enum answer ask_params(const struct decls *d, const struct blob *b,
		       const char *name, int count, int *line)
{
	enum answer a = ask_function(d, b, name, line);

	if (a != YES)
		return a;
	for (size_t i = 0; i < d->n; i++) {
		const struct decl *v = &d->v[i];

		if (!strchr("pf", v->kind) || strcmp(v->name, name))
			continue;
		if (count_params(v->signature) == count) {
			*line = v->line;
			return YES;
		}
	}
	return other_head(d, b, name, line);
}

enum answer ask_macro(const struct decls *d, const struct blob *b,
		      const char *name, int *line)
{
	const struct decl *found = find_decl(d, name, "d");

	if (found) {
		*line = found->line;
		return YES;
	}
	return missed(d, b, name, "define", line);
}

enum answer ask_struct(const struct decls *d, const struct blob *b,
		       const char *name, int *line)
{
	const struct decl *found = find_decl(d, name, "s");

	if (found) {
		*line = found->line;
		return YES;
	}
	/* "struct NAME" alone is a use; with a brace it was missed */
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);
	long at = -1;

	while ((at = find_word(code, (size_t)(at + 1), b->len, name)) >= 0) {
		size_t p = (size_t)at + strlen(name);

		while (code[p] == ' ' || code[p] == '\t' || code[p] == '\n')
			p++;
		if (code[p] == '{' && at > 7 &&
		    !memcmp(code + at - 7, "struct", 6)) {
			*line = blob_line(b, (size_t)at);
			return UNCLEAR;
		}
	}
	*line = 0;
	return NO;
}

/* Is the structure of this scope the type of a member: "} inner;"? */
static bool has_name(const struct decls *d, const char *scope, size_t len)
{
	for (size_t i = 0; i < d->n; i++) {
		const char *type = d->v[i].signature;

		if (d->v[i].kind != DECL_MEMBER)
			continue;
		type += strcspn(type, ":");
		if (*type && !strncmp(type + 1, scope, len) && !type[1 + len])
			return true;
	}
	return false;
}

/* ctags names those "__anon" and a number: "demo::__anon1f2e080a". */
bool in_structure(const struct decls *d, const char *scope,
		  const char *structure)
{
	static const char anonymous[] = "::__anon";

	if (!starts_with(scope, structure))
		return false;
	for (const char *p = scope + strlen(structure); *p;) {
		if (!starts_with(p, anonymous))
			return false;
		p += strlen(anonymous);
		p += strcspn(p, ":");
		if (has_name(d, scope, (size_t)(p - scope)))
			return false;
	}
	return true;
}

static bool is_member(const struct decls *d, const struct decl *v,
		      const char *structure, const char *name)
{
	return v->kind == DECL_MEMBER && !strcmp(v->name, name) &&
	       in_structure(d, v->scope, structure);
}

enum answer ask_member(const struct decls *d, const struct blob *b,
		       const char *structure, const char *name, int *line)
{
	enum answer a = ask_struct(d, b, structure, line);

	if (a != YES)
		return a;
	for (size_t i = 0; i < d->n; i++) {
		if (is_member(d, &d->v[i], structure, name)) {
			*line = d->v[i].line;
			return YES;
		}
	}
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);

	for (size_t i = 0; i < d->n; i++) {
		const struct decl *v = &d->v[i];

		if (v->kind != DECL_STRUCT || strcmp(v->name, structure))
			continue;
		long at = find_word(code, blob_line_start(b, v->line),
				    blob_line_start(b, v->end + 1),
				    name);

		if (at >= 0 || !v->end) {
			*line = at < 0 ? v->line
				       : blob_line(b, (size_t)at);
			return UNCLEAR;
		}
	}
	*line = 0;
	return NO;
}

/*
 * What a function pointer's target returns, by ctags' "typename:int (*)(...)"
 * or "struct:device * (*)(...)"; NULL when this is no function pointer.
 */
static char *returned(const char *type)
{
	const char *end = strstr(type, "(*)(");
	const char *colon = strchr(type, ':');

	if (!end || !colon || colon > end)
		return NULL;
	_cleanup_free_ char *kind = xstrndup(type, (size_t)(colon - type));
	_cleanup_free_ char *rest =
		fold_space(colon + 1, (size_t)(end - colon - 1));

	return !strcmp(kind, "typename") ? xstrdup(rest)
					 : xasprintf("%s %s", kind, rest);
}

enum answer ask_returns(const struct decls *d, const struct blob *b,
			const char *structure, const char *name,
			const char *type, int *line)
{
	enum answer a = ask_member(d, b, structure, name, line);
	bool known = true;

	if (a != YES)
		return a;
	for (size_t i = 0; i < d->n; i++) {
		if (!is_member(d, &d->v[i], structure, name))
			continue;
		_cleanup_free_ char *is = returned(d->v[i].signature);

		if (is && strcmp(is, type))
			continue;
		*line = d->v[i].line;
		if (is)
			return YES;
		known = false; /* the type has a name of its own */
	}
	return known ? NO : UNCLEAR;
}

enum answer ask_body(const struct decls *d, const struct blob *b,
		     const char *function, const char *word, int *line)
{
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);
	bool seen = false;

	for (size_t i = 0; i < d->n; i++) {
		const struct decl *v = &d->v[i];

		if (v->kind != DECL_FUNCTION || strcmp(v->name, function))
			continue;
		seen = true;
		*line = v->line;
		if (!v->end)
			return UNCLEAR;
		long at = find_word(code, body_start(b, code, v),
				    blob_line_start(b, v->end + 1),
				    word);

		if (at >= 0) {
			*line = blob_line(b, (size_t)at);
			return YES;
		}
	}
	if (seen || find_decl(d, function, "pd"))
		return NO;
	return missed(d, b, function, NULL, line);
}

enum answer ask_line(const struct blob *b, const char *text, int *line)
{
	const char *p;
	size_t at = 0, len;

	for (int n = 1; next_line(b->text, b->len, &at, &p, &len); n++) {
		_cleanup_free_ char *folded = fold_space(p, len);

		if (!strcmp(folded, text)) {
			*line = n;
			return YES;
		}
	}
	*line = 0;
	return NO;
}
