/* SPDX-License-Identifier: GPL-2.0-only */
/* A patch as text: which of its lines are what, to all that apply patches. */
#ifndef DIFFTEXT_H
#define DIFFTEXT_H

#include "util.h"

/* The length of a diff without git's "-- " signature behind its last hunk. */
size_t diff_length(const char *text, size_t len);

/*
 * Would patch(1) or git am take this line, in front of a diff or behind it, for
 * the head of another one? By GNU patch 2.7.6, intuit_diff_type() of src/pch.c,
 * which passes over blanks, tabs and "X" in front, and by git 2.39, patchbreak()
 * of mailinfo.c. An ed script or a bare hunk is taken with POSIXLY_CORRECT only,
 * and has no file to go to; "@@ -" is here all the same.
 */
bool begins_diff(const char *p, size_t len);

/*
 * Account for every line of a diff, which libgit2 and patch(1) do not: both pass
 * over text between hunks, and each takes something else there for a head. The
 * head of a file names that file alone, by a path that all write alike. @line0 is
 * the line number of the first line in the file @name; *files counts the heads.
 */
int diff_check_lines(const char *text, size_t len, const char *name, int line0,
		     size_t *files, struct err *e) _must_check_;

#endif
