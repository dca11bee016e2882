/* SPDX-License-Identifier: GPL-2.0-only */
/* Counting parameters. What is asked of whole files: tests/decls.t. */
#include "ask.h"

#include "unit.h"

static void parameters_are_counted(void **state)
{
	static const struct {
		const char *signature;
		int want;
	} cases[] = {
		{ "", 0 },
		{ "()", 0 },
		{ "( )", 0 },
		{ "(void)", 0 },
		{ "(int a)", 1 },
		{ "(void *)", 1 },
		{ "(void *a)", 1 },
		{ "(int)", 1 },
		{ "(int a, int b)", 2 },
		{ "(const char *fmt, ...)", 2 },
		{ "(...)", 1 },
		/* commas of a parameter's own */
		{ "(void (*f)(int, int))", 1 },
		{ "(void (*f)(int, int), void *data)", 2 },
		{ "(int (*f)(int (*)(int, int), int), int b)", 2 },
		{ "(int a[MAX(1, 2)], int b)", 2 },
		{ "(struct iommu_device *iommu, const struct iommu_ops *ops, struct device *hwdev)",
		  3 },
		/* a macro's */
		{ "(a,b,c)", 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *is =
			xasprintf("%s has %d", cases[i].signature,
				  count_params(cases[i].signature));
		_cleanup_free_ char *should_be = xasprintf(
			"%s has %d", cases[i].signature, cases[i].want);

		assert_string_equal(is, should_be);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_counted),
	};

	return cmocka_run_group_tests_name("decls", tests, NULL, NULL);
}
