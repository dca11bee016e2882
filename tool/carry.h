/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carry the mainline series to one kernel: take each patch's files through them, and keep account of what
 * was done and why.
 */
#ifndef CARRY_H
#define CARRY_H

#include "choose.h"
#include "work.h"

/* Everything that is the same for all targets. */
struct carry_input {
	const struct series *series;
	const struct probes *probes;
	const struct rules *rules;
	struct repo *repo;
	struct work *work;
};

/* One file as one patch of the result finds and leaves it. */
struct carried_file {
	char *path;
	bool executable;
	char *before; /* NULL: a new file */
	char *after;  /* NULL only while spatch has to run first */
};

struct carried_patch {
	const struct mail *mail;
	struct carried_file *files;
	size_t n;
	const struct rule **notes; /* rules that fired in this patch */
	size_t n_notes;
	char *diff; /* render's: from the diffstat on; NULL: not made yet */
};

/* A patch of which no file is left, and a rule that left files of it out. */
struct dropped_patch {
	const struct mail *mail;
	const struct rule *rule;
};

/* A patch that this kernel has already, all of it, and where it begins there. */
struct present_patch {
	const struct mail *mail;
	char *path;
	int line;
};

/* One rule's effect on one file, for those who want to see it. */
struct carry_step {
	const struct rule *rule;
	const struct mail *mail;
	char *path;
	char *before, *after; /* NULL: no such file */
	int sites;
};

enum carry_state { CARRY_DONE, CARRY_WAITING, CARRY_FAILED };

struct carried {
	struct verdict *verdicts; /* one a rule, in the rules' order */
	struct carried_patch *patches;
	size_t n;
	struct dropped_patch *dropped;
	size_t n_dropped;
	struct present_patch *present;
	size_t n_present;
	struct carry_step *steps;
	size_t n_steps;
	struct strings read; /* paths of the tree that were consulted */
	struct misfit misfit; /* of a carry that failed */
};

/*
 * Carry the series to @tree, whose probe answers are @answers. CARRY_WAITING
 * means that spatch has to run first: call work_run(), then this again with
 * the same arguments. @out is made anew each time; free it with
 * carried_deinit(). On CARRY_FAILED the reason is in @e and @out->verdicts
 * tells how far the choice of rules came.
 */
enum carry_state carry(const struct carry_input *in, struct tree *tree,
		       const struct evidence *answers, struct carried *out,
		       struct err *e) _must_check_;
void carried_deinit(struct carried *c);

#endif
