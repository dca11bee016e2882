/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which rules a kernel needs: those whose When: holds on its answers and
 * whose Uses: holds on what the series brings there.
 */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "mail.h"
#include "probe.h"
#include "rules.h"

/* What became of one rule on this target. */
struct verdict {
	const struct rule *rule;
	enum answer when;
	bool uses; /* the series brings what the rule rewrites */
	bool chosen;
	int fired; /* places changed, files dropped or created */
	bool idle; /* what it is for is in this kernel already */
};

/* Where the series and this kernel do not fit, beside what the error says. */
struct misfit {
	const struct rule *rule; /* that refuses, cannot be judged, or misses */
	bool unclear;		 /* it cannot be judged */
	struct strings probes;	 /* those that it rests on */
	struct strings paths;	 /* or the files that lack a place */
	char *difference; /* of a hunk: its context, and what stands there */
};

/* Would it have been chosen, had it not been switched off? */
bool verdict_disabled(const struct verdict *v);

void misfit_deinit(struct misfit *m);

/* Does the rule take files of the series away from the others? */
bool rule_takes(const struct rule *r);

/* Is the rule about this part of the series, and of use there? */
bool rule_applies(const struct rule *r, const struct delta *d);

/*
 * Judge every rule; @verdicts has an element a rule, zeroed. One that is off
 * is judged and not chosen. Rules that take
 * files away go first: nothing is left there for the others. Fails when a
 * rule that the series has a use for rests on an unclear answer, and when one
 * that refuses such a kernel is chosen; the message has the evidence, and
 * @misfit tells the rule and the probes that it rests on.
 */
int choose_rules(const struct rules *rules, const struct series *series,
		 const struct probes *probes, const struct evidence *answers,
		 struct verdict *verdicts, struct misfit *misfit,
		 struct err *e) _must_check_;

#endif
