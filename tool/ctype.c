/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctype.h"

#include <string.h>

#include "cparse.h"
#include "ctext.h"

/* Does the line that ends before @end belong to a directive? */
static bool is_directive(const char *code, size_t end)
{
	size_t start = end;

	for (;;) {
		while (start && code[start - 1] != '\n')
			start--;
		if (start < 2 || code[start - 2] != '\\')
			break;
		start--;
	}
	start += strspn(code + start, " \t");
	return code[start] == '#';
}

/* The word in front of the group that ends at @at, if it is an annotation. */
static bool closes_annotation(const char *code, size_t *at)
{
	size_t p = *at;
	int depth = 0;

	do {
		depth += code[p] == ')';
		depth -= code[p] == '(';
	} while (depth && p--);
	if (depth)
		return false;
	while (p && strchr(" \t\n", code[p - 1]))
		p--;
	struct tok word = { .p = code + p };

	while (p && ident_char(code[p - 1])) {
		p--;
		word.p--;
		word.n++;
	}
	*at = p;
	return tok_annotates(&word);
}

/* Where the declaration begins in which something is named at @at. */
static size_t declaration_start(const char *code, size_t at)
{
	size_t from = at;

	while (at--) {
		char c = code[at];

		if (strchr(";{}", c) || (c == '\n' && is_directive(code, at)) ||
		    (c == ')' && !closes_annotation(code, &at)))
			break;
		if (!strchr(" \t\n\r", code[at]))
			from = at;
	}
	return from;
}

static char *macro_text(const char *text, size_t len)
{
	const char *p = text;
	size_t at = 0, n = 0;
	struct buf out = { 0 };

	next_line(text, len, &at, &p, &n);
	while (n && strchr(" \t\r\\", p[n - 1]))
		n--;
	size_t hash = 0;

	while (hash < n && strchr(" \t#", p[hash]))
		hash++;
	_cleanup_toks_ struct toks t = tokens(p + hash, n - hash);

	buf_putc(&out, '#');
	for (size_t i = 0; i < t.n; i++) {
		if (i && t.v[i].gap)
			buf_putc(&out, ' ');
		buf_add(&out, t.v[i].p, t.v[i].n);
	}
	return buf_steal(&out);
}

char *declaration_text(const struct blob *b, const struct decl *v)
{
	size_t at = blob_line_start(b, v->line);

	if (v->kind == DECL_MACRO)
		return macro_text(b->text + at, b->len - at);
	if (v->kind == DECL_STRUCT || v->kind == DECL_UNION)
		return members_spelled(b->text + at,
				       blob_line_start(b, v->end > v->line
								  ? v->end + 1
								  : v->line + 1) -
					       at);
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);
	long name = find_word(code, at, b->len, v->name);

	if (name < 0)
		return line_text(b->text, b->len, v->line);
	at = declaration_start(code, (size_t)name);
	return declaration_spelled(b->text + at, b->len - at, v->name);
}

char *normal_declaration(const char *text, size_t len)
{
	return declaration_spelled(text, len, NULL);
}

/* Typedefs whose meaning is the same in every kernel. */
static const char *same_base(const char *base)
{
	static const char *const pairs[][2] = {
		{ "u8", "unsigned char" },
		{ "s8", "signed char" },
		{ "u16", "unsigned short" },
		{ "s16", "short" },
		{ "u32", "unsigned int" },
		{ "s32", "int" },
		{ "u64", "unsigned long long" },
		{ "s64", "long long" },
		{ "uint8_t", "unsigned char" },
		{ "uint16_t", "unsigned short" },
		{ "uint32_t", "unsigned int" },
		{ "uint64_t", "unsigned long long" },
		{ "uint", "unsigned int" },
		{ "ulong", "unsigned long" },
		{ "gfp_t", "unsigned int" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (!strcmp(base, pairs[i][0]))
			return pairs[i][1];
	return base;
}

static enum answer worse(enum answer a, enum answer b)
{
	return a == NO || b == NO	    ? NO
	       : a == UNCLEAR || b == UNCLEAR ? UNCLEAR
					      : YES;
}

static bool is_record(const char *base)
{
	return starts_with(base, "struct ") || starts_with(base, "union ");
}

static enum answer same_bases(const struct type *a, const struct type *b,
			      bool result)
{
	const char *x = same_base(a->base), *y = same_base(b->base);
	bool known = type_is_plain(x) && type_is_plain(y);
	/* an enum is an integer, and which one is the compiler's choice */
	bool choice = starts_with(x, "enum ") != starts_with(y, "enum ") &&
		      !is_record(x) && !is_record(y) && strcmp(x, "void") &&
		      strcmp(y, "void");

	if (strcmp(x, y))
		return known && !choice ? NO : UNCLEAR;
	/* what is handed back by value has no qualifiers */
	return result || !strcmp(a->quals, b->quals) ? YES : NO;
}

static enum answer same_types(const struct type *a, const struct type *b);

static enum answer same_parts(const struct part *a, const struct part *b)
{
	enum answer all = YES;

	if (a->kind != b->kind || (a->kind != '(' && strcmp(a->text, b->text)))
		return NO;
	if (a->any != b->any)
		return UNCLEAR;
	if (a->n != b->n || a->varargs != b->varargs)
		return NO;
	for (size_t i = 0; i < a->n; i++)
		all = worse(all, same_types(&a->params[i], &b->params[i]));
	return all;
}

static enum answer same_types(const struct type *a, const struct type *b)
{
	enum answer all = YES;

	for (size_t i = 0; i < a->n && i < b->n; i++)
		all = worse(all, same_parts(&a->v[i], &b->v[i]));
	bool result = a->n && a->v[a->n - 1].kind == '(';

	if (a->n == b->n)
		return worse(all, same_bases(a, b, result));
	/* a typedef may stand for what the other one has spelled out */
	return type_is_plain(a->n < b->n ? a->base : b->base)
		       ? NO
		       : worse(all, UNCLEAR);
}

enum answer same_callback(const char *member, const char *function)
{
	_cleanup_type_ struct type a = { 0 };
	_cleanup_type_ struct type b = { 0 };

	if (!type_read(member, strlen(member), &a) ||
	    !type_read(function, strlen(function), &b))
		return UNCLEAR;
	return same_types(&a, &b);
}
