/* SPDX-License-Identifier: GPL-2.0-only */
/* Patches in mail format: headers, message, trailers, diff, signature. */
#include "mail.h"

#include "unit.h"

#define HEAD                                         \
	"From: A U Thor <author@example.org>\n"      \
	"Date: Fri, 2 Jan 2026 03:04:05 +0000\n"
#define SUBJECT "Subject: [PATCH] demo: Add it\n"
#define DIFF                                         \
	"---\n"                                      \
	" f | 1 +\n"                                 \
	" 1 file changed, 1 insertion(+)\n"          \
	"\n"                                         \
	"diff --git a/f b/f\n"                       \
	"index 1111111..2222222 100644\n"            \
	"--- a/f\n"                                  \
	"+++ b/f\n"                                  \
	"@@ -1,2 +1,3 @@\n"                          \
	" a\n"                                       \
	"+new\n"                                     \
	" b\n"

static int read_one(const char *text, struct series *s, struct err *e)
{
	_cleanup_free_ char *patch = scratch_file("p.patch", text, strlen(text));
	_cleanup_free_ char *series = scratch_file("series", "p.patch\n", 8);

	return series_read(scratch, s, e);
}

/* The one mail of a series that has no fault. */
static const struct mail *read_well(const char *text, struct series *s)
{
	_cleanup_err_ struct err e = { 0 };

	assert_well(read_one(text, s, &e), &e);
	assert_int_equal(s->n, 1);
	return &s->v[0];
}

#define _cleanup_series_ _cleanup_(series_deinit)

static void headers_are_unfolded(void **state)
{
	_cleanup_series_ struct series s = { 0 };

	(void)state;
	const struct mail *m = read_well(
		"From: A U Thor <author@example.org>\n"
		"X-Other: x\n"
		"DATE: Fri, 2 Jan 2026\n"
		"\t03:04:05 +0000\n"
		"Subject: [PATCH v2 1/3] [demo] demo: Add\n"
		"  a long thing\n"
		"Content-Transfer-Encoding: 8bit\n"
		"Upstream-commit: 0123456789abcdef0123456789abcdef01234567\n"
		"\n"
		"Why.\n" DIFF, &s);

	assert_string_equal(m->from, "A U Thor <author@example.org>");
	assert_string_equal(m->date, "Fri, 2 Jan 2026 03:04:05 +0000");
	assert_string_equal(m->subject, "demo: Add a long thing");
	assert_string_equal(m->upstream,
			    "0123456789abcdef0123456789abcdef01234567");
	assert_string_equal(m->body, "Why.\n");
	assert_string_equal(m->trailers, "");
}

/* Whatever id stands in the mbox line, it is no statement about upstream. */
static void the_mbox_line_is_no_commit_id(void **state)
{
	_cleanup_series_ struct series s = { 0 };

	(void)state;
	const struct mail *m = read_well(
		"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
		HEAD SUBJECT "\nWhy.\n" DIFF, &s);

	assert_null(m->upstream);
	assert_string_equal(m->from, "A U Thor <author@example.org>");
}

static void subjects(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "demo: Add it", "demo: Add it" },
		{ "[PATCH] demo: Add it", "demo: Add it" },
		{ "[PATCH RFC v3 03/12] demo: Add it", "demo: Add it" },
		{ "[PATCH][RESEND] demo: Add it", "demo: Add it" },
		{ "demo: Add [it]", "demo: Add [it]" },
		{ "[demo: open", "[demo: open" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_series_ struct series s = { 0 };
		_cleanup_free_ char *text =
			xasprintf(HEAD "Subject: %s\n\nWhy.\n" DIFF,
				  cases[i].text);

		assert_string_equal(read_well(text, &s)->subject,
				    cases[i].want);
	}
}

static void check_message(const char *message, const char *body,
			  const char *trailers)
{
	_cleanup_series_ struct series s = { 0 };
	_cleanup_free_ char *text =
		xasprintf(HEAD SUBJECT "\n%s" DIFF, message);
	const struct mail *m = read_well(text, &s);

	assert_string_equal(m->body, body);
	assert_string_equal(m->trailers, trailers);
}

static void trailers_are_the_last_paragraph(void **state)
{
	(void)state;
	check_message("Why.\n\nLink: l\n", "Why.\n", "Link: l\n");
	check_message("Why.\n\nFixes: 1 (\"a\")\nLink: l\n", "Why.\n",
		      "Fixes: 1 (\"a\")\nLink: l\n");
	check_message("Why.\n\nHow.\n\nLink: l\n", "Why.\n\nHow.\n",
		      "Link: l\n");
	check_message("Why.\n", "Why.\n", "");
	check_message("", "", "");
	check_message("\n\n", "", "");
	check_message("Link: l\n", "", "Link: l\n");
	check_message("Why.\n\n\n\nLink: l\n\n\n", "Why.\n", "Link: l\n");
	/* a trailer that goes on */
	check_message("Why.\n\nLink: l\n goes on\n", "Why.\n",
		      "Link: l\n goes on\n");
}

/* Not all of the paragraph are trailers, so none is. */
static void not_all_are_trailers(void **state)
{
	static const char *const bodies[] = {
		"Why.\n\nLink: l\nand more\n",
		"Why.\nLink: l\n",
		"Why.\n\nhttps://example.org/\n",
		"Why.\n\n[ 0.62] a log\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
		check_message(bodies[i], bodies[i], "");
}

/* A log or code at the end is indented, and goes on from no trailer. */
static void an_indented_paragraph_is_body(void **state)
{
	static const char log[] =
		"It says:\n\n  [ 0.62] a log\n  [ 0.63] goes on\n";

	(void)state;
	check_message(log, log, "");
	check_message("Why.\n\n  Link: l\n", "Why.\n\n  Link: l\n", "");
	check_message("Why.\n\n code\nLink: l\n", "Why.\n\n code\nLink: l\n",
		      "");
}

/* What stands behind "---" is for the list alone. */
static void the_message_ends_at_three_dashes(void **state)
{
	_cleanup_series_ struct series s = { 0 };

	(void)state;
	const struct mail *m = read_well(HEAD SUBJECT
		"\nWhy.\n----\n\nLink: l\n---\nv2: other\nReviewed-by: x\n" DIFF,
		&s);

	assert_string_equal(m->body, "Why.\n----\n");
	assert_string_equal(m->trailers, "Link: l\n");
}

static void without_three_dashes(void **state)
{
	_cleanup_series_ struct series s = { 0 };

	(void)state;
	const struct mail *m = read_well(HEAD SUBJECT "\nWhy.\n\n"
		"diff --git a/f b/f\n--- a/f\n+++ b/f\n"
		"@@ -1,2 +1,3 @@\n a\n+new\n b\n", &s);

	assert_string_equal(m->body, "Why.\n");
	assert_int_equal(m->deltas[0].hunks[0].n, 3);
}

static void lines_of_the_file_are_kept(void **state)
{
	_cleanup_series_ struct series s = { 0 };

	(void)state;
	const struct mail *m = read_well(HEAD SUBJECT "\nWhy.\n" DIFF
		"@@ -9,2 +10,2 @@ f()\n c\n-d\n+D\n"
		"diff --git a/g b/g\n"
		"new file mode 100644\n"
		"index 0000000..3333333\n"
		"--- /dev/null\n"
		"+++ b/g\n"
		"@@ -0,0 +1,2 @@\n"
		"+one\n"
		"+two\n", &s);

	assert_int_equal(m->n, 2);
	assert_string_equal(m->deltas[0].path, "f");
	assert_int_equal(m->deltas[0].kind, DELTA_MODIFIED);
	assert_string_equal(m->deltas[0].old_oid, "1111111");
	assert_int_equal(m->deltas[0].file_line, 10);
	assert_int_equal(m->deltas[0].n, 2);
	assert_int_equal(m->deltas[0].hunks[0].file_line, 14);
	assert_int_equal(m->deltas[0].hunks[0].old_start, 1);
	assert_int_equal(m->deltas[0].hunks[1].file_line, 18);
	assert_int_equal(m->deltas[0].hunks[1].old_start, 9);
	assert_string_equal(m->deltas[0].added.data, "new\nD\n");

	assert_string_equal(m->deltas[1].path, "g");
	assert_int_equal(m->deltas[1].kind, DELTA_ADDED);
	assert_int_equal(m->deltas[1].file_line, 22);
	assert_int_equal(m->deltas[1].hunks[0].file_line, 27);
	assert_int_equal(m->deltas[1].hunks[0].old_start, 0);
	assert_string_equal(m->deltas[1].added.data, "one\ntwo\n");
}

static void the_signature_is_cut(void **state)
{
	_cleanup_series_ struct series s = { 0 };

	(void)state;
	const struct mail *m = read_well(
		HEAD SUBJECT "\nWhy.\n" DIFF "-- \n2.39.5\n\n", &s);

	assert_int_equal(m->deltas[0].hunks[0].n, 3);
	assert_string_equal(m->deltas[0].added.data, "new\n");
}

/* A removed line "- " looks the same: in front of another hunk, and last. */
static void a_removed_dash_is_no_signature(void **state)
{
	static const char *const ends[] = {
		"@@ -9,2 +8,3 @@\n c\n+d\n e\n",
		"@@ -9,2 +8,3 @@\n c\n+d\n e\n-- \n2.39.5\n",
		"-- \n2.39.5\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		_cleanup_series_ struct series s = { 0 };
		_cleanup_free_ char *text =
			xasprintf(HEAD SUBJECT "\nWhy.\n---\n"
				  "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
				  "@@ -1,3 +1,2 @@\n a\n-- \n b\n%s", ends[i]);
		const struct mail *m = read_well(text, &s);

		assert_int_equal(m->deltas[0].n, i < 2 ? 2 : 1);
		for (size_t k = 0; k < m->deltas[0].n; k++)
			assert_int_equal(m->deltas[0].hunks[k].n, 3);
	}
}

static void check_fault(const char *text, const char *want)
{
	_cleanup_series_ struct series s = { 0 };
	_cleanup_err_ struct err e = { 0 };

	assert_int_equal(read_one(text, &s, &e), -1);
	assert_says(&e, want);
}

static void header_faults_have_a_line(void **state)
{
	(void)state;
	check_fault(SUBJECT "\n" DIFF,
		    "/p.patch:2: malformed patch: no 'From:' in its header");
	check_fault("From: a\n" SUBJECT "\n" DIFF,
		    "/p.patch:3: malformed patch: no 'Date:' in its header");
	check_fault(HEAD "\n" DIFF,
		    "/p.patch:3: malformed patch: no 'Subject:' in its header");
	check_fault(HEAD "Subject: [PATCH 1/2]\n\n" DIFF,
		    "/p.patch:4: malformed patch: no 'Subject:' in its header");
	check_fault("", "malformed patch: no 'From:' in its header");
	check_fault(HEAD SUBJECT "From: b\n\n" DIFF, "/p.patch:4: a second 'From:'");
	check_fault(HEAD SUBJECT "what is this\n\n" DIFF,
		    "/p.patch:4: not a mail header: 'what is this'");
	check_fault(HEAD "Subject: a\n b\nwhat is this\n\n" DIFF,
		    "/p.patch:5: not a mail header: 'what is this'");
	check_fault(HEAD "Upstream-commit: 0123456789ab\n" SUBJECT "\n" DIFF,
		    "/p.patch:3: Upstream-commit: wants a full 40-digit commit id, not '0123456789ab'");
	check_fault(HEAD
		    "Upstream-commit: 0123456789ABCDEF0123456789ABCDEF01234567\n"
		    SUBJECT "\n" DIFF,
		    "/p.patch:3: Upstream-commit: wants a full 40-digit");
	check_fault(HEAD SUBJECT "Content-Transfer-Encoding: base64\n\n" DIFF,
		    "/p.patch:4: transfer encoding 'base64' is not read");
}

static void diff_faults(void **state)
{
	(void)state;
	check_fault(HEAD SUBJECT "\nWhy.\n---\n",
		    "/p.patch:6: malformed patch: no \"diff --git\" in it");
	check_fault(HEAD SUBJECT "\n---\n"
		    "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
		    "@@ what @@\n a\n+new\n b\n", "/p.patch:9: malformed patch: ");
	check_fault(HEAD SUBJECT "\n---\n"
		    "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
		    "@@ -1,2 +1,3 @@\n a\n+new\n b\n"
		    "@@ -9,2 +10,3 @@\n a\n?new\n b\n",
		    "/p.patch:15: malformed patch: ");
	check_fault(HEAD SUBJECT "\n---\n"
		    "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
		    "@@ -1,3 +1,3 @@\n a\n+new\n b\n",
		    "malformed patch: invalid patch hunk");
}

/* Behind HEAD, SUBJECT, an empty line and "---" the diff is line 6. */
static void check_diff_fault(const char *diff, const char *want)
{
	_cleanup_free_ char *text =
		xasprintf(HEAD SUBJECT "\n---\n%s", diff);

	check_fault(text, "/p.patch:6: ");
	check_fault(text, want);
}

static void only_text_changes(void **state)
{
	(void)state;
	check_diff_fault("diff --git a/f b/g\nsimilarity index 100%\n"
			 "rename from f\nrename to g\n",
			 "only new files and changed lines");
	check_diff_fault("diff --git a/f b/f\ndeleted file mode 100644\n"
			 "index 1111111..0000000\n--- a/f\n+++ /dev/null\n"
			 "@@ -1 +0,0 @@\n-a\n",
			 "only new files and changed lines");
	check_diff_fault("diff --git a/f b/f\nold mode 100644\n"
			 "new mode 100755\nindex 1111111..2222222\n"
			 "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n",
			 "only new files and changed lines");
	check_diff_fault("diff --git a/f b/f\nnew file mode 120000\n"
			 "index 0000000..2222222\n--- /dev/null\n+++ b/f\n"
			 "@@ -0,0 +1 @@\n+target\n",
			 "only ordinary files can be added");
	check_diff_fault("diff --git a/f b/f\nindex 1111111..2222222 100644\n"
			 "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n"
			 "\\ No newline at end of file\n",
			 "a file without a newline at its end cannot be carried");
	check_diff_fault("diff --git a/f b/f\nindex 1111111..2222222 100644\n"
			 "Binary files a/f and b/f differ\n", "f");
}

static void the_series_file(void **state)
{
	static const struct {
		const char *series, *want;
	} faults[] = {
		{ "", "/series: the series is empty" },
		{ "# nothing\n\n", "/series: the series is empty" },
		{ "p.patch -p0\n", "/series:1: option '-p0' is not known" },
		{ "# x\np.patch\np.patch\n",
		  "/series:3: 'p.patch' is in the series twice" },
		{ "../p.patch\n", "/series:1: '../p.patch' is no file name" },
		{ ".p.patch\n", "/series:1: '.p.patch' is no file name" },
		{ "p\n", "/series:1: 'p' does not end in .patch" },
		{ "gone.patch\n", "/gone.patch: cannot open" },
	};
	static const char mail[] = HEAD SUBJECT "\nWhy.\n" DIFF;
	static const char well[] = "# quilt's own\n\n  p.patch -p1 # why\n";
	_cleanup_free_ char *patch =
		scratch_file("p.patch", mail, strlen(mail));

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		_cleanup_free_ char *file =
			scratch_file("series", faults[i].series,
				     strlen(faults[i].series));
		_cleanup_series_ struct series s = { 0 };
		_cleanup_err_ struct err e = { 0 };

		assert_int_equal(series_read(scratch, &s, &e), -1);
		assert_says(&e, faults[i].want);
	}
	_cleanup_free_ char *file =
		scratch_file("series", well, strlen(well));
	_cleanup_series_ struct series s = { 0 };
	_cleanup_err_ struct err e = { 0 };

	assert_well(series_read(scratch, &s, &e), &e);
	assert_int_equal(s.n, 1);
	assert_string_equal(s.v[0].name, "p.patch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_unfolded),
		cmocka_unit_test(the_mbox_line_is_no_commit_id),
		cmocka_unit_test(subjects),
		cmocka_unit_test(trailers_are_the_last_paragraph),
		cmocka_unit_test(not_all_are_trailers),
		cmocka_unit_test(an_indented_paragraph_is_body),
		cmocka_unit_test(the_message_ends_at_three_dashes),
		cmocka_unit_test(without_three_dashes),
		cmocka_unit_test(lines_of_the_file_are_kept),
		cmocka_unit_test(the_signature_is_cut),
		cmocka_unit_test(a_removed_dash_is_no_signature),
		cmocka_unit_test(header_faults_have_a_line),
		cmocka_unit_test(diff_faults),
		cmocka_unit_test(only_text_changes),
		cmocka_unit_test(the_series_file),
	};

	return cmocka_run_group_tests_name("mail", tests, start, stop);
}
