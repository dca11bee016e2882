/* SPDX-License-Identifier: GPL-2.0-only */
/* Can a condition hold, can it fail? Also one that makes no sense. */
#include "condition.h"

#include "unit.h"

/* YES can only hold, NO only fail, and any other symbol can do both. */
static int ask(void *ctx, const char *name)
{
	(void)ctx;
	if (!strcmp(name, "YES"))
		return CAN_HOLD;
	return !strcmp(name, "NO") ? CAN_FAIL : EITHER;
}

static void check_c(const char *text, int want)
{
	if (condition_bits(text, true, ask, NULL) != want)
		assert_string_equal(text, "what was expected of it");
}

static void check_kconfig(const char *text, int want)
{
	if (condition_bits(text, false, ask, NULL) != want)
		assert_string_equal(text, "what was expected of it");
}

static void of_the_preprocessor(void **state)
{
	(void)state;
	check_c("", CAN_HOLD);
	check_c("defined(CONFIG_YES)", CAN_HOLD);
	check_c("!defined CONFIG_YES", CAN_FAIL);
	check_c("IS_ENABLED(CONFIG_NO) || defined(CONFIG_YES)", CAN_HOLD);
	check_c("IS_REACHABLE(CONFIG_NO) && defined(CONFIG_ANY)", CAN_FAIL);
	check_c("defined(CONFIG_NO_MODULE)", CAN_FAIL);
	check_c("(1) && !(0)", CAN_HOLD);
	check_c("CONFIG_YES > 3", EITHER);
	check_c("GCC_VERSION >= 40600 && 0", CAN_FAIL);
	check_c("__has_attribute(x)", EITHER);
	check_c("YES", EITHER); /* no symbol: it has no CONFIG_ */
}

static void of_kconfig(void **state)
{
	(void)state;
	check_kconfig("YES && !NO", CAN_HOLD);
	check_kconfig("NO || m", CAN_HOLD);
	check_kconfig("NO = n", CAN_HOLD);
	check_kconfig("NO != n", CAN_FAIL);
	check_kconfig("YES=y", CAN_HOLD);
	check_kconfig("YES!=y", EITHER); /* it may be m */
	check_kconfig("NO = NO", EITHER);
	check_kconfig("$(cc-option,-mno-x) && NO", CAN_FAIL);
	check_kconfig("\"text && NO\"", EITHER);
	check_kconfig("64BIT", EITHER);
}

static void nonsense_forbids_nothing(void **state)
{
	static const char *const texts[] = {
		"NO)", "(", ")", "&&", "||", "! !", "NO &&& NO )", "$(", "$",
		"\"", "'", "NO = ", "=", "!=", "defined", "defined(",
		"IS_ENABLED(CONFIG_", "(((", "@", "\\", "NO @", "\x80\xff",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *copy = xstrdup(texts[i]);

		condition_bits(copy, true, ask, NULL);
		condition_bits(copy, false, ask, NULL);
	}
	check_c("defined(CONFIG_NO))", EITHER);
	check_c("defined(CONFIG_NO) @", EITHER);
	check_kconfig("NO @", EITHER);
}

static void deep_and_long(void **state)
{
	static const char *const parts[] = { "(", "!", "NO && ", "NO || ",
					     "$(", "!(", "NO = (", "f(" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		struct buf text = { 0 };

		while (text.len < 200000)
			buf_puts(&text, parts[i]);
		condition_bits(text.data, true, ask, NULL);
		condition_bits(text.data, false, ask, NULL);
		buf_deinit(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_the_preprocessor),
		cmocka_unit_test(of_kconfig),
		cmocka_unit_test(nonsense_forbids_nothing),
		cmocka_unit_test(deep_and_long),
	};

	return cmocka_run_group_tests_name("condition", tests, NULL, NULL);
}
