/* SPDX-License-Identifier: GPL-2.0-only */
/* Patches and diffstats as git makes them, asked of the git that is here. */
#include "gitdiff.h"

#include <stdlib.h>

#include "difftext.h"
#include "unit.h"

/* Run a shell command line in the scratch folder. */
static void sh(const char *fmt, ...) _printf_(1, 2);
static void sh(const char *fmt, ...)
{
	_cleanup_free_ char *cmd = NULL, *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	assert_true(vasprintf(&cmd, fmt, ap) > 0);
	va_end(ap);
	line = xasprintf("cd %s && %s", scratch, cmd);
	assert_int_equal(system(line), 0);
}

/* Make @c's file in git/ as it is before or after. */
static void put_file(const struct change *c, bool after)
{
	_cleanup_free_ char *dir = xasprintf("%s/git/%s", scratch, c->path);
	_cleanup_free_ char *name = xasprintf("git/%s", c->path);
	_cleanup_err_ struct err e = { 0 };

	*strrchr(dir, '/') = '\0';
	assert_well(make_dirs(dir, &e), &e);
	free(scratch_file(name, after ? c->after : c->before,
			  after ? c->after_len : c->before_len));
	if (c->executable)
		sh("chmod +x '%s'", name);
}

/* The mail that git makes of the change, from "---" to the end. */
static void ask_git(const struct change *changes, size_t n, struct buf *out)
{
	_cleanup_free_ char *mail = xasprintf("%s/mail", scratch);
	_cleanup_err_ struct err e = { 0 };

	sh("rm -rf git && mkdir git && cd git && git init -q . && "
	   "git commit -q --allow-empty -m base");
	for (size_t i = 0; i < n; i++)
		if (changes[i].before)
			put_file(&changes[i], false);
	sh("cd git && git add -A && git commit -q --allow-empty -m before");
	for (size_t i = 0; i < n; i++)
		put_file(&changes[i], true);
	sh("cd git && git add -A && git commit -q -m after && "
	   "git format-patch -1 --stdout --no-signature --full-index "
	   "--stat=72 -p | sed -n '/^---$/,$p' >../mail");
	assert_well(read_file(mail, out, &e), &e);
}

static void check_change(const struct change *changes, size_t n)
{
	_cleanup_buf_ struct buf want = { 0 };
	_cleanup_buf_ struct buf stat = { 0 };
	_cleanup_buf_ struct buf patch = { 0 };
	_cleanup_err_ struct err e = { 0 };

	ask_git(changes, n, &want);
	assert_well(diff_make(changes, n, &stat, &patch, &e), &e);
	_cleanup_free_ char *is =
		xasprintf("---\n%s\n%s", stat.data, patch.data);

	assert_string_equal(is, want.data);
}

/* "@word 1\n", "@word 2\n"...; the caller frees. */
static char *many_lines(const char *word, int n)
{
	struct buf b = { 0 };

	for (int i = 1; i <= n; i++)
		buf_printf(&b, "%s %d\n", word, i);
	return buf_steal(&b);
}

static struct change new_file(const char *path, const char *text)
{
	return (struct change){
		.path = path,
		.after = text,
		.after_len = strlen(text),
	};
}

static struct change changed(const char *path, const char *before,
			     const char *after)
{
	return (struct change){
		.path = path,
		.before = before,
		.before_len = strlen(before),
		.after = after,
		.after_len = strlen(after),
	};
}

/* Graphs from one character to far more than there is room for. */
static void one_file_that_grows(void **state)
{
	static const int sizes[] = { 1,	 9,  10, 59,  60,  61,	62,   63,
				     64, 65, 99, 100, 101, 999, 1000, 12345 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		_cleanup_free_ char *text = many_lines("line", sizes[i]);
		struct change c = new_file("f", text);

		check_change(&c, 1);
	}
}

static void lines_added_and_removed(void **state)
{
	static const struct {
		int common, removed, added;
	} sizes[] = {
		{ 5, 0, 1 },	{ 5, 1, 0 },	{ 5, 1, 1 },  { 5, 2, 1 },
		{ 0, 40, 40 },	{ 5, 100, 1 },	{ 5, 1, 100 }, { 5, 1, 1000 },
		{ 5, 1000, 1 }, { 5, 77, 78 },	{ 5, 33, 67 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		_cleanup_free_ char *common =
			many_lines("common", sizes[i].common);
		_cleanup_free_ char *old = many_lines("old", sizes[i].removed);
		_cleanup_free_ char *new = many_lines("new", sizes[i].added);
		_cleanup_free_ char *before =
			xasprintf("%s%s%s", common, old, common);
		_cleanup_free_ char *after =
			xasprintf("%s%s%s", common, new, common);
		struct change c = changed("drivers/xen/f.c", before, after);

		check_change(&c, 1);
	}
}

static void several_files_share_a_scale(void **state)
{
	_cleanup_free_ char *long_text = many_lines("line", 321);
	_cleanup_free_ char *short_text = many_lines("line", 3);
	struct change c[] = {
		changed("arch/arm/xen/enlighten.c", short_text, long_text),
		new_file("drivers/xen/Kconfig", short_text),
		changed("drivers/xen/Makefile", long_text, short_text),
		new_file("include/xen/arm/hypervisor.h", "one\n"),
		changed("include/xen/arm/xen-ops.h", "a\nb\nc\n", "a\nB\nc\n"),
	};

	(void)state;
	check_change(c, ARRAY_SIZE(c));
	check_change(c + 3, 2);
}

/* Folders in front are left out, and the graph makes room. */
static void long_paths(void **state)
{
	static const char *const paths[] = {
		"Documentation/devicetree/bindings/iommu/xen,iommu-el2-v1.yaml",
		"a/very/long/path/with/many/short/folders/and/one/very-long-name-at-its-end.txt",
		"one-single-name-that-is-too-long-for-the-line-and-has-no-folder-to-leave-out.txt",
		"f/one-single-name-that-is-too-long-for-the-line-and-has-one-folder-alone-.txt",
	};
	static const int sizes[] = { 1, 51, 123, 4567 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
			_cleanup_free_ char *text =
				many_lines("line", sizes[k]);
			struct change c[] = {
				new_file(paths[i], text),
				new_file("short", "one\n"),
			};

			check_change(c, 1 + k % 2);
		}
	}
}

static void an_executable_stays_one(void **state)
{
	struct change c = changed("s.sh", "a\nb\n", "a\nb\nc\n");

	(void)state;
	c.executable = true;
	check_change(&c, 1);
}

/* The heading of a hunk, and where an addition is said to start. */
static void hunks(void **state)
{
	_cleanup_free_ char *middle = many_lines("\tstatement", 20);
	_cleanup_free_ char *before = xasprintf(
		"int one(void)\n{\n%s}\n\nint two(void)\n{\n%s}\n", middle,
		middle);
	_cleanup_free_ char *after = xasprintf(
		"int one(void)\n{\n%s}\n\nint mid(void)\n{\n\treturn 0;\n}\n\n"
		"int two(void)\n{\n%s\treturn 1;\n}\n\nint end;\n",
		middle, middle);
	struct change c = changed("f.c", before, after);

	(void)state;
	check_change(&c, 1);
	/* where an added block may start here or a line further down */
	c = changed("f.h",
		    "/*\n * one\n */\nint one(void);\n\n"
		    "/*\n * two\n */\nint two(void);\n",
		    "/*\n * one\n */\nint one(void);\n\n"
		    "/*\n * mid\n */\nint mid(void);\n\n"
		    "/*\n * two\n */\nint two(void);\n");
	check_change(&c, 1);
	c = changed("f.c", "", "one\n");
	check_change(&c, 1);
	c = changed("f.c", "one\n", "");
	check_change(&c, 1);
}

/* Ordered by path, however they were given. */
static void files_are_sorted(void **state)
{
	struct change c[] = {
		new_file("b/z", "z\n"),
		new_file("b.txt", "t\n"),
		new_file("a", "a\n"),
	};

	(void)state;
	check_change(c, ARRAY_SIZE(c));
}

static void hunks_are_counted(void **state)
{
	static const char old[] = "a\nb\nc\nd\ne\nf\ng\nh\n";
	static const char new[] = "A\nb\nc\nd\nE\nf\ng\nh\n";
	_cleanup_buf_ struct buf out = { 0 };

	(void)state;
	assert_int_equal(diff_text(old, strlen(old), "o", new, strlen(new),
				   "n", 0, NULL), 2);
	/* with three lines round each the two are one */
	assert_int_equal(diff_text(old, strlen(old), "o", new, strlen(new),
				   "n", 3, &out), 1);
	assert_string_equal(out.data, "--- o\n+++ n\n@@ -1,8 +1,8 @@\n"
			    "-a\n+A\n b\n c\n d\n-e\n+E\n f\n g\n h\n");
	assert_int_equal(diff_text(old, strlen(old), "o", old, strlen(old),
				   "n", 3, NULL), 0);
}

static const char two_files[] =
	"diff --git a/f b/f\n"
	"index 1111111..2222222 100644\n"
	"--- a/f\n"
	"+++ b/f\n"
	"@@ -1,2 +1,3 @@ int f(void)\n"
	" a\n"
	"+new\n"
	" b\n"
	"diff --git a/g b/g\n"
	"new file mode 100644\n"
	"index 0000000..3333333\n"
	"--- /dev/null\n"
	"+++ b/g\n"
	"@@ -0,0 +1,2 @@\n"
	"+one\n"
	"+two\n";

/* Take the first @len bytes apart, in memory that ends with them. */
static int parse(const char *text, size_t len, struct err *e)
{
	char *exact = memcpy(malloc(len ? len : 1), text, len);
	struct delta *deltas;
	size_t n;
	int r = diff_parse(exact, diff_length(exact, len), "p", 1, &deltas, &n,
			   e);

	for (size_t i = 0; i < n; i++)
		delta_deinit(&deltas[i]);
	free(deltas);
	free(exact);
	return r;
}

/* libgit2 1.5 copies a line as a string, and reads as far as the line went. */
static void a_nul_anywhere(void **state)
{
	char text[sizeof(two_files)];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(two_files); i++) {
		_cleanup_err_ struct err e = { 0 };

		strcpy(text, two_files);
		text[i] = '\0';
		assert_int_equal(parse(text, strlen(two_files), &e), -1);
		assert_says(&e, "p: is not a text file");
	}
}

/* A text has a length, and no NUL behind it that would end a number. */
static void a_diff_that_breaks_off(void **state)
{
	size_t first = (size_t)(strstr(two_files, "diff --git a/g") - two_files);

	(void)state;
	for (size_t i = 0; i <= strlen(two_files); i++) {
		_cleanup_err_ struct err e = { 0 };
		int r = parse(two_files, i, &e);

		if (i == first || i == strlen(two_files))
			assert_well(r, &e);
		else
			assert_int_equal(r, -1);
	}
}

static void check_malformed(const char *diff, const char *want)
{
	_cleanup_err_ struct err e = { 0 };

	assert_int_equal(parse(diff, strlen(diff), &e), -1);
	assert_says(&e, want);
}

#define HEAD_OF_F "diff --git a/f b/f\nindex 1111111..2222222 100644\n"
#define HUNK "@@ -1,2 +1,3 @@\n a\n+new\n b\n"

/* patch(1) goes by "---" and "+++", git by its own line. */
static void a_head_names_one_file(void **state)
{
	(void)state;
	check_malformed(HEAD_OF_F "--- a/f\n+++ b/g\n" HUNK, "p:");
	check_malformed(HEAD_OF_F "--- a/g\n+++ b/f\n" HUNK, "p:");
	check_malformed(HEAD_OF_F "--- f\n+++ f\n" HUNK, "p:");
	check_malformed(HEAD_OF_F "--- a/f\r\n+++ b/f\r\n" HUNK, "p:3: ");
	check_malformed(HEAD_OF_F "--- a/f\t2026-01-01\n+++ b/f\n" HUNK,
			"p:");
	check_malformed("diff --git a/f b/g\nindex 1111111..2222222 100644\n"
			"--- a/f\n+++ b/g\n" HUNK, "p:");
	check_malformed(HEAD_OF_F "--- a/f\n+++ b/f\n" HUNK
			"--- a/g\n+++ b/g\n" HUNK, "p:");
	check_malformed(HEAD_OF_F "--- a/f\n+++ b/f\n" HUNK
			"index 1111111..2222222 100644\n",
			"p:9: malformed patch: this line belongs to no hunk");
}

static void paths_that_are_written_in_several_ways(void **state)
{
	static const char *const paths[] = {
		"a b", " f", "f ", "\"f\"", "it's", "a\\b", "a\tb", "\xc3\xa4",
		"x/../y", "../y", "x//y", "x/.", ".git/config", "x/.GIT/y",
		"git~1/y", ".git./y", ".git::$INDEX_ALLOCATION/y",
		".g\xe2\x80\x8cit/y", "-x", "x/--y", "x/.cocciconfig",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		_cleanup_free_ char *diff = xasprintf(
			"diff --git a/%s b/%s\n"
			"new file mode 100644\n"
			"index 0000000..2222222\n"
			"--- /dev/null\n"
			"+++ b/%s\n"
			"@@ -0,0 +1 @@\n+x\n",
			paths[i], paths[i], paths[i]);

		check_malformed(diff, "p:");
	}
}

/* CVE-2021-42574 */
static void text_that_is_turned(void **state)
{
	(void)state;
	check_malformed(HEAD_OF_F "--- a/f\n+++ b/f\n"
			"@@ -1,2 +1,3 @@\n a\n+/*\u202e x */\n b\n",
			"p:1: f: a line is added in which a mark turns");
	_cleanup_err_ struct err e = { 0 };
	static const char there[] = HEAD_OF_F "--- a/f\n+++ b/f\n"
		"@@ -1,2 +1,3 @@\n /*\u202e x */\n+\xe4\n b\n";

	/* one that the kernel has, and another encoding */
	assert_well(parse(there, strlen(there), &e), &e);
}

static int start_git(void **state)
{
	if (start(state))
		return -1;
	setenv("HOME", scratch, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "A U Thor", 1);
	setenv("GIT_AUTHOR_EMAIL", "author@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "A U Thor", 1);
	setenv("GIT_COMMITTER_EMAIL", "author@example.org", 1);
	unsetenv("GIT_DIR");
	unsetenv("GIT_WORK_TREE");
	unsetenv("GIT_INDEX_FILE");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_file_that_grows),
		cmocka_unit_test(lines_added_and_removed),
		cmocka_unit_test(several_files_share_a_scale),
		cmocka_unit_test(long_paths),
		cmocka_unit_test(an_executable_stays_one),
		cmocka_unit_test(hunks),
		cmocka_unit_test(files_are_sorted),
		cmocka_unit_test(hunks_are_counted),
		cmocka_unit_test(a_nul_anywhere),
		cmocka_unit_test(a_diff_that_breaks_off),
		cmocka_unit_test(a_head_names_one_file),
		cmocka_unit_test(paths_that_are_written_in_several_ways),
		cmocka_unit_test(text_that_is_turned),
	};

	return cmocka_run_group_tests_name("gitdiff", tests, start_git, stop);
}
