/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The series that a configuration lists, and where each keeps its parts:
 *
 *	[series "NAME"]
 *		patches = DIR	the mainline series [patches/NAME/mainline]
 *		config = DIR	what verify goes by [config, beside its patches]
 *		boots = DIR	its own boots [boot, beside its patches]
 *		off = SYMBOL...	what --configs=all turns off one by one
 *
 * A configuration without such a section has one series without a name, at
 * patches/mainline.
 */
#ifndef SERIESLIST_H
#define SERIESLIST_H

#include "conf.h"

struct series_entry {
	char *name;    /* NULL: it is in no section */
	char *where;   /* "file:line" of its section, or NULL */
	char *patches; /* directory of the mainline series */
	char *output;  /* where its targets are written; NULL: nothing says */
	char *known;   /* the same beside the configuration; or NULL */
	char *config;  /* NULL: it has none */
	char *boots;   /* NULL: it has none */
	struct strings off; /* symbols, with their CONFIG_ */
};

struct series_list {
	struct series_entry *v; /* the first one is the default */
	size_t n;
};

extern const struct conf_shape series_shape;

/*
 * Add a section of the configuration @file; results go to @here, a prefix as
 * "dir/" or "", unless it is said where.
 */
int series_list_add(struct series_list *list, const struct conf_section *s,
		    const char *file, const char *here,
		    struct err *e) _must_check_;

/* Add the one without a name, of the configuration @file. */
int series_list_add_unnamed(struct series_list *list, const char *file,
			    const char *here, struct err *e) _must_check_;

/*
 * Entries that are listed, and not there where they belong, get the parts of
 * those of the same name in @from.
 */
int series_list_fill(struct series_list *list, struct series_list *from,
		     struct err *e) _must_check_;

/*
 * What --series @word means: the name of an entry, else a directory, which
 * may be that of an entry. The latter becomes *loose if it is of none.
 */
const struct series_entry *series_list_find(const struct series_list *list,
					    const char *word,
					    struct series_entry *loose,
					    struct err *e) _must_check_;

void series_entry_deinit(struct series_entry *s);
void series_list_deinit(struct series_list *list);

/* The directory of a file, as a prefix: "a/b" gives "a/", "b" gives "". */
char *directory_of(const char *path);
/* Are both there, and the same directory? */
bool same_place(const char *a, const char *b);

#endif
