/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A series being carried: its state, for carry.c, and what a single rule does
 * to it.
 */
#ifndef CARRYING_H
#define CARRYING_H

#include "carry.h"

/* Ask again when spatch has run. */
#define WAIT 1

/* What one patch's changes find: there already, or not. */
struct tally {
	size_t there, missing;
	const char *there_in, *missing_in; /* the first file of each */
	int there_line, missing_line; /* in the kernel; in the patch */
};

struct ctx {
	const struct carry_input *in;
	struct tree *tree;
	const struct evidence *answers;
	struct carried *out;
	struct err *e;
	bool waiting;
	struct tally now;
};

bool carry_chose(struct ctx *c, const struct rule *r);

/* The patch that is being made. */
struct carried_patch *carry_patch(struct ctx *c);
struct carried_file *carried_file_in(struct carried_patch *p, const char *path);

/*
 * The file as the patches before left it, or as the tree has it. 1: it is in
 * *text; 0: there is none; WAIT is told by *wait; -1: fault.
 */
int carry_current(struct ctx *c, const char *path, const char **text,
		  bool *executable, bool *wait) _must_check_;

/* Note what the patch does to a file; @after NULL: not known yet. */
void carry_set_file(struct ctx *c, const char *path, const char *before,
		    bool executable, const char *after);
void carry_add_step(struct ctx *c, const struct rule *r, const char *path,
		    const char *before, const char *after, int sites);

/* A change of the patch is there already, or is not. */
void carry_there(struct ctx *c, const char *path, int line);
void carry_missing(struct ctx *c, const struct delta *d, int line);

/* The error that follows is about what this rule was chosen for. */
void carry_about(struct ctx *c, const struct rule *r);
int carry_no_change(struct ctx *c, const struct rule *r, const char *path);

/*
 * Apply a semantic patch to @text, all of which spatch has to parse. 0: *o is
 * the outcome, without fault; WAIT: ask again after work_run(); -1: fault.
 */
int carry_apply(struct ctx *c, const struct rule *r, const char *path,
		const char *text, size_t len,
		const struct outcome **o) _must_check_;

/* The same, and see to it that it did something, once. */
int carry_run(struct ctx *c, const struct rule *r, const char *path,
	      const char *text, const char **after) _must_check_;

/*
 * Change a file of the target's own by a rule: by its patch, or by putting
 * the lines of @d at its anchor. 1: the file is there; 0: it is not; -1:
 * fault.
 */
int carry_own(struct ctx *c, const struct rule *r, const struct mail *m,
	      const struct delta *d, const char *path) _must_check_;

/* Make a consumed hunk's change in the target's own files. */
int carry_rehome(struct ctx *c, const struct rule *r, const struct mail *m,
		 const struct delta *d) _must_check_;

/* Leave a file of the series out, and create what stands in for it. */
int carry_drop(struct ctx *c, const struct rule *r,
	       const struct delta *d) _must_check_;

#endif
