/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the user is told beside the fault of a target that does not fit: what
 * stands where something was looked for, which known target is nearest, and
 * what differs between the two.
 */
#ifndef ADVISE_H
#define ADVISE_H

#include "session.h"

struct advice {
	char *text;	  /* to go behind the message: "; ..."; "" for nothing */
	const char *name; /* of the nearest known target, NULL; the session's */
	char *difference; /* a small unified diff; "" for nothing */
};

/*
 * Advise on @misfit of a target whose probes were answered. A misfit that is
 * about nothing gets none. Free with advice_deinit().
 */
void advise(struct session *s, struct run *r, const struct misfit *misfit,
	    struct advice *out);
void advice_deinit(struct advice *a);
#define _cleanup_advice_ _cleanup_(advice_deinit)

/* The subjects of a misfit's probes, and of those that ask its paths. */
void misfit_subjects(const struct session *s, const struct misfit *misfit,
		     struct strings *out);

/* The shape of a target whose probes were answered; the run's. */
int session_shapes(struct session *s, struct run *r,
		   struct err *e) _must_check_;

#endif
