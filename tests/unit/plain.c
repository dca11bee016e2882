/* SPDX-License-Identifier: GPL-2.0-only */
/* What a reader does not see in a text, and what no path may be. */
#include "plain.h"

#include "unit.h"

static void what_is_seen(void **state)
{
	static const char *const texts[] = {
		"", "a\tb\n", "\u00e4\u6f22\U0001f600", "\u00a0", "\u07ff",
		"\ud7ff\ue000", "\U0010ffff", "\u200d",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_null(hidden_character(texts[i], strlen(texts[i])));
}

static void what_is_not(void **state)
{
	static const char *const texts[] = {
		"\033[2J", "\a", "\b", "\v", "\f", "\r", "\177", "\001",
		/* controls of C1, one of them as eight bits */
		"\xc2\x80", "\xc2\x9b", "\xc2\x9f", "\x9b",
		/* marks that turn the text, and lines of Unicode */
		"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
		"\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
		"\u2028", "\u2029",
		/* no UTF-8: cut off, too long, half a pair, too high */
		"\xff", "\x80", "\xc3", "\xc3(", "\xe2\x82", "\xf0\x9f\x98",
		"\xc0\xaf", "\xc1\xbf", "\xe0\x80\x8e", "\xf0\x80\x80\x8e",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *text = xasprintf("ab%s", texts[i]);
		_cleanup_err_ struct err e = { 0 };

		assert_ptr_equal(hidden_character(text, strlen(text)),
				 text + 2);
		assert_int_equal(check_seen(text, strlen(text), "f", 1, &e),
				 -1);
		assert_says(&e, "f:1: ");
	}
	assert_non_null(hidden_character("a\0b", 3));
}

/* Not a byte behind the end decides. */
static void a_text_has_a_length(void **state)
{
	static const char text[] = "\u20ac\u202e\U0001f600";

	(void)state;
	for (size_t i = 0; i <= strlen(text); i++) {
		char *exact = memcpy(malloc(i ? i : 1), text, i);

		/* the mark begins at 3; a part of a character is none */
		assert_int_equal(!hidden_character(exact, i),
				 i == 0 || i == 3);
		assert_int_equal(turns_text(exact, i), i >= 6);
		free(exact);
	}
}

static void the_fault_has_a_line(void **state)
{
	static const char text[] = "one\ntwo \u202e\nthree\n";
	_cleanup_err_ struct err e = { 0 };

	(void)state;
	assert_int_equal(check_seen(text, strlen(text), "d/f", 5, &e), -1);
	assert_says(&e, "d/f:6: U+202E stands here");
	assert_int_equal(check_seen("\xe4\n", 2, "d/f", 1, &e), -1);
	assert_says(&e, "d/f:1: byte 0xe4 stands here");
	err_deinit(&e);
	assert_well(check_seen("", 0, "d/f", 1, &e), &e);
}

static void paths(void **state)
{
	static const struct {
		const char *path, *fault; /* NULL: none */
	} cases[] = {
		{ "MAINTAINERS", NULL },
		{ "drivers/iommu/arm,smmu-v3.yaml", NULL },
		{ "a/.gitignore", NULL },
		{ "drivers/*/[a-z]?.c", NULL },
		{ "a/b..c", NULL },
		{ "a-b/c--d", NULL },
		{ "", "does not lie" },
		{ "/etc", "does not lie" },
		{ "a/", "does not lie" },
		{ "a//b", "does not lie" },
		{ "./a", "does not lie" },
		{ "a/../../b", "does not lie" },
		{ "a/..", "does not lie" },
		{ ".git/hooks/x", "does not lie" },
		{ "a/.Git", "does not lie" },
		{ "git~1/x", "does not lie" },
		{ "a/.git./x", "does not lie" },
		{ "a/.git:x", "does not lie" },
		{ "a b", "has a blank" },
		{ "a\nb", "has a blank" },
		{ "a\"b", "has a blank" },
		{ "\xc3\xa4", "has a blank" },
		{ "\x7f", "has a blank" },
		{ "-a", "begins with '-'" },
		{ "a/-b", "begins with '-'" },
		{ "a/.cocciconfig", "spatch takes options" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *fault = path_fault(cases[i].path);

		if (!cases[i].fault)
			assert_null(fault);
		else if (!fault || !strstr(fault, cases[i].fault))
			assert_string_equal(fault ? fault : cases[i].path,
					    cases[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_seen),
		cmocka_unit_test(what_is_not),
		cmocka_unit_test(a_text_has_a_length),
		cmocka_unit_test(the_fault_has_a_line),
		cmocka_unit_test(paths),
	};

	return cmocka_run_group_tests_name("plain", tests, start, stop);
}
