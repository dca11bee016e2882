/* SPDX-License-Identifier: GPL-2.0-only */
/* Files in git-config syntax: values, line numbers, and what is refused. */
#include "conf.h"

#include "unit.h"

static const char *const keys[] = { "ref", "path", "on", NULL };
static const char *const repeatable[] = { "path", NULL };
static const struct conf_shape shape = { "target", keys, repeatable };

static void read_text(const char *text, struct conf *conf)
{
	_cleanup_free_ char *path = scratch_file("c", text, strlen(text));
	_cleanup_err_ struct err e = { 0 };

	assert_well(conf_read(path, &shape, 1, conf, &e), &e);
}

static void lines_are_kept(void **state)
{
	_cleanup_conf_ struct conf conf = { 0 };

	(void)state;
	read_text("# one\n"
		  "\n"
		  "[target \"b\"]\n"
		  "\tref = x ; why\n"
		  "# between\n"
		  "\tpath = p\n"
		  "  [target \"a\"] ref = y\n"
		  "\n"
		  "path=q\n"
		  "\tpath =\tr # why\n",
		  &conf);
	/* the file's order, not the alphabet's */
	assert_int_equal(conf.n, 2);
	const struct conf_section *b = &conf.sections[0];
	const struct conf_section *a = &conf.sections[1];

	assert_string_equal(b->name, "b");
	assert_int_equal(b->line, 3);
	assert_string_equal(conf_get(b, "ref"), "x");
	assert_int_equal(conf_line(b, "ref"), 4);
	assert_string_equal(conf_get(b, "path"), "p");
	assert_int_equal(conf_line(b, "path"), 6);
	/* what is not there stands at the section */
	assert_null(conf_get(b, "on"));
	assert_int_equal(conf_line(b, "on"), 3);

	assert_string_equal(a->name, "a");
	assert_int_equal(a->line, 7);
	assert_string_equal(conf_get(a, "ref"), "y");
	assert_int_equal(conf_line(a, "ref"), 7);
	assert_int_equal(a->n, 3);
	assert_string_equal(a->entries[1].value, "q");
	assert_int_equal(a->entries[1].line, 9);
	assert_string_equal(a->entries[2].value, "r");
	assert_int_equal(a->entries[2].line, 10);
}

static void escapes(void **state)
{
	_cleanup_conf_ struct conf conf = { 0 };

	(void)state;
	read_text("[target \"a\\\"b\\\\c\"]\n"
		  "\tref = \"x\\ty ; no comment # here\" ; comment\n"
		  "\tpath = a\\\\b\n"
		  "\tpath = \" kept \"\n"
		  "\tpath = say \\\"hi\\\"\n",
		  &conf);
	const struct conf_section *s = &conf.sections[0];

	assert_string_equal(s->name, "a\"b\\c");
	assert_string_equal(s->entries[0].value, "x\ty ; no comment # here");
	assert_string_equal(s->entries[1].value, "a\\b");
	assert_string_equal(s->entries[2].value, " kept ");
	assert_string_equal(s->entries[3].value, "say \"hi\"");
}

/* A line that goes on hides what looks like a section in the next. */
static void continued_lines(void **state)
{
	_cleanup_conf_ struct conf conf = { 0 };

	(void)state;
	read_text("[target \"a\"]\n"
		  "\tref = one\\\n"
		  "[target]\\\n"
		  "two\n"
		  "# a comment does not go on \\\n"
		  "\tpath = p\\\\\n"
		  "\ton = yes\n",
		  &conf);
	assert_int_equal(conf.n, 1);
	const struct conf_section *s = &conf.sections[0];

	assert_string_equal(conf_get(s, "ref"), "one[target]two");
	assert_int_equal(conf_line(s, "ref"), 2);
	/* two backslashes are one in the value, and the line ends */
	assert_string_equal(conf_get(s, "path"), "p\\");
	assert_int_equal(conf_line(s, "path"), 6);
	assert_string_equal(conf_get(s, "on"), "yes");
	assert_int_equal(conf_line(s, "on"), 7);
}

/* Not even behind a value; but what is quoted is no comment. */
static void a_comment_never_goes_on(void **state)
{
	_cleanup_conf_ struct conf conf = { 0 };

	(void)state;
	read_text("[target \"b\"] # not here \\\n"
		  "\tref = z # nor here \\\n"
		  "\tpath = \"# but here \\\n"
		  "it does\"\n"
		  "\ton = yes\n",
		  &conf);
	const struct conf_section *s = &conf.sections[0];

	assert_string_equal(conf_get(s, "ref"), "z");
	assert_int_equal(conf_line(s, "ref"), 2);
	assert_string_equal(conf_get(s, "path"), "# but here it does");
	assert_int_equal(conf_line(s, "path"), 3);
	assert_string_equal(conf_get(s, "on"), "yes");
	assert_int_equal(conf_line(s, "on"), 5);
}

static void letters_and_line_ends(void **state)
{
	_cleanup_conf_ struct conf conf = { 0 };

	(void)state;
	read_text("[TARGET \"A\"]\r\n\tReF = X\r\n\ton\r\n", &conf);
	assert_string_equal(conf.sections[0].name, "A");
	assert_string_equal(conf_get(&conf.sections[0], "ref"), "X");
	/* git takes a key without "=" for true; nothing here is asked so */
	assert_string_equal(conf_get(&conf.sections[0], "on"), "");
}

static void nothing_is_a_file_too(void **state)
{
	_cleanup_conf_ struct conf conf = { 0 };

	(void)state;
	read_text("", &conf);
	assert_int_equal(conf.n, 0);
}

static void check_fault(const char *text, const char *message)
{
	_cleanup_free_ char *path = scratch_file("c", text, strlen(text));
	_cleanup_free_ char *want = xasprintf("%s%s", path, message);
	_cleanup_conf_ struct conf conf = { 0 };
	_cleanup_err_ struct err e = { 0 };

	assert_int_equal(conf_read(path, &shape, 1, &conf, &e), -1);
	assert_says(&e, want);
}

#define A "[target \"a\"]\n"

static void faults_have_a_line(void **state)
{
	(void)state;
	/* libgit2 would merge these two */
	check_fault(A "ref = x\n\n" A "ref = y\n",
		    ":4: target 'a' is there twice, first in line 1");
	check_fault(A "ref = x\nref = y\n",
		    ":3: 'ref' is there twice in target 'a', first in line 2");
	check_fault(A "REF = x\n#\nref = y\n",
		    ":4: 'ref' is there twice in target 'a', first in line 2");
	check_fault(A "\nrfe = x\n", ":3: unknown key 'rfe' in target 'a'");
	check_fault("\nref = x\n" A, ":2: 'ref' stands before any [target");
	check_fault(A "[other \"b\"]\n",
		    ":2: unknown section 'other'; only [target \"NAME\"]");
	/* libgit2 would read the other file */
	check_fault("# x\n[include]\n\tpath = /dev/null\n",
		    ":2: unknown section 'include'");
	check_fault("[includeIf \"gitdir:/\"]\n",
		    ":1: unknown section 'includeIf'");
	check_fault("[target]\n", ":1: section without a name");
	check_fault("[target.a]\n", ":1: unknown section 'target.a'");
	check_fault("[target \"a]\n", ":1: section name is not closed");
	check_fault("[target \"a\" ]\n", ":1: section name is not closed");
}

/* Whoever finds them, libgit2 or we. */
static void syntax_faults_have_a_line(void **state)
{
	(void)state;
	check_fault(A "!x\n", ":2: ");
	check_fault(A "\nref x\n", ":3: ");
	check_fault(A "ref = \\q\n", ":2: ");
}

/* git refuses these, libgit2 takes them. */
static void what_libgit2_lets_pass(void **state)
{
	(void)state;
	check_fault(A "ref = \"x\n", ":2: ");
	check_fault(A "ref = x\"y\non = z\n", ":2: ");
	check_fault(A "\n1ref = x\n", ":3: ");
}

static void no_text(void **state)
{
	_cleanup_free_ char *path = scratch_file("c", "[target \"a\0\"]", 13);
	_cleanup_conf_ struct conf conf = { 0 };
	_cleanup_conf_ struct conf none = { 0 };
	_cleanup_err_ struct err e = { 0 };

	(void)state;
	assert_int_equal(conf_read(path, &shape, 1, &conf, &e), -1);
	assert_says(&e, "is not a text file");
	assert_int_equal(conf_read(scratch, &shape, 1, &none, &e), -1);
	assert_says(&e, "not a regular file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_kept),
		cmocka_unit_test(escapes),
		cmocka_unit_test(continued_lines),
		cmocka_unit_test(a_comment_never_goes_on),
		cmocka_unit_test(letters_and_line_ends),
		cmocka_unit_test(nothing_is_a_file_too),
		cmocka_unit_test(faults_have_a_line),
		cmocka_unit_test(syntax_faults_have_a_line),
		cmocka_unit_test(what_libgit2_lets_pass),
		cmocka_unit_test(no_text),
	};

	return cmocka_run_group_tests_name("conf", tests, start, stop);
}
