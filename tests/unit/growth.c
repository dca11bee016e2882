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
#include "cparse.h"
#include "ctext.h"
#include "cuse.h"
#include "jsontext.h"
#include "kbuild.h"
#include "kconfig.h"

#include "unit.h"

#ifdef __SANITIZE_ADDRESS__
#define LIMIT 20 /* seconds */
#else
#define LIMIT 3
#endif

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
	assert_true(held() < before + 10000000);
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
	assert_true(held() < before + 10000000);
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

/* The files of a kernel, made as they are asked for: "Kconfig", "1", "2", ... */
struct kernel {
	struct blob blob;
	const char *last;
};

static const struct blob *next_of(void *ctx, const char *path)
{
	struct kernel *k = ctx;
	struct buf text = { 0 };
	int n = atoi(path);

	if (n == 30)
		buf_puts(&text, k->last);
	else
		buf_printf(&text, "config A%d\n\tbool \"A\"\n"
			   "if A%d\nsource \"%d\"\nendif\n"
			   "if GONE || A%d\nsource \"%d\"\nendif\n",
			   n, n, n + 1, n, n + 1);
	blob_deinit(&k->blob);
	k->blob.len = text.len;
	k->blob.text = buf_steal(&text);
	return &k->blob;
}

/* Thirty files, each of which reads the next in two lines: a thousand million. */
static void files_that_are_read_twice_each(void **state)
{
	static const struct {
		const char *last;
		bool b, c;
	} cases[] = {
		{ "config B\n\tbool \"B\"\n", true, false },
		{ "config B\n\tbool \"B\"\n\tdepends on GONE\n"
		  "config C\n\tbool \"C\"\n\tdepends on A29\n", false, true },
		/* in a circle: unclear, which forbids nothing */
		{ "config B\n\tbool \"B\"\n\tdepends on C\n"
		  "config C\n\tbool \"C\"\n\tdepends on B\n", true, true },
		{ "config A0\n\tbool \"A\"\nsource \"Kconfig\"\nsource \"7\"\n"
		  "config B\n\tbool \"B\"\n", true, false },
	};
	double start = spent();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kernel files = { .last = cases[i].last };
		struct kconfig *k = kconfig_create(next_of, &files, "arm64");

		assert_int_equal(kconfig_can_be_set(k, "B"), cases[i].b);
		assert_int_equal(kconfig_can_be_set(k, "C"), cases[i].c);
		kconfig_free(k);
		blob_deinit(&files.blob);
	}
	assert_true(spent() - start < LIMIT);
}

static const struct blob *only_file(void *ctx, const char *path)
{
	return strcmp(path, "Kconfig") ? NULL : ctx;
}

/* An entry in each of so many blocks: what is around it is said once. */
static void blocks_in_blocks(void **state)
{
	struct buf text = { 0 };
	size_t before = held();
	double start = spent();

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "if A%d\nconfig A%d\n\tbool \"A\"\n", i,
			   i + 1);
	buf_puts(&text, "config B\n\tbool \"B\"\n");
	repeat(&text, "endif\n", 20000);
	buf_puts(&text, "config C\n\tbool \"C\"\n\tdepends on GONE\n");
	struct blob root = { .text = text.data, .len = text.len };
	struct kconfig *k = kconfig_create(only_file, &root, "arm64");

	kconfig_can_be_set(k, "B"); /* more than it follows */
	assert_false(kconfig_can_be_set(k, "C"));
	assert_false(kconfig_can_be_set(k, "A1")); /* there is no A0 */
	assert_true(spent() - start < LIMIT);
	assert_true(held() < before + 50000000);
	kconfig_free(k);
	buf_deinit(&text);
}

/* A symbol with as many dependencies, defaults and selects as lines. */
static void an_entry_of_many_lines(void **state)
{
	struct buf text = { 0 };
	double start = spent();

	(void)state;
	buf_puts(&text, "config A\n");
	repeat(&text, "\tdefault GONE if X\n", 100000);
	repeat(&text, "\tdepends on Y || GONE\n", 100000);
	buf_puts(&text, "config Y\n\tbool \"Y\"\nconfig X\n\tbool \"X\"\n");
	repeat(&text, "\tselect A if GONE\n", 100000);
	struct blob root = { .text = text.data, .len = text.len };
	struct kconfig *k = kconfig_create(only_file, &root, "arm64");

	kconfig_can_be_set(k, "A");
	assert_true(spent() - start < LIMIT);
	kconfig_free(k);
	buf_deinit(&text);
}

/* What a program of the kernel says on stderr may be up to 64 MiB. */
static void bytes_that_are_no_text(void **state)
{
	static const char *const bytes[] = { "\xff", "\xc3", "\x80", "a\xe2\x82" };
	double start = spent();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++) {
		struct buf text = { 0 };

		repeat(&text, bytes[i], 2000000);
		buf_puts(&text, "\xe2\x82\xac");
		json_t *json = json_text(text.data);

		assert_true(json_is_string(json));
		assert_string_equal(json_string_value(json) +
					    json_string_length(json) - 6,
				    "\xef\xbf\xbd\xe2\x82\xac");
		json_decref(json);
		buf_deinit(&text);
	}
	assert_true(spent() - start < LIMIT);
}

/* Parts of parts of objects: each line of the Makefile speaks of the object. */
static void a_makefile_that_lists_one_object(void **state)
{
	_cleanup_buf_ struct buf text = { 0 };
	_cleanup_buf_ struct buf config = { 0 };
	_cleanup_free_ char *off = NULL;
	_cleanup_err_ struct err e = { 0 };
	double start = spent();

	(void)state;
	for (int i = 0; i < 30000; i++)
		buf_printf(&text, "a%d-y := demo.o a%d.o\n", i, i + 1);
	repeat(&text, "a-y := demo.o\n", 30000);
	buf_puts(&text, "obj-$(CONFIG_A) += a.o\n");
	_cleanup_free_ char *path =
		scratch_file("Makefile", text.data, text.len);

	buf_puts(&config, "CONFIG_B=y\n");
	assert_int_equal(is_built(scratch, &config, "demo.o", NULL, &e), 1);
	assert_int_equal(is_built(scratch, &config, "a.o", &off, &e), 0);
	assert_string_equal(off, "CONFIG_A");
	assert_true(spent() - start < LIMIT);
}

/* @n times @before, @middle, and @n times @behind. */
static char *nested(const char *before, size_t n, const char *middle,
		    const char *behind)
{
	struct buf text = { 0 };

	repeat(&text, before, n);
	buf_puts(&text, middle);
	repeat(&text, behind, n);
	return buf_steal(&text);
}

static void declarations_in_declarations(void **state)
{
	static const struct {
		const char *before, *middle, *behind;
	} cases[] = {
		{ "struct { ", "int last;", " };" },
		{ "struct { ", "int last;", " } a;" },
		{ "union x { int a; ", "int last;", " } *b[2];" },
		{ "(", "last", ")" },
		{ "(*", "last", ")(int)" },
		{ "int (*f)(", "last", ")" },
		{ "int *", "last", "[3]" },
		{ "*", "last", "" },
		{ "struct { int first; ", "int last;", " } a, b, c, d;" },
	};
	size_t before = held();
	double start = spent();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = nested(
			cases[i].before, 2500, cases[i].middle,
			cases[i].behind);
		_cleanup_free_ char *whole =
			xasprintf("struct demo { int x; %s };", text);
		_cleanup_free_ char *members =
			members_spelled(whole, strlen(whole));
		_cleanup_free_ char *one =
			declaration_spelled(text, strlen(text), NULL);

		assert_true(starts_with(members, "int x\n"));
		assert_non_null(strstr(members, "last"));
		assert_true(strlen(members) < 10 * strlen(text) + 1000000);
	}
	assert_true(spent() - start < LIMIT);
	assert_true(held() < before + 10000000);
}

/* What C promises is read as ever. */
static void structures_as_deep_as_in_c(void **state)
{
	_cleanup_free_ char *text =
		nested("struct { ", 63, "int last;", "}; ");
	_cleanup_free_ char *members = members_spelled(text, strlen(text));

	(void)state;
	assert_string_equal(members, "int last\n");
}

static void variables_without_end(void **state)
{
	_cleanup_uses_ struct uses uses = { 0 };
	struct buf text = { 0 };
	double start = spent();

	(void)state;
	for (int i = 0; i < 60000; i++)
		buf_printf(&text, "int w%d;\n", i);
	buf_puts(&text, "struct a v0, v1;\nint f(void)\n{\n\t{\n\t\tstruct b *v0;\n"
			"\t\tv0->x();\n\t}\n\treturn v0.y + v1.z;\n}\n");
	uses_read(text.data, text.len, &uses);
	/* the innermost of each name */
	struct buf said = { 0 };

	for (size_t i = 0; i < uses.n; i++)
		if (uses.v[i].kind == USE_MEMBER)
			buf_printf(&said, "%s.%s ", uses.v[i].name,
				   uses.v[i].member);
	assert_string_equal(said.data, "b.x a.y a.z ");
	buf_deinit(&said);
	assert_true(spent() - start < LIMIT);
	buf_deinit(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ladder_of_elif),
		cmocka_unit_test(a_pile_of_ifs),
		cmocka_unit_test(one_word_all_over_a_header),
		cmocka_unit_test(files_that_are_read_twice_each),
		cmocka_unit_test(blocks_in_blocks),
		cmocka_unit_test(an_entry_of_many_lines),
		cmocka_unit_test(bytes_that_are_no_text),
		cmocka_unit_test(a_makefile_that_lists_one_object),
		cmocka_unit_test(declarations_in_declarations),
		cmocka_unit_test(structures_as_deep_as_in_c),
		cmocka_unit_test(variables_without_end),
	};

	return cmocka_run_group_tests_name("growth", tests, start, stop);
}
