/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Diffs by libgit2: taking a patch apart, making one, and proving that one
 * applies. Everything happens in memory; no repository is touched.
 */
#ifndef GITDIFF_H
#define GITDIFF_H

#include "gittree.h"

/* One line of a hunk; text has no newline. */
struct hunk_line {
	char origin; /* ' ', '-' or '+' */
	char *text;
};

struct hunk {
	int old_start; /* 0 for a new file */
	int file_line; /* of the "@@" line in the patch file */
	char *heading; /* what follows the second "@@", "" for nothing */
	struct hunk_line *lines;
	size_t n;
};

enum delta_kind { DELTA_ADDED, DELTA_MODIFIED };

/* What a patch does to one file. */
struct delta {
	enum delta_kind kind;
	char *path;
	int file_line;		 /* of the "diff --git" line */
	char old_oid[OID_HEX + 1]; /* as the patch says, maybe short; "" */
	struct hunk *hunks;
	size_t n;
	struct buf added; /* all added lines: a new file's whole content */
};

/*
 * Take a patch apart. @line0 is the line number of @text's first line in the
 * file @name, for messages. Only additions of, and changes to, ordinary text
 * files are known; anything else is a fault. The caller frees each delta with
 * delta_deinit() and the array.
 */
int diff_parse(const char *text, size_t len, const char *name, int line0,
	       struct delta **deltas, size_t *n, struct err *e) _must_check_;
void delta_deinit(struct delta *d);

/* One file of a change: before is NULL for a new file. */
struct change {
	const char *path;
	const char *before, *after;
	size_t before_len, after_len;
	bool executable;
};

/*
 * The patch for @changes as text, with full index lines and git's own rules
 * for context, and its diffstat, both appended. Then parse that text again,
 * apply it in memory to the files as they were (neither offset nor fuzz) and
 * compare: a patch that does not do what it says is a fault.
 */
int diff_make(const struct change *changes, size_t n, struct buf *stat,
	      struct buf *patch, struct err *e) _must_check_;

/*
 * A unified diff of two texts under the given names, appended; returns the
 * number of hunks. @context is the number of lines round each.
 */
int diff_text(const char *old, size_t old_len, const char *old_name,
	      const char *new, size_t new_len, const char *new_name,
	      unsigned int context, struct buf *out);

/* The same as a text of at most 20 lines, "" for none; the caller frees. */
char *diff_small(const char *old, const char *old_name, const char *new,
		 const char *new_name);

/*
 * Which lines of @new does @old not have? @added has an element a line of
 * @new, from its line 1 on, and all are false.
 */
int diff_added(const char *old, const char *new, bool *added, size_t lines,
	       struct err *e) _must_check_;

#endif
