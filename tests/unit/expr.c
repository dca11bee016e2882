/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions of rules: three values, precedence, and where a fault is. */
#include "expr.h"

#include "unit.h"

/* "no", "yes" and "unclear" are names that answer themselves. */
static enum answer ask(const char *name, void *ctx)
{
	(void)ctx;
	for (enum answer a = NO; a <= UNCLEAR; a++)
		if (!strcmp(name, answer_text(a)))
			return a;
	assert_string_equal(name, "a name of an answer");
	return NO;
}

static enum answer eval(const char *text)
{
	_cleanup_err_ struct err e = { 0 };
	struct expr *x = expr_parse(text, &e);

	assert_null(e.msg);
	assert_non_null(x);
	enum answer a = expr_eval(x, ask, NULL);

	expr_free(x);
	return a;
}

static void check_tables(const char *sign, const enum answer want[3][3])
{
	for (enum answer l = NO; l <= UNCLEAR; l++) {
		for (enum answer r = NO; r <= UNCLEAR; r++) {
			_cleanup_free_ char *text =
				xasprintf("%s %s %s", answer_text(l), sign,
					  answer_text(r));
			_cleanup_free_ char *is = xasprintf(
				"%s: %s", text, answer_text(eval(text)));
			_cleanup_free_ char *should_be = xasprintf(
				"%s: %s", text, answer_text(want[l][r]));

			assert_string_equal(is, should_be);
		}
	}
}

static void not_keeps_unclear(void **state)
{
	(void)state;
	assert_int_equal(eval("!no"), YES);
	assert_int_equal(eval("!yes"), NO);
	assert_int_equal(eval("!unclear"), UNCLEAR);
	assert_int_equal(eval("!!unclear"), UNCLEAR);
	assert_int_equal(eval("! ! yes"), YES);
}

static void a_no_settles_and(void **state)
{
	static const enum answer want[3][3] = {
		[NO] = { NO, NO, NO },
		[YES] = { NO, YES, UNCLEAR },
		[UNCLEAR] = { NO, UNCLEAR, UNCLEAR },
	};

	(void)state;
	check_tables("&&", want);
}

static void a_yes_settles_or(void **state)
{
	static const enum answer want[3][3] = {
		[NO] = { NO, YES, UNCLEAR },
		[YES] = { YES, YES, YES },
		[UNCLEAR] = { UNCLEAR, YES, UNCLEAR },
	};

	(void)state;
	check_tables("||", want);
}

static void precedence(void **state)
{
	(void)state;
	/* as (yes) || (no && no), not (yes || no) && no */
	assert_int_equal(eval("yes || no && no"), YES);
	assert_int_equal(eval("no && no || yes"), YES);
	assert_int_equal(eval("(yes || no) && no"), NO);
	/* '!' takes the next name alone */
	assert_int_equal(eval("!yes || yes"), YES);
	assert_int_equal(eval("!(yes || yes)"), NO);
	assert_int_equal(eval("!no && no"), NO);
	/* all links of a chain count */
	assert_int_equal(eval("yes && yes && yes && unclear"), UNCLEAR);
	assert_int_equal(eval("no||no||yes"), YES);
	assert_int_equal(eval("\t( yes )"), YES);
}

static void each_name_once(void **state)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct expr *x = expr_parse("b-1 && !a_2 || (b-1 || c) && a_2", &e);

	(void)state;
	assert_non_null(x);
	expr_names(x, &names);
	assert_int_equal(names.n, 3);
	assert_string_equal(names.v[0], "b-1");
	assert_string_equal(names.v[1], "a_2");
	assert_string_equal(names.v[2], "c");
	expr_free(x);
}

static void faults_have_a_column(void **state)
{
	static const struct {
		const char *text, *want;
	} faults[] = {
		{ "", "a name is missing at column 1 of ''" },
		{ "  ", "a name is missing at column 3 of '  '" },
		{ "a &&", "a name is missing at column 5 of 'a &&'" },
		{ "a b", "'&&' or '||' expected at column 3 of 'a b'" },
		{ "a & b", "'&&' or '||' expected at column 3 of 'a & b'" },
		{ "a | b", "'&&' or '||' expected at column 3 of 'a | b'" },
		{ "a ! b", "'&&' or '||' expected at column 3 of 'a ! b'" },
		{ "a -b", "'&&' or '||' expected at column 3 of 'a -b'" },
		{ "(a", "')' expected at column 3 of '(a'" },
		{ "(a b)", "')' expected at column 4 of '(a b)'" },
		{ "a)", "'&&' or '||' expected at column 2 of 'a)'" },
		{ "()", "a name expected at column 2 of '()'" },
		{ "!", "a name is missing at column 2 of '!'" },
		{ "a || && b", "a name expected at column 6 of 'a || && b'" },
		{ "a && 1b", "a name expected at column 6 of 'a && 1b'" },
		{ "-a", "a name expected at column 1 of '-a'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		_cleanup_err_ struct err e = { 0 };

		assert_null(expr_parse(faults[i].text, &e));
		assert_non_null(e.msg);
		assert_string_equal(e.msg, faults[i].want);
	}
}

/* A thousand parentheses are a fault and not a full stack. */
static void deep_nesting(void **state)
{
	static const char signs[] = "(!";
	_cleanup_err_ struct err e = { 0 };
	char text[1001] = { 0 };

	(void)state;
	for (size_t i = 0; i < strlen(signs); i++) {
		memset(text, signs[i], sizeof(text) - 1);
		assert_null(expr_parse(text, &e));
		assert_says(&e, "too deep nesting at column ");
	}
	/* half a hundred are no fault */
	memset(text, '(', 50);
	text[50] = 'a';
	memset(text + 51, ')', 50);
	text[101] = '\0';
	struct expr *x = expr_parse(text, &e);

	assert_non_null(x);
	expr_free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_keeps_unclear),
		cmocka_unit_test(a_no_settles_and),
		cmocka_unit_test(a_yes_settles_or),
		cmocka_unit_test(precedence),
		cmocka_unit_test(each_name_once),
		cmocka_unit_test(faults_have_a_column),
		cmocka_unit_test(deep_nesting),
	};

	return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
