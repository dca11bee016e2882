/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a C file uses of others, told from its text alone: headers, functions,
 * structures and their members, Kconfig symbols. Every arm of an #if counts.
 *
 * It is a reader of what drivers are written like, not a C parser: what it
 * does not recognise it does not list.
 */
#ifndef CUSE_H
#define CUSE_H

#include "util.h"

enum use_kind {
	USE_INCLUDE, /* name: "<linux/of.h>" or "\"core.h\"" */
	USE_CALL,    /* name(args) */
	USE_STRUCT,  /* an object of type struct name */
	USE_MEMBER,  /* name.member, and what it is set to */
	USE_CONFIG,  /* CONFIG_name */
	DEF_CONFIG,  /* "config name", in a Kconfig file */
};

struct use {
	enum use_kind kind;
	int line;
	char *name;   /* of a member: the tag of the structure */
	char *member; /* a path into it: "driver.name"; NULL for the others */
	char *value;  /* "x" of "member = x" and "member = &x"; or NULL;
			* "" if x is a variable */
	int args;     /* of a call */
};

struct uses {
	struct use *v;
	size_t n;
};

/* List what @text uses, in the order of its lines; free with uses_deinit(). */
void uses_read(const char *text, size_t len, struct uses *uses);
/* The same of a Makefile: the symbols in it. */
void makefile_uses(const char *text, size_t len, struct uses *uses);
/*
 * The symbol by which a Makefile builds @object, "demo.o", in a line of its own or
 * with others; NULL if it is not that simple. The caller frees.
 */
char *makefile_symbol(const char *text, size_t len, const char *object);
void use_deinit(struct use *u);
void uses_deinit(struct uses *uses);
#define _cleanup_uses_ _cleanup_(uses_deinit)

#endif
