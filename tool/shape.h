/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel declares of all that the probes ask about: its shape. The
 * shapes of the targets that have a series are known, and a kernel that fits
 * no rule is told by the one that is nearest.
 */
#ifndef SHAPE_H
#define SHAPE_H

#include "probe.h"

#define DECLARATIONS "declarations"

/* What stands for one thing that is asked for, in normalised declarations. */
struct shape {
	char *path;    /* where that is; the first place asked for nothing */
	char *subject; /* "struct iommu_ops", "iommu_device_register" */
	struct strings lines; /* none: it is not there */
	int line;	      /* of the first; 0: no line says it, or not known */
};

struct shapes {
	struct shape *v; /* in the order of the probes, each subject once */
	size_t n;
};

void shapes_deinit(struct shapes *s);
#define _cleanup_shapes_ _cleanup_(shapes_deinit)

/* What a probe asks about; the caller frees. */
char *probe_subject(const struct probe *p);

const struct shape *shapes_find(const struct shapes *s, const char *subject);

/*
 * Find the shape of @tree for all probes; decls_read() has seen its blobs, as
 * for probes_answer(), which has given @answers. Free with shapes_deinit().
 */
int shapes_make(const struct probes *p, struct tree *tree,
		const struct decl_reader *reader,
		const struct evidence *answers, struct shapes *out,
		struct err *e) _must_check_;

/*
 * As a file: "path: subject" and its lines below it, with a tab. No line
 * numbers, so that it changes when the interface does.
 */
char *shapes_text(const struct shapes *s);
void shapes_read(const char *text, size_t len, struct shapes *out);

/* The targets that have a series, by the folders of the output. */
struct known {
	struct known_target {
		char *name;
		struct shapes shapes;
	} *v;
	size_t n;
};

/*
 * Add the targets whose folders lie in @dir: those of @order first, in that
 * order, then the others by name. What is known already is not read again.
 */
void known_read(const char *dir, const struct strings *order,
		struct known *out);
void known_deinit(struct known *k);

/*
 * The target that differs from @mine in the fewest declarations of @subjects,
 * and of those in the fewest of all, the first of equals; NULL: none is known.
 */
const struct known_target *known_nearest(const struct known *k,
					 const struct shapes *mine,
					 const struct strings *subjects);

/* How many declarations of @subjects differ; all if that is NULL. */
size_t shapes_distance(const struct shapes *a, const struct shapes *b,
		       const struct strings *subjects);

/*
 * What differs in @subjects as a small unified diff under these names; "" if
 * nothing does. The caller frees.
 */
char *shapes_difference(const struct shapes *old, const char *old_name,
			const struct shapes *new, const char *new_name,
			const struct strings *subjects);

#endif
