/* SPDX-License-Identifier: GPL-2.0-only */
#include "cparse.h"

#include <stdint.h>
#include <string.h>

/*
 * Groups in groups, and stars or brackets of one declarator. C promises 63 of
 * structures; what has more is spelled as it stands.
 */
#define MAX_DEPTH 64
/* Of one declaration, each of whose declarators repeats its specifiers. */
#define MAX_TEXT 65536

void type_deinit(struct type *t)
{
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->v[i].n; k++)
			type_deinit(&t->v[i].params[k]);
		free(t->v[i].params);
		free(t->v[i].text);
	}
	free(t->v);
	free(t->quals);
	free(t->base);
	*t = (struct type){ 0 };
}

static void add_word(char **to, const char *word)
{
	char *joined = **to ? xasprintf("%s %s", *to, word) : xstrdup(word);

	free(*to);
	*to = joined;
}

/* "const" before "volatile", each once. */
static bool take_qualifier(struct toks *t, bool *is_const, bool *is_volatile)
{
	if (tok_take(t, "const") || tok_take(t, "__const"))
		*is_const = true;
	else if (tok_take(t, "volatile") || tok_take(t, "__volatile__"))
		*is_volatile = true;
	else
		return false;
	return true;
}

static char *qualifiers(bool is_const, bool is_volatile)
{
	return xstrdup(is_const ? is_volatile ? "const volatile" : "const"
				: is_volatile ? "volatile" : "");
}


/* The words of a built-in type, in whatever order. */
struct number {
	int longs;
	bool is_unsigned, is_signed, is_short;
	char kind[8]; /* "" until told: int */
	bool any;
};

static bool take_number(struct toks *t, struct number *to)
{
	static const char *const kinds[] = { "char", "int", "float", "double",
					     "void", "bool", NULL };
	const struct tok *w = tok_peek(t, 0);

	if (tok_in(w, kinds))
		memcpy(to->kind, w->p, w->n);
	else if (tok_is(w, "_Bool"))
		memcpy(to->kind, "bool", 4);
	else if (tok_is(w, "unsigned"))
		to->is_unsigned = true;
	else if (tok_is(w, "signed") || tok_is(w, "__signed__"))
		to->is_signed = true;
	else if (tok_is(w, "short"))
		to->is_short = true;
	else if (tok_is(w, "long"))
		to->longs++;
	else
		return false;
	t->at++;
	to->any = true;
	return true;
}

/* "long unsigned" is "unsigned long", "unsigned" is "unsigned int". */
static char *number_text(const struct number *w)
{
	bool plain = !*w->kind || !strcmp(w->kind, "int");
	char *out = xstrdup("");

	if (w->is_unsigned)
		add_word(&out, "unsigned");
	else if (w->is_signed && !plain)
		add_word(&out, "signed");
	if (w->is_short)
		add_word(&out, "short");
	for (int i = 0; i < w->longs; i++)
		add_word(&out, "long");
	if (!plain || (!w->longs && !w->is_short))
		add_word(&out, plain ? "int" : w->kind);
	return out;
}

/* How many tokens stand in the group from @at to @end, closed or not? */
static size_t inside(const struct toks *t, size_t at, size_t end)
{
	bool closed = end - at > 1 && strchr(")]}", *t->v[end - 1].p);

	return end - at - 1 - closed;
}

static char *members_text(const struct tok *v, size_t n, const char *end,
			  int depth);

/* "struct device", "enum iommu_cap", "struct { int a; }" */
static char *take_tagged(struct toks *t)
{
	struct buf out = { 0 };

	buf_add(&out, tok_peek(t, 0)->p, tok_peek(t, 0)->n);
	bool record = !tok_take(t, "enum");

	t->at += record;
	if (tok_is_word(tok_peek(t, 0))) {
		buf_putc(&out, ' ');
		buf_add(&out, tok_peek(t, 0)->p, tok_peek(t, 0)->n);
		t->at++;
	}
	if (tok_is(tok_peek(t, 0), "{") && t->depth < MAX_DEPTH) {
		size_t end = tok_group_end(t, t->at);
		const struct tok *v = &t->v[t->at];
		size_t n = inside(t, t->at, end);
		_cleanup_free_ char *inner =
			record ? members_text(v + 1, n, "; ", t->depth + 1)
			       : tok_spell(v + 1, n);

		buf_printf(&out, " { %s%s}", inner, record ? "" : " ");
		t->at = end;
	}
	return buf_steal(&out);
}

/*
 * The words in front of the declarator. A word of no known meaning is taken
 * for a typedef if no type was seen; one that starts with "__" for an
 * annotation if the declarator is still to come.
 */
static void take_specifiers(struct toks *t, struct type *out)
{
	static const char *const tags[] = { "struct", "union", "enum", NULL };
	bool is_const = false, is_volatile = false;
	struct number number = { 0 };

	while (tok_is_word(tok_peek(t, 0))) {
		const struct tok *w = tok_peek(t, 0);

		if (take_qualifier(t, &is_const, &is_volatile) ||
		    (!out->base && take_number(t, &number)))
			continue;
		if (!out->base && !number.any && tok_in(w, tags)) {
			out->base = take_tagged(t);
			continue;
		}
		if (out->base || number.any) {
			if (!starts_with(w->p, "__") ||
			    (!tok_is_word(tok_peek(t, 1)) &&
			     !tok_is(tok_peek(t, 1), "*")))
				break;
			t->at++;
			continue;
		}
		out->base = xstrndup(w->p, w->n);
		t->at++;
		if (starts_with(out->base, "typeof") ||
		    starts_with(out->base, "__typeof")) {
			size_t end = tok_group_end(t, t->at);

			free(out->base);
			out->base = tok_spell(w, end - t->at + 1);
			t->at = end;
		}
	}
	if (number.any && !out->base)
		out->base = number_text(&number);
	t->bad |= !out->base;
	out->quals = qualifiers(is_const, is_volatile);
}

static struct part *add_part(struct type *t, char kind, char *text)
{
	struct part *p = array_add(t->v, t->n);

	p->kind = kind;
	p->text = text;
	return p;
}

static void take_declarator(struct toks *t, struct type *to,
			    struct tok *name);

/* A parameter is what the caller hands over: pointers for arrays, functions. */
static void adjust_parameter(struct type *t)
{
	struct part *first = t->n ? &t->v[0] : NULL;

	if (!first) {
		free(t->quals);
		t->quals = xstrdup("");
	} else if (first->kind == '(') {
		add_part(t, '*', NULL);
		memmove(&t->v[1], &t->v[0], (t->n - 1) * sizeof(*t->v));
		t->v[0] = (struct part){ .kind = '*', .text = xstrdup("") };
	} else {
		free(first->text);
		first->kind = '*';
		first->text = xstrdup("");
	}
}

static void take_parameters(struct toks *t, struct part *to)
{
	to->any = tok_is(tok_peek(t, 0), ")");
	if (tok_is(tok_peek(t, 0), "void") && tok_is(tok_peek(t, 1), ")"))
		t->at++;
	while (!t->bad && !tok_take(t, ")")) {
		struct tok name = { .p = "" };

		if (tok_take(t, "...")) {
			to->varargs = true;
		} else {
			struct type *p = array_add(to->params, to->n);

			take_specifiers(t, p);
			take_declarator(t, p, &name);
			adjust_parameter(p);
		}
		t->bad |= !tok_take(t, ",") && !tok_is(tok_peek(t, 0), ")");
	}
}

/* "[3]", "(int a, ...)" behind what they belong to. */
static void take_suffixes(struct toks *t, struct type *to)
{
	while (!t->bad) {
		if (tok_is(tok_peek(t, 0), "[")) {
			size_t end = tok_group_end(t, t->at);

			add_part(to, '[',
				 tok_spell(tok_peek(t, 1),
					   inside(t, t->at, end)));
			t->at = end;
		} else if (tok_take(t, "(")) {
			struct part p = { .kind = '(', .text = xstrdup("") };

			take_parameters(t, &p);
			*array_add(to->v, to->n) = p;
		} else {
			return;
		}
		t->bad |= to->n > MAX_DEPTH;
	}
}

static void take_declarator(struct toks *t, struct type *to, struct tok *name)
{
	struct strings pointers = { 0 };

	t->bad |= ++t->depth > MAX_DEPTH;
	while (!t->bad && tok_take(t, "*")) {
		bool c = false, v = false;

		while (take_qualifier(t, &c, &v))
			;
		_cleanup_free_ char *quals = qualifiers(c, v);

		strings_add(&pointers, quals);
		t->bad |= pointers.n > MAX_DEPTH;
	}
	if (!t->bad && tok_is(tok_peek(t, 0), "(") &&
	    (tok_is(tok_peek(t, 1), "*") || tok_is(tok_peek(t, 1), "("))) {
		t->at++;
		take_declarator(t, to, name);
		t->bad |= !tok_take(t, ")");
	} else if (tok_is_word(tok_peek(t, 0))) {
		*name = *tok_peek(t, 0);
		t->at++;
	}
	take_suffixes(t, to);
	for (size_t i = pointers.n; i-- > 0;)
		add_part(to, '*', xstrdup(pointers.v[i]));
	strings_deinit(&pointers);
	t->depth--;
}

/* --- writing it again --- */

static char *type_text(const struct type *t, const char *name);

static char *parameters_text(const struct part *p)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < p->n; i++) {
		_cleanup_free_ char *one = type_text(&p->params[i], "");

		buf_printf(&out, "%s%s", i ? ", " : "", one);
	}
	if (p->varargs)
		buf_puts(&out, p->n ? ", ..." : "...");
	else if (!p->n && !p->any)
		buf_puts(&out, "void");
	return buf_steal(&out);
}

static char *type_text(const struct type *t, const char *name)
{
	char *s = xstrdup(name);

	for (size_t i = 0; i < t->n; i++) {
		const struct part *p = &t->v[i];
		bool wrap = i && t->v[i - 1].kind == '*' && p->kind != '*';
		_cleanup_free_ char *old = s;

		if (p->kind == '*') {
			s = xasprintf("*%s%s%s", p->text,
				      *p->text && *s ? " " : "", s);
			continue;
		}
		_cleanup_free_ char *inner =
			p->kind == '[' ? xstrdup(p->text) : parameters_text(p);

		s = xasprintf("%s%s%s%c%s%c", wrap ? "(" : "", s,
			      wrap ? ")" : "", p->kind, inner,
			      p->kind == '[' ? ']' : ')');
	}
	char *out = xasprintf("%s%s%s%s%s", t->quals, *t->quals ? " " : "",
			      t->base, *s ? " " : "", s);

	free(s);
	return out;
}

/* A structure or union without a name: its members are the outer one's. */
static bool is_anonymous(const struct toks *t)
{
	static const char *const records[] = { "struct", "union", NULL };

	return tok_in(tok_peek(t, 0), records) && tok_is(tok_peek(t, 1), "{") &&
	       tok_group_end(t, t->at + 1) == t->n;
}

/*
 * A whole declaration without annotations, a line a declarator, each with @end
 * behind it; only the one that is called @name if that is given.
 */
static void add_declaration(struct buf *out, const struct tok *v, size_t n,
			    const char *name, const char *end, int depth)
{
	/* only read */
	struct toks t = { .v = (struct tok *)(uintptr_t)v, .n = n,
			  .depth = depth };
	_cleanup_type_ struct type base = { 0 };
	size_t start = out->len;

	if (!n)
		return;
	if (depth < MAX_DEPTH && is_anonymous(&t)) {
		_cleanup_free_ char *inner = members_text(
			t.v + 2, inside(&t, 1, t.n), end, depth + 1);

		buf_puts(out, inner);
		return;
	}
	take_specifiers(&t, &base);
	while (!t.bad) {
		_cleanup_type_ struct type one = { 0 };
		struct tok called = { .p = "" };

		one.quals = xstrdup(base.quals);
		one.base = xstrdup(base.base);
		take_declarator(&t, &one, &called);
		_cleanup_free_ char *id = xstrndup(called.p, called.n);
		_cleanup_free_ char *text = type_text(&one, id);
		size_t from = t.at;

		while (t.at < t.n && !tok_is(tok_peek(&t, 0), ","))
			t.at++;
		_cleanup_free_ char *bits = tok_spell(&t.v[from], t.at - from);

		t.bad |= (from < t.at && *bits != ':') || (one.n && !called.n);
		if (!name || !strcmp(name, id))
			buf_printf(out, "%s%s%s", text, bits, end);
		t.bad |= out->len - start > MAX_TEXT;
		if (!tok_take(&t, ","))
			break;
	}
	if (!t.bad && t.at == t.n)
		return;
	_cleanup_free_ char *plain = tok_spell(t.v, t.n);

	out->len = start;
	buf_printf(out, "%s%s", plain, end);
}

/* The length of the declaration at @at: up to a semicolon outside groups. */
static size_t declaration_end(const struct toks *t, size_t at)
{
	while (at < t->n && !tok_is(&t->v[at], ";"))
		at = strchr("([{", *t->v[at].p) ? tok_group_end(t, at) : at + 1;
	return at;
}

static char *members_text(const struct tok *v, size_t n, const char *end,
			  int depth)
{
	/* only read */
	struct toks t = { .v = (struct tok *)(uintptr_t)v, .n = n };
	struct buf out = { 0 };

	for (size_t at = 0; at < n;) {
		size_t to = declaration_end(&t, at);

		add_declaration(&out, v + at, to - at, NULL, end, depth);
		at = to + 1;
	}
	return buf_steal(&out);
}

/*
 * Up to a semicolon, an initializer or a body, but a structure's is a part. Of
 * heads under #if and #else that share a body, the first.
 */
static size_t head_end(const struct toks *t)
{
	static const char *const tags[] = { "struct", "union", "enum", NULL };
	bool tagged = false;
	size_t at = 0;

	while (at < t->n) {
		const struct tok *v = &t->v[at];

		if (tok_is(v, ";") || tok_is(v, "=") ||
		    (tok_is(v, "{") && !tagged) ||
		    (at && v->directive && tok_is(v - 1, ")")))
			break;
		tagged = tok_in(v, tags) ||
			 (tagged && tok_is_word(v) && at + 1 < t->n &&
			  tok_is(&t->v[at + 1], "{"));
		at = strchr("([{", *v->p) ? tok_group_end(t, at) : at + 1;
	}
	return at;
}

char *declaration_spelled(const char *text, size_t len, const char *name)
{
	_cleanup_toks_ struct toks t = tokens(text, len);
	struct buf out = { 0 };

	t.n = head_end(&t);
	tok_drop_annotations(&t);
	add_declaration(&out, t.v, t.n, name, "", 0);
	return buf_steal(&out);
}

char *members_spelled(const char *text, size_t len)
{
	_cleanup_toks_ struct toks t = tokens(text, len);
	size_t at = 0;

	while (at < t.n && !tok_is(&t.v[at], "{"))
		at++;
	size_t end = tok_group_end(&t, at);

	if (at == t.n)
		return xstrdup("");
	struct toks members = { .v = t.v + at + 1, .n = inside(&t, at, end) };

	tok_drop_annotations(&members);
	return members_text(members.v, members.n, "\n", 0);
}

bool type_is_plain(const char *base)
{
	_cleanup_toks_ struct toks t = tokens(base, strlen(base));
	struct number n = { 0 };

	return starts_with(base, "struct ") || starts_with(base, "union ") ||
	       starts_with(base, "enum ") || take_number(&t, &n);
}

/* One declarator with its specifiers, and nothing behind it but bits. */
static bool read_one(struct toks *t, struct type *out, struct tok *name)
{
	t->n = head_end(t);
	tok_drop_annotations(t);
	take_specifiers(t, out);
	if (!t->bad)
		take_declarator(t, out, name);
	return !t->bad && name->n &&
	       (t->at == t->n || tok_is(tok_peek(t, 0), ":"));
}

char *declared_name(const char *text)
{
	_cleanup_toks_ struct toks t = tokens(text, strlen(text));
	_cleanup_type_ struct type type = { 0 };
	struct tok name = { .p = "" };

	return read_one(&t, &type, &name) ? xstrndup(name.p, name.n)
					  : xstrdup("");
}

bool type_read(const char *text, size_t len, struct type *out)
{
	_cleanup_toks_ struct toks t = tokens(text, len);
	struct tok name = { .p = "" };

	if (!read_one(&t, out, &name) || t.at < t.n)
		return false;
	adjust_parameter(out);
	return true;
}
