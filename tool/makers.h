/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that stand nowhere in a kernel, as macros make them: PageOffline() of
 * PAGE_TYPE_OPS(Offline, ...), whose text has Page##uname. A name counts as
 * made if there is a macro that declares it out of its parameters, and a use of
 * that macro, outside of every other, that gives it those very parts. What is
 * between the two, macros that hand the parts on, is followed. Nothing is
 * taken for made because it merely could be.
 */
#ifndef MAKERS_H
#define MAKERS_H

#include "expr.h"
#include "scope.h"

struct made {
	const char *path; /* where the outermost macro is used */
	int line;
	int args;	  /* parameters of a function; -1: not known */
	const char *body; /* of a structure: where its members stand */
	size_t len;
};

/*
 * Does a macro that is seen make a function, or a structure, of this name?
 * Only what counts on the architecture of @kconfig does. A name that can be
 * taken apart in too many ways is UNCLEAR.
 */
enum answer made_by_macro(struct scope *s, struct kconfig *kconfig,
			  const char *name, bool structure, struct made *made);

#endif
