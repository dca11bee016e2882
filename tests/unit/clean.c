/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of others on a terminal, in JSON and in JUnit. */
#include "clean.h"
#include "jsontext.h"
#include "proof.h"

#include "unit.h"

static void check_clean(const char *text, size_t len, const char *keep,
			const char *want)
{
	_cleanup_buf_ struct buf out = { 0 };

	clean_add(&out, text, len, keep);
	assert_string_equal(out.data, want);
	assert_int_equal(out.len, strlen(want));
}

#define CLEAN(text, want) check_clean(text, sizeof(text) - 1, "\t", want)

static void text_stays(void **state)
{
	(void)state;
	CLEAN("", "");
	CLEAN("int a;\t/* ~ */", "int a;\t/* ~ */");
	/* the first and the last of each length, and beside a surrogate */
	CLEAN("\302\240 \337\277 \340\240\200", "\302\240 \337\277 \340\240\200");
	CLEAN("\355\237\277 \356\200\200", "\355\237\277 \356\200\200");
	CLEAN("\360\220\200\200 \364\217\277\277",
	      "\360\220\200\200 \364\217\277\277");
	CLEAN("Andr\303\251 \343\201\202", "Andr\303\251 \343\201\202");
}

static void controls_go(void **state)
{
	(void)state;
	CLEAN("\033[2J", "?[2J");
	CLEAN("a\nb\rc\177d", "a?b?c?d");
	CLEAN("a\0b", "a?b");
	check_clean("a\tb\nc\r\0", 7, "\t\n", "a\tb\nc??");
	check_clean("a\tb\n", 4, "", "a?b?");
	/* C1 in 8 bits, and as the characters U+0080 to U+009F */
	CLEAN("\2332J", "?2J");
	CLEAN("\302\200 \302\233 \302\237", "? ? ?");
}

static void directions_go(void **state)
{
	(void)state;
	CLEAN("\330\234", "?");				  /* U+061C */
	CLEAN("\342\200\215\342\200\216\342\200\217",	  /* U+200D to F */
	      "\342\200\215??");
	CLEAN("\342\200\250\342\200\251", "??");	  /* U+2028, 9 */
	CLEAN("\342\200\252\342\200\256\342\200\257",	  /* U+202A, E, F */
	      "??\342\200\257");
	CLEAN("\342\201\245\342\201\246\342\201\251\342\201\252",
	      "\342\201\245??\342\201\252");		  /* U+2065 to 206A */
	CLEAN("\357\277\275\357\277\276\357\277\277",	  /* U+FFFD to F */
	      "\357\277\275??");
}

/* What is no sound UTF-8 would take the next character with it. */
static void bytes_go(void **state)
{
	(void)state;
	CLEAN("\377a", "?a");
	CLEAN("\303", "?");
	CLEAN("\303a", "?a");
	CLEAN("\342\200", "??");
	CLEAN("\360\220\200a", "???a");
	CLEAN("\370\210\200\200\200", "?????");
	/* overlong: an escape, a slash */
	CLEAN("\301\233 \340\200\257 \360\200\200\257", "?? ??? ????");
	/* a surrogate, and past the end */
	CLEAN("\355\240\200 \364\220\200\200", "??? ????");
	/* cut in the middle: no byte behind the end is looked at */
	check_clean("\342\200\256", 2, "", "??");
}

static void json_is_escaped(void **state)
{
	_cleanup_free_ char *text = NULL;

	(void)state;
	text = json_print(json_pack("[s]", "\302\233\342\200\256\177 \303\251\n"),
			  JSON_COMPACT);
	assert_string_equal(text,
			    "[\"\\u009b\\u202e\\u007f \303\251\\n\"]\n");
	/* and who reads it has it back */
	json_t *back = json_loads(text, 0, NULL);

	assert_string_equal(json_string_value(json_array_get(back, 0)),
			    "\302\233\342\200\256\177 \303\251\n");
	json_decref(back);
	assert_null(json_print(NULL, 0));
}

static void junit_is_clean(void **state)
{
	_cleanup_buf_ struct buf out = { 0 };
	struct proof p = { .target = xstrdup("t") };

	(void)state;
	proof_add(&p, LEVEL_APPLY, "a\033\302\233<b", FAILED,
		  xstrdup("\342\200\256\n&\357\277\276\377"), 0);
	proofs_junit(&p, 1, &out);
	assert_non_null(strstr(out.data, "name=\"a??&lt;b\""));
	assert_non_null(strstr(out.data, "message=\"??&amp;??\""));
	proof_deinit(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stays),
		cmocka_unit_test(controls_go),
		cmocka_unit_test(directions_go),
		cmocka_unit_test(bytes_go),
		cmocka_unit_test(json_is_escaped),
		cmocka_unit_test(junit_is_clean),
	};

	return cmocka_run_group_tests_name("clean", tests, start, stop);
}
