/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was shown of one series on one kernel, and the record of it. The
 * record holds for the very series, kernel and tools that it names; all that
 * differs from run to run is in its part "timing".
 */
#ifndef PROOF_H
#define PROOF_H

#include <jansson.h>

#include "util.h"

enum level { LEVEL_APPLY, LEVEL_STYLE, LEVEL_BUILD, LEVEL_BOOT, N_LEVELS };

const char *level_text(enum level l);

enum finding { PASSED, FAILED, LEFT_OUT };

const char *verdict_text(enum finding v);

/* One thing that was looked at. */
struct check {
	enum level level;
	char *name;
	enum finding verdict;
	char *why; /* one line; "" where it passed */
	char *log; /* the whole log; NULL: there is none */
	double seconds;
};

struct proof {
	const char *name; /* what the series is called, or NULL; not its own */
	char *target, *commit, *base, *series; /* what the proof is of */
	char *result;			       /* id of the resulting tree */
	struct check *checks;
	size_t n;
	struct {
		bool done, remembered;
		bool broken; /* it could not be done to its end */
		char *key; /* all that the verdict depends on */
		double seconds;
		json_t *tools;
	} levels[N_LEVELS];
	json_t *old; /* the record of the same series on the same kernel */
};

void proof_deinit(struct proof *p);

/* Note a check down; @why is ours to keep, NULL for one that passed. */
struct check *proof_add(struct proof *p, enum level l, const char *name,
			enum finding v, char *why, double seconds);

/*
 * Take the record @text of an earlier run, if it is one of this series on
 * this kernel; anything else is passed over.
 */
void proof_take_old(struct proof *p, const char *text, size_t len);

/* Did the level pass then, with the same key? Then take its checks over. */
bool proof_remember(struct proof *p, enum level l);

enum finding proof_verdict(const struct proof *p, enum level l);

/*
 * The record, and what of earlier ones still holds; the caller frees. One that
 * is to be @kept has nothing of a level that broke off.
 */
json_t *proof_json(const struct proof *p, bool kept);

/*
 * The same as text, appended. With @keyed, without the levels that have no key:
 * nothing tells on what else their verdict depends.
 */
void proof_text(const struct proof *p, bool keyed, struct buf *out);

/* Of several: JUnit's XML, appended. */
void proofs_junit(const struct proof *v, size_t n, struct buf *out);

#endif
