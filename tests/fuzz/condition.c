/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions, of the preprocessor, of Kconfig, and in the header of a rule. */
#include "fuzz.h"

#include "condition.h"
#include "expr.h"

static int ask_symbol(void *ctx, const char *name)
{
	int *n = ctx;

	++*n;
	return *name == 'A' ? CAN_HOLD : *name == 'B' ? CAN_FAIL : EITHER;
}

static enum answer ask_name(const char *name, void *ctx)
{
	const struct strings *names = ctx;

	must(strings_has(names, name), "a name that is asked for is listed");
	return *name == 'A' ? YES : *name == 'B' ? NO : UNCLEAR;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err e = { 0 };
	int n = 0;

	for (int c = 0; c < 2; c++) {
		int bits = condition_bits(t.p, c, ask_symbol, &n);

		must(bits >= 0 && bits <= EITHER, "a condition is something");
	}
	struct expr *x = expr_parse(t.p, &e);

	if (x) {
		expr_names(x, &names);
		expr_eval(x, ask_name, &names);
	}
	expr_free(x);
	return 0;
}
