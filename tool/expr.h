/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Boolean expressions over names, as rule headers have them: ! && || ( ).
 * Names are identifiers that may hold '-'. Three-valued: "unclear" spreads
 * unless the other side settles the answer (Kleene).
 */
#ifndef EXPR_H
#define EXPR_H

#include "util.h"

enum answer { NO, YES, UNCLEAR };

const char *answer_text(enum answer a);

struct expr;

/*
 * Parse @text. NULL with a message that tells the column on a fault. The
 * caller frees with expr_free().
 */
struct expr *expr_parse(const char *text, struct err *e);
void expr_free(struct expr *x);

/* Evaluate; @ask answers for one name. */
enum answer expr_eval(const struct expr *x,
		      enum answer (*ask)(const char *name, void *ctx),
		      void *ctx);

/* Add each name in the expression, once, to @names. */
void expr_names(const struct expr *x, struct strings *names);

#endif
