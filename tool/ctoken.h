/* SPDX-License-Identifier: GPL-2.0-only */
/* C as tokens, without comments, with or without directives. */
#ifndef CTOKEN_H
#define CTOKEN_H

#include "util.h"

struct tok {
	const char *p; /* into the text */
	size_t n;
	bool gap;	/* white space or a comment stands before it */
	bool directive; /* and a directive */
	bool first;	/* of its line, as C counts lines */
};

struct toks {
	struct tok *v;
	size_t n;
	size_t at; /* of who reads them */
	bool bad;  /* the same: these are not understood */
	int depth; /* the same: groups that it is in */
};

/* The tokens of a text that begins outside of comments. */
struct toks tokens(const char *s, size_t len);
/* The same with those of directives: "#" is first of its line. */
struct toks tokens_and_directives(const char *s, size_t len);
void toks_deinit(struct toks *t);
#define _cleanup_toks_ _cleanup_(toks_deinit)

bool tok_is(const struct tok *t, const char *s);
/* One of a list that ends with NULL? */
bool tok_in(const struct tok *t, const char *const *list);
bool tok_is_word(const struct tok *t);

/* The token @ahead of where we are, or an empty one. */
const struct tok *tok_peek(const struct toks *t, size_t ahead);
/* Step over a token if it is this one. */
bool tok_take(struct toks *t, const char *s);

/* From an opening bracket at @at to behind the one that closes it. */
size_t tok_group_end(const struct toks *t, size_t at);

/* Tokens as text with a blank where it reads well; the caller frees. */
char *tok_spell(const struct tok *v, size_t n);

/* Take away what says nothing of a type: storage classes, annotations. */
void tok_drop_annotations(struct toks *t);
/* Is this an annotation that has arguments, such as __printf? */
bool tok_annotates(const struct tok *t);

#endif
