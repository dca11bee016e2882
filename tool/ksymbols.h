/* SPDX-License-Identifier: GPL-2.0-only */
/* What Kconfig files say of each symbol. */
#ifndef KSYMBOLS_H
#define KSYMBOLS_H

#include "kblocks.h"

/* One "config NAME". */
struct definition {
	struct block *in;
	struct buf depends;  /* all that it depends on by itself, joined by && */
	struct buf defaults; /* when one can hold that is not n, joined by || */
	bool prompt, always; /* "def_bool y": set wherever it may be */
};

/* One "select NAME if CONDITION". */
struct selection {
	struct symbol *by;
	char *condition;
};

struct symbol {
	char *name;
	struct definition *v;
	size_t n;
	struct selection *selected;
	size_t n_selected;
	bool pending; /* what it can be is being found */
	bool missed;  /* it was asked for, and cannot be set so far */
	int bits;     /* that, once it is final; or 0 */
};

struct symbols {
	void *root; /* of tsearch() */
};

/* The symbol of that name, without a definition if none was read. */
struct symbol *symbol_named(struct symbols *s, const char *name);
void symbols_deinit(struct symbols *s);

struct definition *symbol_define(struct symbol *s, struct block *in);
void symbol_select(struct symbol *s, struct symbol *by, const char *condition);

/* "VALUE if CONDITION": one default more. */
void definition_default(struct definition *d, const char *value,
			const char *condition);

#endif
