/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory is read to its end, or not at all. */
#include "dir.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>

#include "unit.h"

/* So many names, and then an error of the disk; -1: none. */
static int names_left = -1;

/* Stands before the C library's. */
struct dirent *readdir(DIR *d)
{
	struct dirent *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir");

	if (!names_left) {
		errno = EIO;
		return NULL;
	}
	names_left -= names_left > 0;
	return real(d);
}

static int make(void **state)
{
	static const char *const names[] = { "b", "a", ".c" };
	int r = start(state);

	for (size_t i = 0; !r && i < ARRAY_SIZE(names); i++)
		free(scratch_file(names[i], "", 0));
	return r;
}

static void all_names_in_order(void **state)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err e = { 0 };

	(void)state;
	strings_add(&names, "kept");
	assert_int_equal(list_dir(scratch, &names, &e), 1);
	assert_int_equal(names.n, 4);
	assert_string_equal(names.v[0], "kept");
	assert_string_equal(names.v[1], ".c");
	assert_string_equal(names.v[2], "a");
	assert_string_equal(names.v[3], "b");
}

/* Wherever it fails, a part of the names is never given for all of them. */
static void an_error_is_no_end(void **state)
{
	(void)state;
	for (int n = 0; n < 5; n++) {
		_cleanup_strings_ struct strings names = { 0 };
		_cleanup_err_ struct err e = { 0 };

		names_left = n;
		int r = list_dir(scratch, &names, &e);

		names_left = -1;
		assert_int_equal(r, -1);
		assert_int_equal(names.n, 0);
		assert_says(&e, scratch);
		assert_says(&e, strerror(EIO));
	}
}

static void a_missing_one_is_told_from_a_fault(void **state)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err e = { 0 };
	_cleanup_free_ char *none = xasprintf("%s/none", scratch);
	_cleanup_free_ char *file = xasprintf("%s/a", scratch);

	(void)state;
	assert_int_equal(list_dir(none, &names, &e), 0);
	assert_null(e.msg);
	assert_int_equal(list_dir(file, &names, &e), -1);
	assert_non_null(e.msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_names_in_order),
		cmocka_unit_test(an_error_is_no_end),
		cmocka_unit_test(a_missing_one_is_told_from_a_fault),
	};

	return cmocka_run_group_tests_name("dir", tests, make, stop);
}
