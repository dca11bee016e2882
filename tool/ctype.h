/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations in one spelling, and whether two of them agree. No comments, no
 * names of parameters, no storage classes, no annotations such as __must_check;
 * white space and the order of words that C leaves open are always the same.
 *
 * Only what stands in a declaration itself is known: what a typedef stands for
 * is not, and what cannot be read stays as it is written.
 */
#ifndef CTYPE_H
#define CTYPE_H

#include "decls.h"
#include "expr.h"

/*
 * "int foo(struct device *, u32 [...])" of a prototype, function or member,
 * without its semicolon. Of a structure or union: its members, one a line,
 * those of members without a name among them, under whatever #if. Of a macro:
 * its first line. Never NULL; the caller frees.
 */
char *declaration_text(const struct blob *b, const struct decl *v);

/*
 * The same for a declaration that stands in @text from its first byte: up to
 * a semicolon, an initializer or a body.
 */
char *normal_declaration(const char *text, size_t len);

/*
 * May a function that is declared as @function be assigned to a structure's
 * @member, such as "int (*probe)(struct platform_device *)"? Both are any
 * spelling of a declaration. UNCLEAR: a typedef hides the answer.
 */
enum answer same_callback(const char *member, const char *function);

#endif
