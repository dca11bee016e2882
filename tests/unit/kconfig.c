/* SPDX-License-Identifier: GPL-2.0-only */
/* Kconfig files, also those that lead in circles or are cut off. */
#include "kconfig.h"

#include "unit.h"

struct file {
	const char *path, *text;
	struct blob blob;
};

/* The files of a kernel; the last has no path. */
static const struct blob *read_file_of(void *ctx, const char *path)
{
	for (struct file *f = ctx; f->path; f++)
		if (!strcmp(f->path, path)) {
			f->blob.len = strlen(f->text);
			free(f->blob.text);
			f->blob.text = xstrdup(f->text);
			return &f->blob;
		}
	return NULL;
}

static bool can(struct file *files, const char *symbol)
{
	struct kconfig *k = kconfig_create(read_file_of, files, "arm64");
	bool can_be = kconfig_can_be_set(k, symbol);

	kconfig_free(k);
	for (struct file *f = files; f->path; f++)
		blob_deinit(&f->blob);
	return can_be;
}

static void files_in_a_circle(void **state)
{
	struct file files[] = {
		{ .path = "Kconfig", .text = "source \"a\"\nsource \"Kconfig\"" },
		{ .path = "a", .text = "source \"a\"\nsource \"Kconfig\"\n"
				       "if B\nsource \"a\"\nendif\n"
				       "config A\n\tbool \"A\"\n" },
		{ 0 }
	};

	(void)state;
	assert_true(can(files, "A"));
	assert_false(can(files, "GONE"));
}

static void dependencies_in_a_circle(void **state)
{
	struct file files[] = {
		{ .path = "Kconfig", .text =
			"config A\n\tbool \"A\"\n\tdepends on B\n"
			"config B\n\tbool \"B\"\n\tdepends on A\n"
			"config C\n\tbool \"C\"\n\tdepends on !C\n"
			"config D\n\tbool \"D\"\n\tdepends on A && GONE\n" },
		{ 0 }
	};

	(void)state;
	assert_true(can(files, "A")); /* unclear, which forbids nothing */
	assert_true(can(files, "C"));
	assert_false(can(files, "D"));
}

static void lines_of_all_kinds(void **state)
{
	struct file files[] = {
		{ .path = "Kconfig", .text =
			"endif\nendmenu\r\nmenu \"M\"\n\tdepends on GONE\n"
			"config A\n\tbool \"A\"\nendmenu\n"
			"config B\r\n\tbool \"B\"\r\n\thelp\r\n"
			"\t  config HELP\r\n\r\n\t  more\n"
			"config C\n\tbool \\\n\t\"C\"\n\tdepends on \\\n GONE\n"
			"source \"arch/$(OTHER)/Kconfig\"\n"
			"source \"arch/$SRCARCH/Kconfig\"\n" },
		{ .path = "arch/arm64/Kconfig", .text = "config D\n\tdef_bool y" },
		{ 0 }
	};

	(void)state;
	assert_false(can(files, "A"));
	assert_true(can(files, "B"));
	assert_false(can(files, "HELP"));
	assert_false(can(files, "C"));
	assert_true(can(files, "D"));
}

/* What is asked for must be what is written, and no byte more. */
static const struct blob *read_only_root(void *ctx, const char *path)
{
	assert_string_equal(path, "Kconfig");
	return ctx;
}

static void source_that_is_cut_off(void **state)
{
	static const char *const texts[] = {
		"source \"x/$(SRCARCH", "source \"x/$(SRCARCH\n",
		"source \"x/$(SRCARCH/Kconfig\"\n", "source \"$", "source $(",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct blob root = { .text = xstrdup(texts[i]),
				     .len = strlen(texts[i]) };
		struct kconfig *k =
			kconfig_create(read_only_root, &root, "arm64");

		assert_true(kconfig_can_be_set(k, "A")); /* nothing is known */
		kconfig_free(k);
		blob_deinit(&root);
	}
}

/* A chain, and a tree whose every symbol depends on two others. */
static void many_dependencies(void **state)
{
	struct buf text = { 0 };

	(void)state;
	for (int i = 0; i < 60; i++)
		buf_printf(&text, "config A%d\n\tbool \"A\"\n"
			   "\tdepends on (A%d || A%d) && (A%d || A%d)\n",
			   i, i + 1, i + 2, i + 3, i + 4);
	struct file files[] = { { .path = "Kconfig", .text = text.data },
				{ 0 } };

	can(files, "A0");
	buf_deinit(&text);
}

static void noise(void **state)
{
	static const char *const parts[] = {
		"config ", "A", "\n", "\t", "if ", "endif\n", "menu ", "help\n",
		"depends on ", "\"", "$", "(", ")", "&& ", "source ", "\\\n",
		"# ", "def_bool y", " if ", "select ", "\r\n", "choice\n", "$("
	};
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		_cleanup_uses_ struct uses uses = { 0 };
		struct buf text = { 0 };

		for (int i = 0; i < 60; i++) {
			seed = seed * 1664525 + 1013904223;
			buf_puts(&text,
				 parts[(seed >> 16) % ARRAY_SIZE(parts)]);
			if (!(seed >> 26))
				buf_putc(&text, '\0');
		}
		_cleanup_free_ char *copy = xcalloc(text.len + 1, 1);

		memcpy(copy, text.data, text.len);
		kconfig_uses(copy, text.len, &uses);
		struct file files[] = { { .path = "Kconfig", .text = copy },
					{ 0 } };

		can(files, "A");
		buf_deinit(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_in_a_circle),
		cmocka_unit_test(dependencies_in_a_circle),
		cmocka_unit_test(lines_of_all_kinds),
		cmocka_unit_test(source_that_is_cut_off),
		cmocka_unit_test(noise),
		cmocka_unit_test(many_dependencies),
	};

	return cmocka_run_group_tests_name("kconfig", tests, NULL, NULL);
}
