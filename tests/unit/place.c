/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a hunk goes: where its context stands once, or at an anchor. */
#include "place.h"

#include "unit.h"

/* A patch of one file; "@@" lines and what follows are the caller's. */
static struct delta *parse(const char *hunks)
{
	_cleanup_free_ char *text = xasprintf("diff --git a/f b/f\n"
					      "index 1111111..2222222 100644\n"
					      "--- a/f\n"
					      "+++ b/f\n"
					      "%s", hunks);
	_cleanup_err_ struct err e = { 0 };
	struct delta *d;
	size_t n;

	assert_well(diff_parse(text, strlen(text), "patch", 1, &d, &n, &e),
		    &e);
	assert_int_equal(n, 1);
	return d;
}

static void drop(struct delta *d)
{
	delta_deinit(d);
	free(d);
}

/* @result is 1 and @want the text, or 0, or -1 and @want the message. */
static void check_context(const char *hunk, const char *text, int result,
			  const char *want)
{
	_cleanup_free_ char *out = NULL;
	_cleanup_err_ struct err e = { 0 };
	struct delta *d = parse(hunk);
	int r = place_by_context(&d->hunks[0], text, strlen(text), &out, &e);

	drop(d);
	assert_int_equal(r, result);
	if (result == 1)
		assert_string_equal(out, want);
	else
		assert_null(out);
	if (result < 0)
		assert_string_equal(e.msg, want);
	else
		assert_null(e.msg);
}

/* Where what the hunk makes stands in @text of the file f.c; 0: nowhere. */
static void check_done(const char *hunk, const char *text, int line)
{
	struct delta *d = parse(hunk);

	assert_int_equal(place_done(&d->hunks[0], "f.c", text), line);
	drop(d);
}

#define CALL "@@ -5,3 +5,4 @@\n {\n 	first(dev);\n+	second(dev);\n }\n"

static void what_a_hunk_makes_is_found_once(void **state)
{
	(void)state;
	check_done(CALL, "{\n	first(dev);\n	second(dev);\n}\n", 3);
	check_done(CALL, "x\n{\n	first(dev);\n	second(dev);\n}\nx\n", 4);
	check_done(CALL, "{\n	first(dev);\n}\n", 0);
	/* the same lines, and not the same place */
	check_done(CALL, "{\n	other(dev);\n	second(dev);\n}\n", 0);
	check_done(CALL, "{\n	first(dev);\n	second(dev);\n", 0);
	check_done(CALL, "{\n	first(dev);\n	second(dev);\n}\n"
			 "{\n	first(dev);\n	second(dev);\n}\n", 0);
	/* where mainline has it: at the end, at the start */
	check_done("@@ -5,1 +5,2 @@\n }\n+EXPORT(thing);\n",
		   "}\nEXPORT(thing);\n", 2);
	check_done("@@ -5,1 +5,2 @@\n }\n+EXPORT(thing);\n",
		   "}\nEXPORT(thing);\nmore\n", 0);
	check_done("@@ -1,1 +1,2 @@\n+#include <thing.h>\n {\n",
		   "x\n#include <thing.h>\n{\n", 0);
}

/* These stand in many places: that they do shows nothing. */
static void what_stands_anywhere_tells_nothing(void **state)
{
	(void)state;
	check_done("@@ -5,2 +5,3 @@\n first(dev);\n+\n second(dev);\n",
		   "first(dev);\n\nsecond(dev);\n", 0);
	check_done("@@ -5,2 +5,3 @@\n first(dev);\n+}\n second(dev);\n",
		   "first(dev);\n}\nsecond(dev);\n", 0);
	check_done("@@ -5,2 +5,3 @@\n first(dev);\n+	return 0;\n }\n",
		   "first(dev);\n	return 0;\n}\n", 0);
	check_done("@@ -5,2 +5,2 @@\n first(dev);\n-	if (dev) {\n+	{\n",
		   "first(dev);\n	{\n", 0);
}

#define IN_A "@@ -5,2 +5,3 @@ int a(void)\n {\n+	init(dev);\n 	return 0;\n"

/* Two functions alike: only the one that the hunk names will do. */
static void another_function_is_another_place(void **state)
{
	(void)state;
	check_done(IN_A, "int a(void)\n{\n	init(dev);\n	return 0;\n", 3);
	check_done(IN_A, "int b(void)\n{\n	init(dev);\n	return 0;\n", 0);
	check_done(IN_A, "int a(void)\nint b(void)\n{\n	init(dev);\n	return 0;\n",
		   0);
	/* git may have passed over a label, or not; and cuts long heads off */
	check_done(IN_A, "int a(void)\nout:\n{\n	init(dev);\n	return 0;\n",
		   4);
	check_done(IN_A, "int a(void) /* long */\n{\n	init(dev);\n	return 0;\n",
		   3);
}

#define TAKE "@@ -5,3 +5,2 @@\n first(dev);\n-second(dev);\n third(dev);\n"

/* Lines that go leave nothing behind but the context on both sides. */
static void removed_lines_are_gone(void **state)
{
	(void)state;
	check_done(TAKE, "first(dev);\nthird(dev);\n", 2);
	check_done(TAKE, "first(dev);\nsecond(dev);\nthird(dev);\n", 0);
	/* moved, perhaps */
	check_done(TAKE, "first(dev);\nthird(dev);\nsecond(dev);\n", 0);
	check_done("@@ -5,3 +5,2 @@\n first(dev);\n-second(dev);\n }\n",
		   "first(dev);\n}\n", 0);
	check_done("@@ -5,3 +5,2 @@\n first(dev);\n-}\n third(dev);\n",
		   "first(dev);\nthird(dev);\n", 0);
}

#define ADD_MIDDLE "@@ -5,2 +5,3 @@\n a\n+new\n b\n"

static void context_is_found_once(void **state)
{
	(void)state;
	check_context(ADD_MIDDLE, "a\nb\n", 1, "a\nnew\nb\n");
	check_context(ADD_MIDDLE, "x\nx\na\nb\nx\n", 1,
		      "x\nx\na\nnew\nb\nx\n");
	check_context(ADD_MIDDLE, "a\nx\nb\n", 0, NULL);
	check_context(ADD_MIDDLE, "a\nb\nx\na\nb\n", -1,
		      "its context stands in 2 places");
	check_context(ADD_MIDDLE, "a\nb\na\nb\na\nb\n", -1,
		      "its context stands in 3 places");
	/* white space counts, and so does the whole line */
	check_context(ADD_MIDDLE, "a \nb\n", 0, NULL);
	check_context(ADD_MIDDLE, "a\nbb\n", 0, NULL);
	check_context(ADD_MIDDLE, "", 0, NULL);
	/* half of it at the end */
	check_context(ADD_MIDDLE, "b\na\n", 0, NULL);
}

/* Places may overlap: each counts. */
static void overlapping_places(void **state)
{
	(void)state;
	check_context("@@ -5,2 +5,3 @@\n a\n+new\n a\n", "a\na\na\n", -1,
		      "its context stands in 2 places");
}

static void lines_are_removed_and_changed(void **state)
{
	(void)state;
	check_context("@@ -5,3 +5,2 @@\n a\n-b\n c\n", "x\na\nb\nc\n", 1,
		      "x\na\nc\n");
	check_context("@@ -5,3 +5,3 @@\n a\n-b\n+B\n c\n", "a\nb\nc\nx\n", 1,
		      "a\nB\nc\nx\n");
	/* what is to be removed has to be there */
	check_context("@@ -5,3 +5,2 @@\n a\n-b\n c\n", "a\nc\n", 0, NULL);
}

/* As git: a hunk of the first line belongs to the file's first line. */
static void a_hunk_of_the_start(void **state)
{
	(void)state;
	check_context("@@ -1,2 +1,3 @@\n+new\n a\n b\n", "a\nb\nx\n", 1,
		      "new\na\nb\nx\n");
	check_context("@@ -1,2 +1,3 @@\n+new\n a\n b\n", "x\na\nb\n", 0, NULL);
	/* the place further down is no second one */
	check_context("@@ -1,2 +1,3 @@\n a\n+new\n b\n", "a\nb\na\nb\nx\n", 1,
		      "a\nnew\nb\na\nb\nx\n");
}

/* As git: a hunk without context behind belongs to the file's end. */
static void a_hunk_of_the_end(void **state)
{
	(void)state;
	check_context("@@ -5,2 +5,3 @@\n a\n b\n+new\n", "x\na\nb\n", 1,
		      "x\na\nb\nnew\n");
	check_context("@@ -5,2 +5,3 @@\n a\n b\n+new\n", "a\nb\nx\n", 0, NULL);
	check_context("@@ -5,2 +5,3 @@\n a\n b\n+new\n", "a\nb\na\nb\n", 1,
		      "a\nb\na\nb\nnew\n");
	check_context("@@ -5,3 +5,2 @@\n a\n b\n-c\n", "x\na\nb\nc\n", 1,
		      "x\na\nb\n");
}

static void without_context(void **state)
{
	(void)state;
	/* an empty file has none to find */
	check_context("@@ -0,0 +1 @@\n+new\n", "", 1, "new\n");
	check_context("@@ -1 +0,0 @@\n-a\n", "a\n", 1, "");
	check_context("@@ -0,0 +1 @@\n+new\n", "x\n", -1, "it has no context");
	check_context("@@ -7,0 +8 @@\n+new\n", "x\n", -1, "it has no context");
}

static void no_newline_at_the_end(void **state)
{
	(void)state;
	check_context(ADD_MIDDLE, "a\nb", -1,
		      "the file has no newline at its end");
}

/* @why NULL: the result is @want. */
static void check_anchor(enum anchor anchor, const char *line,
			 const char *hunk, const char *text, const char *want,
			 const char *why)
{
	char name[] = "some-rule";
	_cleanup_free_ char *anchor_line = line ? xstrdup(line) : NULL;
	const struct rule rule = {
		.name = name,
		.anchor = anchor,
		.anchor_line = anchor_line,
	};
	_cleanup_free_ char *out = NULL;
	_cleanup_err_ struct err e = { 0 };
	struct delta *d = parse(hunk);
	int r = place_by_anchor(&rule, &d->hunks[0], text, strlen(text), &out,
				&e);

	drop(d);
	assert_string_equal(e.msg ? e.msg : "", why ? why : "");
	assert_int_equal(r, why ? -1 : 0);
	if (!why)
		assert_string_equal(out, want);
}

#define ADD_TWO "@@ -5,2 +5,4 @@\n a\n+\n+new\n b\n"
#define ADD_ONE "@@ -5,2 +5,3 @@\n a\n+new\n b\n"
#define MENU "menu\n\tend\nx\nend\n"

static void anchors(void **state)
{
	(void)state;
	check_anchor(ANCHOR_BEFORE_FIRST, "end", ADD_TWO, MENU,
		     "menu\n\nnew\n\tend\nx\nend\n", NULL);
	check_anchor(ANCHOR_AFTER_FIRST, "end", ADD_TWO, MENU,
		     "menu\n\tend\n\nnew\nx\nend\n", NULL);
	check_anchor(ANCHOR_BEFORE_LAST, "end", ADD_TWO, MENU,
		     "menu\n\tend\nx\n\nnew\nend\n", NULL);
	check_anchor(ANCHOR_AFTER_LAST, "end", ADD_TWO, MENU,
		     "menu\n\tend\nx\nend\n\nnew\n", NULL);
	check_anchor(ANCHOR_END, NULL, ADD_TWO, MENU,
		     "menu\n\tend\nx\nend\n\nnew\n", NULL);
	check_anchor(ANCHOR_END, NULL, ADD_TWO, "", "\nnew\n", NULL);
}

static void an_anchor_is_a_whole_line(void **state)
{
	(void)state;
	check_anchor(ANCHOR_BEFORE_LAST, "end", ADD_TWO,
		     "end\nendmenu\nat the end\n",
		     "\nnew\nend\nendmenu\nat the end\n", NULL);
	check_anchor(ANCHOR_BEFORE_LAST, "a b", ADD_TWO, "  a\t b\n",
		     "\nnew\n  a\t b\n", NULL);
	check_anchor(ANCHOR_BEFORE_LAST, "end", ADD_TWO, "endmenu\n", NULL,
		     "the anchor 'end' of rule 'some-rule' is not there");
}

static void all_lines_of_a_hunk_go_there(void **state)
{
	(void)state;
	check_anchor(ANCHOR_END, NULL,
		     "@@ -1,3 +1,5 @@\n a\n+one\n b\n+two\n c\n", "x\n",
		     "x\none\ntwo\n", NULL);
}

static void what_is_there_stays(void **state)
{
	(void)state;
	check_anchor(ANCHOR_END, NULL, ADD_TWO, "x\n\nnew\ny\n",
		     "x\n\nnew\ny\n", NULL);
	check_anchor(ANCHOR_END, NULL, ADD_ONE, "new\nx\n", "new\nx\n", NULL);
	/* the same text at the end of a line is another */
	check_anchor(ANCHOR_END, NULL, ADD_ONE, "brand new\n",
		     "brand new\nnew\n", NULL);
	/* and so is the half of it */
	check_anchor(ANCHOR_END, NULL, ADD_TWO, "new\n", "new\n\nnew\n", NULL);
	/* nothing is there already, whatever the anchor */
	check_anchor(ANCHOR_END, NULL, "@@ -5,2 +5,2 @@\n a\n b\n", "x\n",
		     "x\n", NULL);
	check_anchor(ANCHOR_BEFORE_LAST, "end", "@@ -5,2 +5,2 @@\n a\n b\n",
		     "x\n", "x\n", NULL);
}

static void no_anchor_for_removed_lines(void **state)
{
	(void)state;
	check_anchor(ANCHOR_END, NULL, "@@ -5,3 +5,3 @@\n a\n-b\n+B\n c\n",
		     "a\nb\nc\n", NULL,
		     "a hunk that removes lines cannot go to an anchor");
	check_anchor(ANCHOR_END, NULL, ADD_TWO, "x", NULL,
		     "the file has no newline at its end");
}

static void check_nearly(const char *hunk, const char *text, const char *where,
			 const char *difference)
{
	_cleanup_free_ char *diff = NULL;
	struct delta *d = parse(hunk);
	_cleanup_free_ char *is = place_nearly(&d->hunks[0], "f", text, &diff);

	drop(d);
	assert_string_equal(is, where);
	assert_string_equal(diff ? diff : "none", difference);
}

static void most_of_a_context(void **state)
{
	(void)state;
	/* the lines before the first that stands there are shown as well */
	check_nearly("@@ -5,3 +5,3 @@\n a\n-b\n+new\n c\n",
		     "x\nb\nx\nA\nb\nc\nx\n",
		     "; 2 of its 3 lines stand at f:5",
		     "--- wanted\n+++ f\n@@ -1,2 +1,2 @@\n-a\n+A\n b\n");
	/* an empty line stands everywhere, which says nothing */
	check_nearly("@@ -5,2 +5,3 @@\n \n+new\n b\n", "\n\nx\n",
		     "; nothing of it is", "none");
	check_nearly(ADD_MIDDLE, "", "; nothing of it is", "none");
	/* the first of equals, and the end of the file */
	check_nearly(ADD_MIDDLE, "a\nx\na\n",
		     "; 1 of its 2 lines stand at f:1",
		     "--- wanted\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n+x\n");
	check_nearly(ADD_MIDDLE, "x\na\n", "; 1 of its 2 lines stand at f:2",
		     "--- wanted\n+++ f\n@@ -1,2 +1 @@\n a\n-b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context_is_found_once),
		cmocka_unit_test(overlapping_places),
		cmocka_unit_test(what_a_hunk_makes_is_found_once),
		cmocka_unit_test(what_stands_anywhere_tells_nothing),
		cmocka_unit_test(another_function_is_another_place),
		cmocka_unit_test(removed_lines_are_gone),
		cmocka_unit_test(lines_are_removed_and_changed),
		cmocka_unit_test(a_hunk_of_the_start),
		cmocka_unit_test(a_hunk_of_the_end),
		cmocka_unit_test(without_context),
		cmocka_unit_test(no_newline_at_the_end),
		cmocka_unit_test(anchors),
		cmocka_unit_test(an_anchor_is_a_whole_line),
		cmocka_unit_test(all_lines_of_a_hunk_go_there),
		cmocka_unit_test(what_is_there_stays),
		cmocka_unit_test(no_anchor_for_removed_lines),
		cmocka_unit_test(most_of_a_context),
	};

	return cmocka_run_group_tests_name("place", tests, start, stop);
}
