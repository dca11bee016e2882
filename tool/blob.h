/* SPDX-License-Identifier: GPL-2.0-only */
/* One file's contents, and what is C code in it. */
#ifndef BLOB_H
#define BLOB_H

#include "util.h"

#define OID_HEX 40 /* of SHA-1, as libgit2 has it */

/*
 * Where a file was asked for by its path: something else stands there, a folder,
 * a symbolic link or a submodule.
 */
#define TREE_OTHER (-2)

struct blob {
	char oid[OID_HEX + 1];
	char *text; /* NUL after len bytes */
	size_t len;
	bool executable;
	struct found *found; /* what is kept of the answers below; or NULL */
};

/* An empty one that keeps answers. The caller frees, behind blob_deinit(). */
struct blob *blob_create(void);
void blob_deinit(struct blob *b);
#define _cleanup_blob_ _cleanup_(blob_deinit)

/*
 * code_only() of the text, made once for a blob that keeps it. Of any other it
 * goes to @own, too, which the caller frees.
 */
const char *blob_code(const struct blob *b, char **own);

/*
 * The line number, from 1, of an offset of the text or its code, and the offset
 * of a line: line_of() and line_start(), which count from the start each time,
 * where the answers are not kept.
 */
int blob_line(const struct blob *b, size_t offset);
size_t blob_line_start(const struct blob *b, int line);

/*
 * The conditions over a line, see struct conditions of ctext.h; *own as above.
 */
const char *blob_conditions(const struct blob *b, int line, char **own);

/*
 * May this identifier stand in the text? "No" is for sure, and costs next to
 * nothing where the answers are kept.
 */
bool blob_may_have(const struct blob *b, const char *word);

#endif
