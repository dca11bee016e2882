/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations of C, read and written again, each in one spelling. */
#ifndef CPARSE_H
#define CPARSE_H

#include "ctoken.h"

/* How a type is made from another: pointer to, array of, function giving. */
struct part {
	char kind;	/* '*', '[' or '(' */
	char *text;	/* a pointer's qualifiers, an array's length */
	struct type *params;
	size_t n;
	bool varargs, any; /* (..., ...); () */
};

struct type {
	char *quals, *base;
	struct part *v; /* what the declared thing is comes first */
	size_t n;
};

void type_deinit(struct type *t);
#define _cleanup_type_ _cleanup_(type_deinit)

/*
 * Read the one declaration that stands in @text, as a parameter would be: a
 * pointer for an array or a function. False: it is not understood.
 */
bool type_read(const char *text, size_t len, struct type *out);

/* What a declaration declares, "" if that is not understood; caller frees. */
char *declared_name(const char *text);

/* Is it known what this base is: no typedef? */
bool type_is_plain(const char *base);

/*
 * The declaration of @name, or of all if NULL, that stands at the start of
 * @text, up to a semicolon, an initializer or a body.
 */
char *declaration_spelled(const char *text, size_t len, const char *name);

/* The members of the structure that stands there, a line each. */
char *members_spelled(const char *text, size_t len);

#endif
