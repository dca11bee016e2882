/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a C file sees: itself and every header that it includes, directly or
 * not, as Kbuild finds them for one architecture. Headers are looked at level
 * by level, and no further than is asked for.
 */
#ifndef SCOPE_H
#define SCOPE_H

#include "ctext.h"
#include "kconfig.h"

/* A way into a header: who includes it, and under which conditions. */
struct edge {
	size_t from; /* index of the header */
	const char *conditions;
};

struct header {
	char *path;
	const struct blob *blob;
	struct edge *edges;
	size_t n_edges;
	bool mark; /* while a way is searched */
};

/* What the headers of all trees include, by their blobs. */
struct include_memory;

struct include_memory *include_memory_create(void);
void include_memory_free(struct include_memory *m);
/* Those of one blob, read once. */
const struct includes *includes_of(struct include_memory *m,
				   const struct blob *b);

struct scope {
	const char *arch;
	kconfig_reader read;
	void *ctx;
	struct include_memory *memory;
	struct header *v; /* the file itself comes first */
	size_t n;
	size_t expanded; /* so many have had their includes followed */
};

/* Start at the file @path, whose text is @blob. */
void scope_init(struct scope *s, const char *path, const struct blob *blob);
void scope_deinit(struct scope *s);

/* Another file whose headers count: whoever includes this one may bring them. */
void scope_add(struct scope *s, const char *path, const struct blob *blob);

/*
 * Follow what the headers seen so far include: to new headers, or by a new way
 * to known ones. false: there was nothing to follow.
 */
bool scope_widen(struct scope *s);

/* Where "<linux/of.h>" is when @includer includes it; NULL: nowhere. */
char *scope_find(const struct scope *s, const char *includer,
		 const char *name, const struct blob **blob);

/* Is there a way to header @i whose conditions can all hold? */
bool scope_reaches(struct scope *s, size_t i, struct kconfig *kconfig);

#endif
