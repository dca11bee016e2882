/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to one file. What the declaration reader misses is told from what
 * is not there by looking for the word itself: the answer is "unclear".
 *
 * A declaration counts under whatever #if it stands; the conditions are part
 * of the evidence.
 */
#ifndef ASK_H
#define ASK_H

#include "decls.h"
#include "expr.h"

/* Number of parameters of "(int a, void (*f)(int, int))"; "(void)" is 0. */
int count_params(const char *signature);

/* The lines in which declarations of a name are listed. */
struct listed {
	int *v; /* in order */
	size_t n;
};

struct listed listed_lines(const struct decls *d, const char *name);
bool listed_in(const struct listed *l, int line);
void listed_deinit(struct listed *l);
#define _cleanup_listed_ _cleanup_(listed_deinit)

/*
 * Is @scope, as a member has it, that of @structure, or of structures and
 * unions without a name in it?
 */
bool in_structure(const struct decls *d, const char *scope,
		  const char *structure);

/*
 * Questions to one blob. Each sets *line to the line that the answer rests
 * on, 0 for "not there".
 */
enum answer ask_function(const struct decls *d, const struct blob *b,
			 const char *name, int *line);
enum answer ask_params(const struct decls *d, const struct blob *b,
		       const char *name, int count, int *line);
enum answer ask_macro(const struct decls *d, const struct blob *b,
		      const char *name, int *line);
enum answer ask_struct(const struct decls *d, const struct blob *b,
		       const char *name, int *line);
enum answer ask_member(const struct decls *d, const struct blob *b,
		       const char *structure, const char *name, int *line);
/* Is it a function pointer, and does what it points at return @type? */
enum answer ask_returns(const struct decls *d, const struct blob *b,
			const char *structure, const char *name,
			const char *type, int *line);
enum answer ask_body(const struct decls *d, const struct blob *b,
		     const char *function, const char *word, int *line);
enum answer ask_line(const struct blob *b, const char *text, int *line);

#endif
