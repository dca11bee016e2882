/* SPDX-License-Identifier: GPL-2.0-only */
/* An answer about a kernel is believed where all that it rests on is the same. */
#include "recall.h"

#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static struct store *store;
static const struct store_key question = { "0123456789012345678901234567890123456789" };

static void put(const char *kernel, const char *path, const char *text)
{
	_cleanup_free_ char *whole = xasprintf("%s/%s", kernel, path);
	_cleanup_free_ char *folder = xasprintf("%s/%s", scratch, whole);
	_cleanup_err_ struct err e = { 0 };

	*strrchr(folder, '/') = '\0';
	assert_well(make_dirs(folder, &e), &e);
	free(scratch_file(whole, text, strlen(text)));
}

static struct tree *open_kernel(const char *kernel)
{
	_cleanup_free_ char *dir = xasprintf("%s/%s", scratch, kernel);
	_cleanup_err_ struct err e = { 0 };
	struct tree *tree;

	put(kernel, "include/linux/always.h", "");
	put(kernel, "drivers/always", "");
	assert_well(tree_open_folder(dir, &tree, &e), &e);
	return tree;
}

/* Look at these files of the kernel, separated by blanks, and keep an answer. */
static void keep(const char *kernel, const char *paths, const char *answer)
{
	_cleanup_strings_ struct strings v = { 0 };
	_cleanup_buf_ struct buf looked_at = { 0 };
	_cleanup_buf_ struct buf value = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct tree *tree = open_kernel(kernel);

	while (*paths) {
		size_t n = strcspn(paths, " ");
		_cleanup_free_ char *path = xstrndup(paths, n);
		char oid[OID_HEX + 1];

		if (tree_file_id(tree, path, oid, &e))
			*oid = '\0';
		buf_printf(&looked_at, "%s %s\n", path, *oid ? oid : "-");
		paths += n + (paths[n] == ' ');
	}
	buf_puts(&value, answer);
	recall_keep(store, &question, &looked_at, &value);
	tree_free(tree);
}

/* @want NULL: nothing is known of it. */
static void knows(const char *kernel, const char *want)
{
	_cleanup_buf_ struct buf answer = { 0 };
	struct tree *tree = open_kernel(kernel);
	int is = recall(store, &question, tree, &answer);

	tree_free(tree);
	assert_int_equal(is, want != NULL);
	if (want)
		assert_string_equal(answer.data, want);
}

static void kernels_keep_their_own_answers(void **state)
{
	(void)state;
	knows("a", NULL);
	for (int i = 0; i < 100; i++) {
		_cleanup_free_ char *kernel = xasprintf("many-%d", i);

		put(kernel, "far.h", kernel);
		keep(kernel, "near.h far.h", kernel);
	}
	for (int i = 0; i < 100; i++) {
		_cleanup_free_ char *kernel = xasprintf("many-%d", i);

		knows(kernel, kernel);
	}
}

static void what_was_looked_at_may_differ(void **state)
{
	(void)state;
	put("short", "a.h", "short");
	put("long", "a.h", "long");
	put("long", "b.h", "1");
	keep("short", "a.h", "of one");
	keep("long", "b.h a.h", "of two");
	knows("short", "of one");
	knows("long", "of two");
	put("long", "b.h", "2");
	knows("long", NULL);
}

/* A file that comes, goes, or gives way to a link is another kernel. */
static void what_is_no_file_counts(void **state)
{
	_cleanup_free_ char *path = xasprintf("%s/gone/c.h", scratch);

	(void)state;
	put("gone", "a.h", "gone");
	keep("gone", "a.h c.h", "without");
	knows("gone", "without");
	put("gone", "c.h", "");
	knows("gone", NULL);
	keep("gone", "a.h c.h", "with");
	knows("gone", "with");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("a.h", path), 0);
	knows("gone", "without");
}

static int begin(void **state)
{
	int r = start(state);
	_cleanup_free_ char *dir = xasprintf("%s/memory", scratch);

	store = store_open(dir, 1 << 20);
	return r;
}

static int end(void **state)
{
	store_free(store);
	return stop(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernels_keep_their_own_answers),
		cmocka_unit_test(what_was_looked_at_may_differ),
		cmocka_unit_test(what_is_no_file_counts),
	};

	return cmocka_run_group_tests_name("recall", tests, begin, end);
}
