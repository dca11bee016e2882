/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * After the rules ran: is everything there that the adapted series uses? Each
 * header it includes, each function it calls with that number of arguments,
 * each member of a structure with a type that fits what is put there, each
 * Kconfig symbol; visible from the file that uses it, and not only under an
 * #if that the architecture cannot meet. No compiler is run: what a build
 * would tell of a kernel whose API moved on, in a fraction of its time. It
 * does not stand in for one.
 */
#ifndef USAGE_H
#define USAGE_H

#include "carry.h"
#include "store.h"

struct usage;

/* The reader and the store outlive it. Free with usage_free(). */
struct usage *usage_create(struct decl_reader *reader, struct store *store);
void usage_free(struct usage *u);

/*
 * Check the series that was carried to @tree, patch by patch. CARRY_WAITING:
 * the declarations of the blobs added to @need have to be read first; call it
 * again then. CARRY_FAILED: @e has a line for each thing that is missing, and
 * @misfit the headers that have something else instead. Without @need nothing
 * is found out that is not remembered.
 */
enum carry_state usage_check(struct usage *u, struct tree *tree,
			     const struct carried *carried,
			     struct blob_list *need, struct misfit *misfit,
			     struct err *e) _must_check_;

#endif
