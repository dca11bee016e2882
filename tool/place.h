/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a hunk goes in a file that is not the one it was made from: where its
 * exact context stands, once; or at the anchor that a rule declares. Never
 * near it, never at one of two places.
 */
#ifndef PLACE_H
#define PLACE_H

#include "gitdiff.h"
#include "rules.h"

/*
 * Apply @hunk to @text where its context and removed lines stand, all of them
 * and in one place only. 1: *out is the result, the caller's; 0: the context
 * is not there; -1: it is, in several places, or the hunk has none.
 */
int place_by_context(const struct hunk *hunk, const char *text, size_t len,
		     char **out, struct err *e) _must_check_;

/*
 * Where what @hunk makes of its context stands in @text, the file @path: the
 * line of its first change, or 0. It has to stand there once, whole, and in the
 * function that the hunk names, and to have more in it than braces and empty
 * lines, which stand anywhere. Of a hunk that only removes, nothing may be
 * left. Whether its own context is there as well is for the caller to ask.
 */
int place_done(const struct hunk *hunk, const char *path, const char *text);

/*
 * Take what place_done() found back out of @text; the caller frees. *lines is
 * how many lines are gone, from @line on.
 */
char *place_undone(const struct hunk *hunk, const char *text, int line,
		   int *lines);

/* The line of @text that is the first of those @hunk adds which tell, or 0. */
int place_hint(const struct hunk *hunk, const char *text);

/*
 * Put the lines that @hunk adds at the rule's anchor in @text. If they stand
 * in @text already, the result equals @text. A hunk that removes lines has no
 * anchor: -1, as when the anchor line is not there.
 */
int place_by_anchor(const struct rule *rule, const struct hunk *hunk,
		    const char *text, size_t len, char **out,
		    struct err *e) _must_check_;

/*
 * Where most of what @hunk wants stands in @text, the file @path, as "; 2 of
 * its 6 lines stand at PATH:LINE", or that there is nothing of it; *difference
 * is a small diff of the two. The caller frees both. In a file in which that
 * takes long, it is the best that was found by then.
 */
char *place_nearly(const struct hunk *hunk, const char *path, const char *text,
		   char **difference);

/* place_by_anchor() for all hunks of @delta; the messages name file @patch. */
int place_lines(const struct rule *rule, const char *patch,
		const struct delta *delta, const char *text, char **out,
		struct err *e) _must_check_;

#endif
