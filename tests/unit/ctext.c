/* SPDX-License-Identifier: GPL-2.0-only */
/* C as text: what is code in it, words, lines, and the #if over a line. */
#include "ctext.h"

#include "unit.h"

/* @want is @text with '~' for each character that has to be blanked. */
static void check_code(const char *text, const char *want)
{
	_cleanup_free_ char *code = code_only(text, strlen(text));
	_cleanup_free_ char *expected = xstrdup(want);

	assert_int_equal(strlen(text), strlen(want));
	for (char *c = expected; *c; c++)
		if (*c == '~')
			*c = ' ';
	assert_int_equal(strlen(code), strlen(text));
	assert_string_equal(code, expected);
}

static void comments_are_blanked(void **state)
{
	(void)state;
	check_code("a /* b */ c", "a ~~~~~~~ c");
	check_code("a // b\nc", "a ~~~~\nc");
	check_code("a /* b\n * c\n */ d", "a ~~~~\n~~~~\n~~~ d");
	check_code("a / b / c", "a / b / c");
	check_code("a /**/ b", "a ~~~~ b");
	/* the '/' of the opening does not close */
	check_code("/*/ a */ b", "~~~~~~~~ b");
	check_code("/* // */ a", "~~~~~~~~ a");
	check_code("// /* a\nb", "~~~~~~~\nb");
	/* a backslash carries the comment on to the next line */
	check_code("// a \\\nb\nc", "~~~~~~\n~\nc");
	check_code("a /* open", "a ~~~~~~~");
	check_code("a /", "a /");
}

static void literals_are_blanked(void **state)
{
	(void)state;
	check_code("f(\"a\", b)", "f(~~~, b)");
	check_code("f(\"/* a\") b", "f(~~~~~~) b");
	check_code("f(\"\\\"a\") b", "f(~~~~~) b");
	check_code("f(\"\\\\\") b", "f(~~~~) b");
	check_code("c = '\"'; b", "c = ~~~; b");
	check_code("c = '\\''; b", "c = ~~~~; b");
	check_code("\"'\" a '\"' b", "~~~ a ~~~ b");
	check_code("/* \" */ a \"*/\" b", "~~~~~~~ a ~~~~ b");
	/* unclosed: it ends with its line, unless that goes on */
	check_code("#error don't\nint a;", "#error don~~\nint a;");
	check_code("s = \"a\\\nb\"; c", "s = ~~~\n~~; c");
	check_code("\"open", "~~~~~");
	check_code("\"open\\", "~~~~~~");
}

static void words_are_whole(void **state)
{
	static const char text[] = "xfoo foo_ _foo foo2 foo->bar(foo)";

	(void)state;
	assert_int_equal(find_word(text, 0, strlen(text), "foo"), 20);
	assert_int_equal(find_word(text, 21, strlen(text), "foo"), 29);
	assert_int_equal(find_word(text, 30, strlen(text), "foo"), -1);
	/* only within the bounds */
	assert_int_equal(find_word(text, 0, 22, "foo"), -1);
	assert_int_equal(find_word(text, 0, 23, "foo"), 20);
	assert_int_equal(find_word("foo", 0, 3, "foo"), 0);
	/* what stands behind the bound is looked at all the same */
	assert_int_equal(find_word("food", 0, 3, "foo"), -1);
	assert_int_equal(find_word("", 0, 0, "foo"), -1);
	assert_int_equal(find_word("fo", 0, 2, "foo"), -1);
}

static void lines_and_offsets(void **state)
{
	static const char text[] = "one\ntwo\n\nfour";

	(void)state;
	assert_int_equal(line_of(text, 0), 1);
	assert_int_equal(line_of(text, 3), 1); /* the newline is the line's */
	assert_int_equal(line_of(text, 4), 2);
	assert_int_equal(line_of(text, 8), 3);
	assert_int_equal(line_of(text, 9), 4);
	assert_int_equal(line_start(text, strlen(text), 1), 0);
	assert_int_equal(line_start(text, strlen(text), 2), 4);
	assert_int_equal(line_start(text, strlen(text), 3), 8);
	assert_int_equal(line_start(text, strlen(text), 4), 9);
	assert_int_equal(line_start(text, strlen(text), 9), strlen(text));
}

static void space_is_folded(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ " \t\r\n", "" },
		{ "a", "a" },
		{ "\t a  b\t\tc \r\n", "a b c" },
		{ "obj-$(X)\t+= a.o", "obj-$(X) += a.o" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *s =
			fold_space(cases[i].text, strlen(cases[i].text));

		assert_string_equal(s, cases[i].want);
	}
	_cleanup_free_ char *line = line_text("a\n  b\tc \nd", 10, 2);

	assert_string_equal(line, "b c");
}

/* The conditions over the line that holds "HERE". */
static void check_conditions(const char *text, const char *want)
{
	const char *here = strstr(text, "HERE");

	assert_non_null(here);
	_cleanup_free_ char *got =
		line_conditions(text, strlen(text),
				line_of(text, (size_t)(here - text)));

	assert_string_equal(got, want);
}

static void conditions(void **state)
{
	(void)state;
	check_conditions("HERE\n", "");
	check_conditions("int a;\n#ifdef A\nHERE\n#endif\n", "defined(A)");
	check_conditions("#if A || B\nHERE\n#endif\n", "(A || B)");
	check_conditions("#if A\n#endif\nHERE\n", "");
	check_conditions("#ifdef A\n#else\nHERE\n#endif\n", "!defined(A)");
	check_conditions("#if A\n#elif B\nHERE\n#endif\n", "!(A) && (B)");
	check_conditions("#if A\n#elif B\n#else\nHERE\n#endif\n",
			 "!(A) && !(B)");
	check_conditions("#if A\n#ifdef B\n#endif\n#ifdef C\nHERE\n",
			 "(A) && defined(C)");
	check_conditions("  #  ifdef   A\nHERE\n", "defined(A)");
	check_conditions("#ifdef A /* why */\nHERE\n#endif\n", "defined(A)");
	check_conditions("#if A // why\nHERE\n#endif\n", "(A)");
	/* more #endif than #if, and an #else without one */
	check_conditions("#endif\n#else\n#elif A\nHERE\n", "");
	/* the line of an #if stands under those outside of it */
	check_conditions("#if A\n#if HERE\n#endif\n#endif\n", "(A)");
}

static void a_directive_in_a_comment_is_none(void **state)
{
	(void)state;
	check_conditions("/*\n#if A\n*/\nHERE\n", "");
	check_conditions("#if A\n/*\n#else\n*/\nHERE\n", "(A)");
	check_conditions("x = \"\\\n#if A\";\nHERE\n", "");
}

static void an_include_guard_is_no_condition(void **state)
{
	(void)state;
	check_conditions("/* what */\n#ifndef G_H\n#define G_H\nHERE\n#endif\n",
			 "");
	check_conditions("#ifndef G_H\n#define G_H\n#ifdef A\nHERE\n#endif\n",
			 "defined(A)");
	check_conditions("#ifndef G_H\n#define G_H 1\nHERE\n#endif\n", "");
	/* only the first directive of a file guards it */
	check_conditions("#define A\n#ifndef B\n#define B\nHERE\n#endif\n",
			 "!defined(B)");
}

static void without_its_define_it_guards_nothing(void **state)
{
	(void)state;
	check_conditions("int a;\n#ifndef A\nint b;\n#if B\nHERE\n",
			 "!defined(A) && (B)");
	check_conditions("#ifndef A\n#include <b.h>\nHERE\n#endif\n",
			 "!defined(A)");
	check_conditions("#ifndef A\n#define B\nHERE\n#endif\n",
			 "!defined(A)");
	check_conditions("#ifndef A\n#define AB\nHERE\n#endif\n",
			 "!defined(A)");
	check_conditions("#ifndef A\n#if B\n#endif\n#define A\nHERE\n",
			 "!defined(A)");
	/* nor where no directive follows */
	check_conditions("#ifndef CONFIG_A\nint HERE;\n#endif\n",
			 "!defined(CONFIG_A)");
}

static void a_condition_may_go_on(void **state)
{
	(void)state;
	check_conditions("#if defined(A) && \\\n\tdefined(B)\nHERE\n#endif\n",
			 "(defined(A) && defined(B))");
	check_conditions("#if A\n#elif \\\n B \\\n || C\nHERE\n#endif\n",
			 "!(A) && (B || C)");
	/* what looks like a directive within a macro's text */
	check_conditions("#define A \\\n#if B \\\n\nHERE\n", "");
}

static void c_paths(void **state)
{
	(void)state;
	assert_true(is_c_path("drivers/xen/a.c"));
	assert_true(is_c_path("a.h"));
	assert_false(is_c_path("drivers/xen/Kconfig"));
	assert_false(is_c_path("a.S"));
	assert_false(is_c_path("a.yaml"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_are_blanked),
		cmocka_unit_test(literals_are_blanked),
		cmocka_unit_test(words_are_whole),
		cmocka_unit_test(lines_and_offsets),
		cmocka_unit_test(space_is_folded),
		cmocka_unit_test(conditions),
		cmocka_unit_test(a_directive_in_a_comment_is_none),
		cmocka_unit_test(an_include_guard_is_no_condition),
		cmocka_unit_test(without_its_define_it_guards_nothing),
		cmocka_unit_test(a_condition_may_go_on),
		cmocka_unit_test(c_paths),
	};

	return cmocka_run_group_tests_name("ctext", tests, NULL, NULL);
}
