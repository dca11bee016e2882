/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files in git-config syntax, with the line number of everything in them.
 *
 * libgit2 reads the values; it merges repeated sections without a word,
 * follows [include] and gives no line numbers, so a scan of our own finds the
 * section and key lines first and refuses what the file may not hold.
 */
#ifndef CONF_H
#define CONF_H

#include "util.h"

struct conf_entry {
	char *key;	/* lower case */
	char *value;
	int line;
};

/* What a file may hold: kinds of sections, and the keys of each. */
struct conf_shape {
	const char *kind;
	const char *const *keys;	/* NULL-terminated */
	const char *const *repeatable;	/* those that may stand twice */
};

/* One [kind "name"] section. */
struct conf_section {
	const struct conf_shape *shape;
	char *name;
	int line;
	struct conf_entry *entries;
	size_t n;
};

struct conf {
	char *path;
	struct conf_section *sections; /* in the file's order */
	size_t n;
	struct set names; /* "kind name" of each section */
};

/*
 * Read @path, which may hold the @n kinds of @shapes. Unknown sections and keys, sections without a name, repeated
 * sections and repeated keys are faults, told as "path:line: ...".
 * @conf is the caller's to conf_deinit(), also after a fault.
 */
int conf_read(const char *path, const struct conf_shape *shapes, size_t n,
	      struct conf *conf, struct err *e) _must_check_;
void conf_deinit(struct conf *conf);
#define _cleanup_conf_ _cleanup_(conf_deinit)

/* The value of @key, or NULL; owned by the section. */
const char *conf_get(const struct conf_section *s, const char *key);
/* The line of @key, or of the section if it is not there. */
int conf_line(const struct conf_section *s, const char *key);

/* May a section's name be that of a directory, whatever else is beside it? */
bool conf_safe_name(const char *name);
/* ... and what to say if not. */
#define SAFE_NAME \
	"use letters, digits, '.', '_', '+', '-', a letter or digit first, no '..'"

#endif
