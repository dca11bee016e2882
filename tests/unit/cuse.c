/* SPDX-License-Identifier: GPL-2.0-only */
/* What a text uses, also where it is no good C. */
#include "cuse.h"

#include <time.h>

#include "unit.h"

/* "line kind name[.member][=value][/args]", a line for each use. */
static char *listed(const char *text, size_t len)
{
	static const char kinds[] = "ICSMKD";
	_cleanup_uses_ struct uses uses = { 0 };
	struct buf out = { 0 };
	/* exactly as long as it is, for ASan */
	_cleanup_free_ char *copy = xcalloc(len + 1, 1);

	memcpy(copy, text, len);
	uses_read(copy, len, &uses);
	for (size_t i = 0; i < uses.n; i++) {
		const struct use *u = &uses.v[i];

		buf_printf(&out, "%d%c %s", u->line, kinds[u->kind], u->name);
		if (u->member)
			buf_printf(&out, ".%s", u->member);
		if (u->value)
			buf_printf(&out, "=%s", u->value);
		if (u->kind == USE_CALL)
			buf_printf(&out, "/%d", u->args);
		buf_putc(&out, ' ');
	}
	buf_putc(&out, ';');
	return buf_steal(&out);
}

static void check_uses(const char *text, const char *want)
{
	_cleanup_free_ char *have = listed(text, strlen(text));

	assert_string_equal(have, want);
}

static const char driver[] =
	"#include <linux/of.h>\r\n"
	"#include \"core.h\"\n"
	"static struct demo *all[2];\n"
	"static int start(struct device *dev)\n"
	"{\n"
	"\treturn call(dev->data, f(1), (2, 3), \"a, b\");\n"
	"}\n"
	"static const struct ops ops = {\n"
	"\t.start = start, .in = { .other = &start },\n"
	"};\n"
	"#ifdef CONFIG_DEMO\n"
	"#endif\n";

static void all_kinds(void **state)
{
	(void)state;
	check_uses(driver,
		   "1I <linux/of.h> 2I \"core.h\" 6C call/4 6M device.data "
		   "6C f/1 8S ops 9M ops.start=start 9M ops.in "
		   "9M ops.in.other=start 11K DEMO ;");
}

static void cut_anywhere(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(driver); len++)
		free(listed(driver, len));
	for (size_t from = 0; from < sizeof(driver); from++)
		free(listed(driver + from, sizeof(driver) - 1 - from));
}

static void an_include_that_is_not_closed(void **state)
{
	(void)state;
	check_uses("#include <linux/of.h\nint a;\n", ";");
	check_uses("#include <", ";");
	check_uses("#include \"", ";");
	check_uses("#include \"a\n", ";");
	check_uses("#include", ";");
	check_uses("#", ";");
}

/* Bytes of no text, and brackets that fit nothing. */
static void an_apostrophe_in_a_message(void **state)
{
	(void)state;
	check_uses("#error don't\n#include <linux/of.h>\n",
		   "2I <linux/of.h> ;");
}

static void noise(void **state)
{
	static const char some[] = "{}()[];,.=&*-># \n\"'\\/struct CONFIG_Aa\0\r";
	uint32_t seed = 1;
	char text[400];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = some[(seed >> 16) % sizeof(some)];
			if (!(seed >> 24))
				text[i] = (char)(seed >> 8);
		}
		free(listed(text, sizeof(text)));
	}
}

static char *repeated(const char *what, size_t size, size_t *len)
{
	struct buf out = { 0 };

	while (out.len < size)
		buf_puts(&out, what);
	*len = out.len;
	return buf_steal(&out);
}

/* Cost follows the length, also of what is never closed. */
static void two_megabytes(void **state)
{
	static const char *const parts[] = {
		"f(", "{", "}", "(", "[", "a.b", "a->", "struct a *b, ",
		"int f(struct a *b, int c);\n", "/*", "\"", "\\\n", "#if A\n",
		"#define A(b) c(\n", ".a = {", "struct a b = {", "f(1, g(",
		"struct a b[", "x", "CONFIG_A ", "#include <a>\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		size_t len;
		_cleanup_free_ char *text = repeated(parts[i], 2 << 20, &len);
		clock_t start_time = clock();

		free(listed(text, len));
		if (clock() - start_time > 20 * CLOCKS_PER_SEC)
			assert_string_equal(parts[i], "not in 20 seconds");
	}
}

static void makefiles(void **state)
{
	static const char text[] = "obj-$(CONFIG_A) += a.o # CONFIG_B\n"
				   "ifdef CONFIG_C_D\nCONFIG_";
	_cleanup_uses_ struct uses uses = { 0 };

	(void)state;
	makefile_uses(text, strlen(text), &uses);
	assert_int_equal(uses.n, 3);
	assert_string_equal(uses.v[0].name, "A");
	assert_string_equal(uses.v[1].name, "C_D");
	assert_int_equal(uses.v[1].line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kinds),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(an_include_that_is_not_closed),
		cmocka_unit_test(an_apostrophe_in_a_message),
		cmocka_unit_test(noise),
		cmocka_unit_test(two_megabytes),
		cmocka_unit_test(makefiles),
	};

	return cmocka_run_group_tests_name("cuse", tests, NULL, NULL);
}
