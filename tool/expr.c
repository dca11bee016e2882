/* SPDX-License-Identifier: GPL-2.0-only */
#include "expr.h"

#include <string.h>

struct expr {
	enum { NAME, NOT, AND, OR } op;
	char *name;
	struct expr *left, *right;
};

struct parser {
	const char *text, *p;
	int depth, names;
	struct err *e;
};

#define MAX_DEPTH 100
#define MAX_NAMES 1000

const char *answer_text(enum answer a)
{
	static const char *const text[] = { "no", "yes", "unclear" };

	return text[a];
}

void expr_free(struct expr *x)
{
	if (!x)
		return;
	expr_free(x->left);
	expr_free(x->right);
	free(x->name);
	free(x);
}

static struct expr *node(int op, struct expr *left, struct expr *right)
{
	struct expr *x = xcalloc(1, sizeof(*x));

	x->op = op;
	x->left = left;
	x->right = right;
	return x;
}

static void skip_space(struct parser *s)
{
	while (*s->p == ' ' || *s->p == '\t')
		s->p++;
}

static struct expr *fault(struct parser *s, const char *what)
{
	fail(s->e, "%s at column %d of '%s'", what,
	     (int)(s->p - s->text) + 1, s->text);
	return NULL;
}

static struct expr *parse_or(struct parser *s);

static struct expr *parse_unary(struct parser *s)
{
	skip_space(s);
	if (s->depth > MAX_DEPTH)
		return fault(s, "too deep nesting");
	if (*s->p == '!' || *s->p == '(') {
		bool not = *s->p++ == '!';

		s->depth++;
		struct expr *x = not ? parse_unary(s) : parse_or(s);

		s->depth--;
		skip_space(s);
		if (x && not)
			return node(NOT, x, NULL);
		if (x && *s->p++ != ')') {
			s->p--;
			expr_free(x);
			return fault(s, "')' expected");
		}
		return x;
	}
	if (++s->names > MAX_NAMES)
		return fault(s, "too many names");
	if (!ident_start(*s->p))
		return fault(s, *s->p ? "a name expected" : "a name is missing");
	const char *start = s->p;

	while (ident_char(*s->p) || *s->p == '-')
		s->p++;
	struct expr *x = node(NAME, NULL, NULL);

	x->name = xstrndup(start, (size_t)(s->p - start));
	return x;
}

static struct expr *parse_chain(struct parser *s, int op, const char *sign,
				struct expr *(*part)(struct parser *))
{
	struct expr *x = part(s);

	for (skip_space(s); x && starts_with(s->p, sign); skip_space(s)) {
		s->p += 2;
		struct expr *right = part(s);

		if (!right) {
			expr_free(x);
			return NULL;
		}
		x = node(op, x, right);
	}
	return x;
}

static struct expr *parse_and(struct parser *s)
{
	return parse_chain(s, AND, "&&", parse_unary);
}

static struct expr *parse_or(struct parser *s)
{
	return parse_chain(s, OR, "||", parse_and);
}

struct expr *expr_parse(const char *text, struct err *e)
{
	struct parser s = { .text = text, .p = text, .e = e };
	struct expr *x = parse_or(&s);

	if (x && *s.p) {
		expr_free(x);
		return fault(&s, "'&&' or '||' expected");
	}
	return x;
}

enum answer expr_eval(const struct expr *x,
		      enum answer (*ask)(const char *name, void *ctx),
		      void *ctx)
{
	if (x->op == NAME)
		return ask(x->name, ctx);
	enum answer l = expr_eval(x->left, ask, ctx);

	if (x->op == NOT)
		return l == UNCLEAR ? UNCLEAR : !l;
	enum answer r = expr_eval(x->right, ask, ctx);
	enum answer settles = x->op == OR ? YES : NO;

	if (l == settles || r == settles)
		return settles;
	return l == UNCLEAR || r == UNCLEAR ? UNCLEAR : !settles;
}

void expr_names(const struct expr *x, struct strings *names)
{
	if (!x)
		return;
	if (x->op == NAME) {
		if (!strings_has(names, x->name))
			strings_add(names, x->name);
		return;
	}
	expr_names(x->left, names);
	expr_names(x->right, names);
}
