/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to a kernel's text, each with a name, and their answers with the
 * evidence they rest on. cocci/probes.conf holds the questions.
 */
#ifndef PROBE_H
#define PROBE_H

#include "ask.h"
#include "expr.h"
#include "gittree.h"

struct question;

struct probe {
	char *name;
	char *ask;		/* as written */
	const struct question *question;
	struct strings words;	/* the question's operands */
	struct strings paths;	/* asked in order; one yes is a yes */
	bool required;		/* one of the paths must exist */
	char *where;		/* "file:line" */
	void *answered;		/* tsearch() tree: its answers by content */
};

struct probes {
	struct probe *v;
	size_t n;
};

/* What an answer rests on. */
struct evidence {
	enum answer answer;
	char *path;	  /* the file that settled it; the first asked for no */
	bool present;	  /* is that file in the tree? */
	int line;	  /* 0: no line says it */
	char *text;	  /* that line, folded; "" without one */
	char *conditions; /* the #if conditions over it; "" for none */
	char oid[OID_HEX + 1];
};

int probes_read(const char *path, struct probes *p,
		struct err *e) _must_check_;
void probes_deinit(struct probes *p);

/* The index of probe @name, or -1. */
int probes_find(const struct probes *p, const char *name);

/* Blobs to be read before questions are answered; pointers are the trees'. */
struct blob_list {
	const struct blob **v;
	size_t n;
};

/*
 * Add to @need the blobs of @tree whose declarations the questions want.
 * Fails when a required path is missing or no file.
 */
int probes_gather(const struct probes *p, struct tree *tree,
		  struct blob_list *need, struct err *e) _must_check_;

/*
 * Answer every question for @tree; @out has an element a probe, the caller's
 * to free with evidence_free(). decls_read() has seen what probes_gather()
 * asked for. A question to the same blobs is answered once.
 */
int probes_answer(struct probes *p, struct tree *tree,
		  const struct decl_reader *reader, struct evidence **out,
		  struct err *e) _must_check_;
void evidence_free(struct evidence *v, size_t n);

/* "include/linux/iommu.h:12: text [#if ...]", or why there is none. */
char *evidence_text(const struct evidence *v);

#endif
