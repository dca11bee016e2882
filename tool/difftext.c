/* SPDX-License-Identifier: GPL-2.0-only */
#include "difftext.h"

#include <string.h>

#include "plain.h"

static bool line_starts(const char *p, size_t len, const char *start)
{
	size_t n = strlen(start);

	return len >= n && !memcmp(p, start, n);
}

static bool starts_with_any(const char *p, size_t len,
			    const char *const *starts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (line_starts(p, len, starts[i]))
			return true;
	return false;
}

bool begins_diff(const char *p, size_t len)
{
	static const char *const starts[] = {
		"--- ", "+++ ",	   "*** ",    "@@ -",
		"diff -", "Index:", "Prereq:",
	};

	for (; len && (*p == ' ' || *p == '\t' || *p == 'X'); p++)
		len--;
	/* each "- " is a level of RFC 934 */
	for (; len > 1 && p[0] == '-' && p[1] == ' '; p += 2)
		len -= 2;
	return starts_with_any(p, len, starts, ARRAY_SIZE(starts));
}

/* "-12,7" or "-12" at *p: the number of lines it stands for. */
static bool take_range(const char **p, const char *end, char sign,
		       size_t *lines)
{
	size_t n[2] = { 0, 1 };
	int i = 0;

	while (*p < end && **p == ' ')
		++*p;
	if (*p == end || *(*p)++ != sign || *p == end || **p < '0' ||
	    **p > '9')
		return false;
	for (; *p < end && ((**p >= '0' && **p <= '9') || (**p == ',' && !i));
	     ++*p)
		if (**p == ',')
			n[++i] = 0;
		else if (n[i] < 100000000) /* more is refused by libgit2 */
			n[i] = n[i] * 10 + (size_t)(**p - '0');
	*lines = n[1];
	return true;
}

/* Where in a patch a line stands. */
struct walk {
	size_t old, new; /* lines that the hunk still has */
	bool head, binary, renamed;
	const char *path; /* what the head is about; NULL: it is not clear */
	size_t path_len;
};

enum line_kind { LINE_HEADER, LINE_HUNK, LINE_STRAY, LINE_OTHER_FILE };

/* "diff --git a/PATH b/PATH": a head begins. */
static void take_head(struct walk *w, const char *p, size_t len)
{
	const char *rest = p + strlen("diff --git a/");
	size_t n = len - strlen("diff --git a/");

	*w = (struct walk){ .head = true };
	if (n < 5 || n % 2 == 0)
		return;
	n = (n - 3) / 2;
	if (!memcmp(rest + n, " b/", 3) && !memcmp(rest, rest + n + 3, n)) {
		w->path = rest;
		w->path_len = n;
	}
}

/* Does "--- a/PATH" or "+++ b/PATH" name the file that its head is about? */
static bool names_file(const struct walk *w, const char *p, size_t len)
{
	const char *side = *p == '-' ? "--- a/" : "+++ b/";

	if (w->renamed || (len == 13 && !memcmp(p + 4, "/dev/null", 9)))
		return true;
	return w->path && line_starts(p, len, side) &&
	       len - strlen(side) == w->path_len &&
	       !memcmp(p + strlen(side), w->path, w->path_len);
}

static enum line_kind head_line(struct walk *w, const char *p, size_t len)
{
	static const char *const starts[] = {
		"index ",	   "--- ",	    "+++ ",
		"new file mode ",  "deleted file mode ",
		"old mode ",	   "new mode ",	    "similarity index ",
		"dissimilarity index ", "rename ",  "copy ",
		"Binary files ",   "GIT binary patch",
	};

	if (!starts_with_any(p, len, starts, ARRAY_SIZE(starts)))
		return LINE_STRAY;
	w->renamed |= *p == 'r' || *p == 'c';
	w->binary |= *p == 'G';
	if ((*p == '-' || *p == '+') && !names_file(w, p, len))
		return LINE_OTHER_FILE;
	return LINE_HEADER;
}

static enum line_kind walk_line(struct walk *w, const char *p, size_t n)
{
	const char *range = p + 2, *end = p + n;

	if (w->old || w->new) {
		w->old -= w->old && (!n || *p == ' ' || *p == '-');
		w->new -= w->new && (!n || *p == ' ' || *p == '+');
		return LINE_HUNK;
	}
	if (line_starts(p, n, "diff --git a/")) {
		take_head(w, p, n);
		return LINE_HEADER;
	}
	if (w->binary)
		return LINE_HEADER;
	if (n > 4 && !memcmp(p, "@@ ", 3) &&
	    take_range(&range, end, '-', &w->old) &&
	    take_range(&range, end, '+', &w->new) &&
	    line_starts(range, (size_t)(end - range), " @@")) {
		w->head = false;
		return LINE_HEADER;
	}
	if (w->head)
		return head_line(w, p, n);
	return n && *p == '\\' ? LINE_HEADER : LINE_STRAY;
}

size_t diff_length(const char *text, size_t len)
{
	struct walk w = { 0 };
	size_t at = 0, start = 0, n;
	const char *p;

	while (next_line(text, len, &at, &p, &n)) {
		if (walk_line(&w, p, n) == LINE_STRAY && n == 3 &&
		    !memcmp(p, "-- ", 3))
			return start;
		start = at;
	}
	return len;
}

/* The path that a head is about, before anybody reads it in a way of its own. */
static int check_path(const struct walk *w, const char *where, struct err *e)
{
	if (!w->path)
		return 0;
	_cleanup_free_ char *path = xstrndup(w->path, w->path_len);
	const char *fault = path_fault(path);

	return fault ? fail(e, "%s: path '%s' %s", where, path, fault) : 0;
}

int diff_check_lines(const char *text, size_t len, const char *name, int line0,
		     size_t *files, struct err *e)
{
	struct walk w = { 0 };
	size_t at = 0, n;
	const char *p;

	*files = 0;
	for (int i = line0; next_line(text, len, &at, &p, &n); i++) {
		_cleanup_free_ char *where = NULL;
		enum line_kind kind = walk_line(&w, p, n);

		if (kind == LINE_HUNK)
			continue;
		where = xasprintf("%s:%d", name, i);
		if (kind == LINE_STRAY)
			return fail(e, "%s: malformed patch: %s", where,
				    line_starts(p, n, "diff --git ")
					    ? "this line is not 'diff --git a/PATH b/PATH', with one path that needs no quotes"
					    : "this line belongs to no hunk");
		if (kind == LINE_OTHER_FILE)
			return fail(e, "%s: malformed patch: this line names another file than the \"diff --git\" line above it",
				    where);
		if (!line_starts(p, n, "diff --git a/"))
			continue;
		++*files;
		if (check_path(&w, where, e))
			return -1;
	}
	return 0;
}
