/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A box for the programs of a kernel's tree, by tool/box.sh: what is in it, what
 * it shuts out. All that they may look at beside this machine's programs, and
 * all that they may change, is named here one by one.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "session.h"

#define SANDBOX_NONE "not used, as --no-sandbox says"

/* Paths that are absolute; each list ends with NULL, or is NULL. */
struct box {
	const char *cwd;
	const char *const *read, *const *write;
};

/*
 * Can there be a box here? The fault says what can be done. Nothing is asked
 * where the user wants none.
 */
int sandbox_ready(const struct session *s, struct err *e) _must_check_;

/*
 * The @n words of a command as it has to run in @box, with NULL behind them; the
 * caller frees the array. What goes in front of them is in @words, which the
 * array points to: nothing where the user wants no box.
 */
const char **sandbox_argv(const struct session *s, const struct box *box,
			  const char *const *argv, size_t n,
			  struct strings *words);

#endif
