/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spatch at work: apply a rule to a text, or check that spatch can read a
 * text at all. Each (input, rule) pair is run once and then remembered, in
 * this run and across runs.
 *
 * Work is asked for first and run later, all of it together: work_apply() and
 * work_parse() answer NULL for what is not known yet and note it down,
 * work_run() runs what was noted down, and the caller starts over.
 */
#ifndef WORK_H
#define WORK_H

#include "rules.h"
#include "store.h"

struct work;

struct work_options {
	struct store *store;
	const char *scratch; /* folder for temporary files */
	unsigned int jobs;   /* children at once */
	int timeout;	     /* seconds a child may take */
};

/* What came of one piece of work; lives as long as the struct work. */
struct outcome {
	char *error;	/* NULL: it went well. Names the file and the rule. */
	bool changed;	/* apply: is text another one than the input? */
	bool parsed;	/* apply: was all of the input parsed on the way? */
	char *text;	/* apply: the result */
	size_t len;
	int sites;	/* apply: the number of places that changed */
};

struct work *work_create(const struct work_options *options);
void work_free(struct work *w);

/* Apply @rule to @text, the contents of a file called @path. */
const struct outcome *work_apply(struct work *w, const struct rule *rule,
				 const char *path, const char *text,
				 size_t len);

/* Can spatch parse all of it? If not, the outcome's error tells where. */
const struct outcome *work_parse(struct work *w, const char *path,
				 const char *text, size_t len);

/* Run what was noted down; @whom it is for is shown to a waiting user. */
int work_run(struct work *w, const char *whom, struct err *e) _must_check_;

/* How many spatch processes were run, and how many were spared by memory. */
unsigned int work_runs(const struct work *w);
unsigned int work_remembered(const struct work *w);

#endif
