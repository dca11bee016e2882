/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The beginning of a rule for a target that fits none: its header, a probe
 * that tells the target, and a unit case, with what is known filled in.
 */
#ifndef NEWRULE_H
#define NEWRULE_H

#include "advise.h"

struct new_rule {
	char *rule;   /* of cocci/NAME.cocci */
	char *probe;  /* a section for probes.conf; NULL: none is needed */
	char *suffix; /* of the unit case: "c" or "h" */
	char *before, *after;
};

/*
 * Write the texts for the target of @r, whose carry has failed. Fails when a
 * new semantic patch is no help against the fault. Free with
 * new_rule_deinit().
 */
int new_rule_make(struct session *s, struct run *r, const char *name,
		  struct new_rule *out, struct err *e) _must_check_;
void new_rule_deinit(struct new_rule *n);

#endif
