/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For every unit test: cmocka, and files in a scratch folder. Include the
 * program's own headers first: cmocka has a macro fail() of its own.
 */
#ifndef UNIT_H
#define UNIT_H

#include <git2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util.h"

#include <cmocka.h>

/* Of the group: libgit2, and a scratch folder that goes when it ends. */
static char scratch[] = "/tmp/backportgen-unit-XXXXXX";

static inline int start(void **state)
{
	(void)state;
	git_libgit2_init();
	return mkdtemp(scratch) ? 0 : -1;
}

static inline int stop(void **state)
{
	_cleanup_err_ struct err e = { 0 };

	(void)state;
	git_libgit2_shutdown();
	return remove_tree(scratch, &e);
}

/* Write scratch/@name; the path is the caller's to free. */
static inline char *scratch_file(const char *name, const char *text,
				 size_t len)
{
	_cleanup_err_ struct err e = { 0 };
	char *path = xasprintf("%s/%s", scratch, name);

	assert_int_equal(write_file(path, text, len, &e), 0);
	return path;
}

/* Does the message hold this text? If not, show both. */
static inline void assert_says(const struct err *e, const char *text)
{
	if (!e->msg || !strstr(e->msg, text))
		assert_string_equal(e->msg ? e->msg : "(no message)", text);
}

/* No fault: show the message if there is one. */
static inline void assert_well(int result, const struct err *e)
{
	assert_string_equal(e->msg ? e->msg : "", "");
	assert_int_equal(result, 0);
}

#endif
