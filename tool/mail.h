/* SPDX-License-Identifier: GPL-2.0-only */
/* The mainline series: a quilt "series" file and patches in mail format. */
#ifndef MAIL_H
#define MAIL_H

#include "gitdiff.h"

struct mail {
	char *name;	/* file name within the series' folder */
	char *path;	/* for messages */
	char *from, *date;
	char *subject;	/* without its [PATCH ...] */
	char *upstream;	/* 40 digits from "Upstream-commit:"; NULL: none */
	char *body;	/* without trailers; "" or ends in a newline */
	char *trailers; /* the same */
	size_t diff_at, diff_len; /* where in the file the diff is */
	struct delta *deltas;
	size_t n;
};

struct series {
	char *dir;
	const char *name; /* what it is called; NULL: nothing; not its own */
	struct mail *v;
	size_t n;
	char oid[OID_HEX + 1]; /* of all that was read */
};

/*
 * Read folder @dir. Every complaint names file and line. Quilt's options in
 * "series" (-p1, comments) are understood; other strip levels are not. What is
 * not in a diff has to be UTF-8 in which all can be seen, and hold nothing that
 * patch(1) would take for a diff: git, quilt and a reader see one and the same.
 */
int series_read(const char *dir, struct series *s,
		struct err *e) _must_check_;
void series_deinit(struct series *s);

#endif
