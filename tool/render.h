/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result as files: patches in mail format, series, provenance.json, and
 * what the kernel declares.
 */
#ifndef RENDER_H
#define RENDER_H

#include "carry.h"
#include "shape.h"
#include "targets.h"

#define PROVENANCE "provenance.json"

/* The files of one target's folder, in memory. */
struct file_set {
	struct named_text {
		char *name;
		char *text;
		size_t len;
	} *v;
	size_t n;
};

void file_set_deinit(struct file_set *s);
#define _cleanup_file_set_ _cleanup_(file_set_deinit)
/* Add a file; takes @text over. */
void file_set_add(struct file_set *s, const char *name, char *text,
		  size_t len);
const struct named_text *file_set_find(const struct file_set *s,
				       const char *name);

bool named_text_equal(const struct named_text *a, const struct named_text *b);

/*
 * Write the patches of @carried as stable maintainers expect them: author,
 * subject and rationale as in mainline, "commit ID upstream." where the
 * mainline patch declares one, a bracketed note for each rule that fired,
 * trailers, @signoff ("Name <email>", or NULL) last. Each patch is proven to
 * apply before it is taken. The same input gives the same bytes.
 */
int render(const struct carry_input *in, const struct target *target,
	   struct tree *tree, const struct evidence *answers,
	   const struct shapes *shapes, const struct carried *carried,
	   const char *signoff, struct file_set *out,
	   struct err *e) _must_check_;

/*
 * Are two files of one name the same but for their base? That is the "base"
 * of provenance.json, and if consulted blobs @moved, also index lines, line
 * numbers, function heads behind @@ and quoted evidence.
 */
bool same_but_for_base(const struct named_text *a, const struct named_text *b,
		       bool moved);

/* Do two provenance.json name the same base, by ref, commit and tree? */
bool same_base(const struct named_text *a, const struct named_text *b);

/*
 * The consulted paths whose blobs differ between two provenance.json, as
 * "PATH OLD..NEW" with short ids, added to @out.
 */
void moved_blobs(const struct named_text *old, const struct named_text *new,
		 struct strings *out);

/* The sign-off that provenance.json @file records, or NULL; caller frees. */
char *recorded_signoff(const struct named_text *file);

#endif
