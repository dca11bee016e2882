/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where is something declared that a C file uses? The search through what the
 * file sees, and the reason why nothing there will do.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "probe.h"
#include "scope.h"

/* How much a reason tells; the best one is shown. */
enum rank { NOTHING, NEAR, SURE };

/* One use, and how far the search for its declaration has come. */
struct wanted {
	const struct use *use;
	char *name;   /* function, or tag of the structure */
	char *member; /* what is left of the path into it; or NULL */
	size_t next;  /* index of the header to look at */
	size_t again; /* the first that has it and is not reached yet */
	bool found;
	enum rank rank;
	char *reason, *where; /* where: the header that it is about */
};

/* What a search works with; @waiting: blobs were added to @need. */
struct lookup {
	struct decl_reader *reader;
	struct blob_list *need;
	bool waiting;
	/*
	 * Why something could not be asked, or no message: whatever was found,
	 * or not found, with one set is no answer.
	 */
	struct err broken;
};

/* Begin to look for what @use uses, which outlives it. */
void wanted_init(struct wanted *w, const struct use *use);
void wanted_deinit(struct wanted *w);

/*
 * More ways into the headers are known: look again at those that had it, but
 * could not be reached.
 */
void look_again(struct wanted *w);

/*
 * Look through the headers that the scope has and that were not looked at yet,
 * until it is found, declarations have to be read first, or cannot be.
 */
void look_for(struct lookup *l, struct scope *s, struct kconfig *kconfig,
	      struct wanted *w);

#endif
