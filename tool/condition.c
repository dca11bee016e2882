/* SPDX-License-Identifier: GPL-2.0-only */
#include "condition.h"

#include <ctype.h>
#include <string.h>

#include "ctext.h"

/* An expression being evaluated; @c: of the preprocessor. */
struct expression {
	const char *p;
	bool c;
	int depth;
	symbol_asker ask;
	void *ctx;
};

#define MAX_DEPTH 50

static int or_bits(struct expression *x);

static void skip_blanks(struct expression *x)
{
	while (*x->p == ' ' || *x->p == '\t')
		x->p++;
}

static char *take_name(struct expression *x)
{
	const char *start = x->p;

	while (ident_char(*x->p))
		x->p++;
	return xstrndup(start, (size_t)(x->p - start));
}

/* Names that the compiler or Kbuild gives, the same for every kernel. */
static int macro_bits(const char *name)
{
	if (!strcmp(name, "__KERNEL__"))
		return CAN_HOLD;
	if (!strcmp(name, "__ASSEMBLY__") || !strcmp(name, "__ASSEMBLER__") ||
	    !strcmp(name, "__cplusplus") || !strcmp(name, "__CHECKER__"))
		return CAN_FAIL;
	return EITHER;
}

static int name_bits(struct expression *x, const char *name)
{
	if (!x->c && (!strcmp(name, "y") || !strcmp(name, "m")))
		return CAN_HOLD;
	if (!x->c && !strcmp(name, "n"))
		return CAN_FAIL;
	/* "64BIT" is a symbol */
	if (name[strspn(name, "0123456789")] == '\0')
		return strcmp(name, "0") ? CAN_HOLD : CAN_FAIL;
	if (!x->c)
		return x->ask(x->ctx, name);
	if (!starts_with(name, "CONFIG_"))
		return isdigit((unsigned char)*name) ? EITHER
						     : macro_bits(name);
	_cleanup_free_ char *symbol = xstrdup(name + strlen("CONFIG_"));

	if (ends_with(symbol, "_MODULE"))
		symbol[strlen(symbol) - strlen("_MODULE")] = '\0';
	return x->ask(x->ctx, symbol);
}

/* Past the bracket that closes the one at x->p. */
static void skip_brackets(struct expression *x)
{
	int depth = 0;

	for (; *x->p; x->p++) {
		depth += *x->p == '(';
		depth -= *x->p == ')';
		if (!depth && *x->p == ')') {
			x->p++;
			return;
		}
	}
}

/* "defined(X)", "IS_ENABLED(X)", "X", "X = y", "$(macro)", "\"text\"". */
static int atom_bits(struct expression *x)
{
	static const char *const asks[] = { "defined", "IS_ENABLED",
					    "IS_BUILTIN", "IS_MODULE",
					    "IS_REACHABLE" };
	int bits = EITHER;

	if (*x->p == '"' || *x->p == '\'') {
		const char *end = strchr(x->p + 1, *x->p);

		x->p = end ? end + 1 : x->p + strlen(x->p);
		return EITHER;
	}
	if (*x->p == '$') {
		x->p++;
		skip_brackets(x);
		return EITHER;
	}
	_cleanup_free_ char *name = take_name(x);
	bool ask = false;

	for (size_t i = 0; i < ARRAY_SIZE(asks); i++)
		ask |= x->c && !strcmp(name, asks[i]);
	skip_blanks(x);
	if (ask) {
		bool bracket = *x->p == '(';

		x->p += bracket;
		skip_blanks(x);
		_cleanup_free_ char *asked = take_name(x);

		skip_blanks(x);
		x->p += bracket && *x->p == ')';
		return name_bits(x, asked);
	}
	if (*x->p == '(') {
		skip_brackets(x);
		return EITHER;
	}
	if (*name)
		bits = name_bits(x, name);
	return bits;
}

/* "= y" is what the symbol is, "= n" is not; any other comparison is open. */
static int compared(struct expression *x, int bits)
{
	static const char operators[] = "=<>!+-*/%&|^?:";

	skip_blanks(x);
	if (!*x->p || !strchr(operators, *x->p) || starts_with(x->p, "&&") ||
	    starts_with(x->p, "||"))
		return bits;
	bool equal = *x->p == '=', unequal = starts_with(x->p, "!=");
	const char *start = x->p;

	while (*x->p && *x->p != ')' && !starts_with(x->p, "&&") &&
	       !starts_with(x->p, "||"))
		if (*x->p == '(')
			skip_brackets(x);
		else
			x->p++;
	if (x->p == start) /* what cannot be read ends the expression */
		x->p += strlen(x->p);
	_cleanup_free_ char *with = fold_space(start, (size_t)(x->p - start));
	const char *value = with + 1 + unequal;

	value += *value == ' ';
	if (x->c || !(equal || unequal) || strlen(value) != 1 ||
	    !strchr("ymn", *value))
		return EITHER;
	/* "!= y" may still be m */
	if (unequal && *value != 'n')
		return EITHER;
	return (*value == 'n') == equal ? ((bits & 1) << 1) | (bits >> 1)
					: bits;
}

static int unary_bits(struct expression *x)
{
	int bits;

	skip_blanks(x);
	if (x->depth > MAX_DEPTH) {
		x->p += strlen(x->p);
		return EITHER;
	}
	x->depth++;
	if (*x->p == '!' && x->p[1] != '=') {
		x->p++;
		bits = unary_bits(x);
		bits = ((bits & 1) << 1) | (bits >> 1);
	} else if (*x->p == '(') {
		x->p++;
		bits = or_bits(x);
		skip_blanks(x);
		x->p += *x->p == ')';
		bits = compared(x, bits);
	} else {
		bits = compared(x, atom_bits(x));
	}
	x->depth--;
	return bits;
}

static int and_bits(struct expression *x)
{
	int bits = unary_bits(x);

	for (skip_blanks(x); starts_with(x->p, "&&"); skip_blanks(x)) {
		x->p += 2;
		int r = unary_bits(x);

		bits = (bits & r & CAN_HOLD) | ((bits | r) & CAN_FAIL);
	}
	return bits;
}

static int or_bits(struct expression *x)
{
	int bits = and_bits(x);

	for (skip_blanks(x); starts_with(x->p, "||"); skip_blanks(x)) {
		x->p += 2;
		int r = and_bits(x);

		bits = ((bits | r) & CAN_HOLD) | (bits & r & CAN_FAIL);
	}
	return bits;
}

int condition_bits(const char *text, bool c, symbol_asker ask, void *ctx)
{
	struct expression x = { text, c, 0, ask, ctx };

	skip_blanks(&x);
	if (!*x.p)
		return CAN_HOLD;
	int bits = or_bits(&x);

	/* what is not understood forbids nothing */
	return *x.p ? EITHER : bits;
}
