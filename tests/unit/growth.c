/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What comes from others may be large, or made to look small and grow. Each
 * step has an input over which the program once sat for ten seconds or more, or
 * took a hundred megabytes, and wants it done in a fraction of that. The
 * time is that of the processor, lest other work on the machine counts.
 */
#include <malloc.h>
#include <time.h>

#include "ask.h"
#include "condition.h"
#include "ctext.h"

#include "unit.h"

#define LIMIT 3 /* seconds, also for the sanitizers, and for a slow machine */

static double spent(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static size_t held(void)
{
	return mallinfo2().uordblks; /* nothing under ASan */
}

static void repeat(struct buf *b, const char *text, size_t n)
{
	while (n--)
		buf_puts(b, text);
}

static int either(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return EITHER;
}

/* Every #elif stands under the "not" of all before it. */
static void a_ladder_of_elif(void **state)
{
	struct includes includes = { 0 };
	struct buf text = { 0 };
	size_t before = held();

	(void)state;
	buf_puts(&text, "#if A\n");
	for (int i = 0; i < 4000; i++)
		buf_printf(&text, "#elif B%d\n#include <c%d.h>\n", i, i);
	includes_read(text.data, text.len, &includes);
	assert_int_equal(includes.n, 4000);
	assert_string_equal(includes.v[1].conditions, "!(A) && !(B0) && (B1)");
	/* of the last, a part is known, and what is left out is left open */
	assert_int_equal(condition_bits(includes.v[3999].conditions, true,
					either, NULL), EITHER);
	assert_true(held() - before < 10000000);
	includes_deinit(&includes);
	buf_deinit(&text);
}

static void a_pile_of_ifs(void **state)
{
	struct conditions c = { 0 };
	struct buf text = { 0 };
	size_t before = held();

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "#if A%d\n", i);
	conditions_read(text.data, text.len, &c);
	assert_string_equal(conditions_at(&c, 3), "(A0) && (A1)");
	assert_true(strlen(conditions_at(&c, 20001)) < 8192);
	assert_true(held() - before < 10000000);
	conditions_deinit(&c);
	buf_deinit(&text);
}

/* No question to a file may go through it again for each word it finds. */
static void one_word_all_over_a_header(void **state)
{
	struct blob *b = blob_create();
	struct buf text = { 0 };
	struct decls d = { 0 };
	double start = spent();
	int line;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct decl *v = array_add(d.v, d.n);

		repeat(&text, "#define m() f f f f\n", 1);
		*v = (struct decl){ DECL_MACRO, i + 1, i + 1, xstrdup("m"),
				    xstrdup(""), xstrdup("()") };
	}
	b->len = text.len;
	b->text = buf_steal(&text);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(ask_function(&d, b, "f", &line), NO);
		assert_int_equal(ask_params(&d, b, "m", 3, &line), NO);
	}
	assert_true(spent() - start < LIMIT);
	blob_deinit(b);
	free(b);
	for (size_t i = 0; i < d.n; i++) {
		free(d.v[i].name);
		free(d.v[i].scope);
		free(d.v[i].signature);
	}
	free(d.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ladder_of_elif),
		cmocka_unit_test(a_pile_of_ifs),
		cmocka_unit_test(one_word_all_over_a_header),
	};

	return cmocka_run_group_tests_name("growth", tests, start, stop);
}
