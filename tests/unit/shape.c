/* SPDX-License-Identifier: GPL-2.0-only */
/* Shapes as text, and which known one is nearest. */
#include "shape.h"

#include "unit.h"

static struct shapes shape_of(const char *text)
{
	struct shapes s = { 0 };

	shapes_read(text, strlen(text), &s);
	return s;
}

static void text_and_back(void **state)
{
	static const char text[] = "a.h: f\n\tint f(int)\n"
				   "b.h: struct s\n\tint a: 1\n\tint b\n"
				   "c.h: line with: a colon\n";
	_cleanup_shapes_ struct shapes s = shape_of(text);
	_cleanup_free_ char *again = shapes_text(&s);

	(void)state;
	assert_string_equal(again, text);
}

static void damaged_text_is_no_crash(void **state)
{
	_cleanup_shapes_ struct shapes s =
		shape_of("\tno subject\nno colon\n\n: \n\t\na: b");

	(void)state;
	assert_int_equal(s.n, 2);
	assert_null(shapes_find(&s, "c"));
}

/* The known ones a, b, ... by their texts; which is nearest to @mine? */
static void check_nearest(const char *const *known, const char *mine,
			  const char *subject, const char *want)
{
	_cleanup_(known_deinit) struct known k = { 0 };
	_cleanup_shapes_ struct shapes s = shape_of(mine);
	_cleanup_strings_ struct strings subjects = { 0 };

	for (size_t i = 0; known[i]; i++) {
		struct known_target *t = array_add(k.v, k.n);

		t->name = xasprintf("%c", (char)('a' + i));
		t->shapes = shape_of(known[i]);
	}
	if (subject)
		strings_add(&subjects, subject);
	const struct known_target *t =
		known_nearest(&k, &s, subject ? &subjects : NULL);

	assert_string_equal(t ? t->name : "none", want);
}

static void nearest(void **state)
{
	static const char *const registrations[] = {
		"a.h: r\na.h: s\n\tint s\n", "a.h: r\n\tint r(int)\n",
		"a.h: r\n\tint r(int)\na.h: s\n\tint s\n", NULL,
	};
	static const char *const none[] = { NULL };

	(void)state;
	/* a change is nearer than what is not there at all */
	check_nearest(registrations, "a.h: r\n\tint r(long)\n", "r", "b");
	/* of equals the one that is nearer in all, */
	check_nearest(registrations, "a.h: r\n\tint r(long)\na.h: s\n\tint s\n",
		      "r", "c");
	/* or the first */
	check_nearest(registrations, "a.h: r\n\tint r(int)\na.h: s\n", "r", "b");
	check_nearest(registrations, "a.h: r\n", "r", "a");
	/* the path is no difference */
	check_nearest(registrations, "z.h: r\n\tint r(int)\na.h: s\n\tint s\n",
		      NULL, "c");
	/* one that tells nothing of it is not near */
	check_nearest(registrations, "a.h: t\n\tint t\n", "t", "none");
	check_nearest(none, "a.h: r\n", "r", "none");
}

static void difference_is_small(void **state)
{
	_cleanup_shapes_ struct shapes old = shape_of("a.h: f\n\tint f(int)\n");
	_cleanup_shapes_ struct shapes new = shape_of("a.h: f\n\tint f(long)\n");
	_cleanup_shapes_ struct shapes many = shape_of(
		"a.h: f\n\t1\n\t2\n\t3\n\t4\n\t5\n\t6\n\t7\n\t8\n\t9\n\t10\n"
		"\t11\n\t12\n\t13\n\t14\n\t15\n\t16\n\t17\n\t18\n\t19\n\t20\n");
	_cleanup_strings_ struct strings f = { 0 };

	(void)state;
	strings_add(&f, "f");
	_cleanup_free_ char *none =
		shapes_difference(&old, "x", &old, "y", &f);
	_cleanup_free_ char *one = shapes_difference(&old, "x", &new, "y", &f);
	_cleanup_free_ char *cut = shapes_difference(&old, "x", &many, "y", &f);

	assert_string_equal(none, "");
	assert_string_equal(one, "--- x\n+++ y\n@@ -1,2 +1,2 @@\n a.h: f\n"
				 "-\tint f(int)\n+\tint f(long)\n");
	assert_non_null(strstr(cut, "+\t15\n... and 5 more\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_back),
		cmocka_unit_test(damaged_text_is_no_crash),
		cmocka_unit_test(nearest),
		cmocka_unit_test(difference_is_small),
	};

	return cmocka_run_group_tests_name("shape", tests, start, stop);
}
