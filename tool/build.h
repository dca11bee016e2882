/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kbuild at work on a series: lanes, each an architecture and a compiler with
 * a build folder of its own, that are configured and built at once, whatever
 * state the sources are in.
 */
#ifndef BUILD_H
#define BUILD_H

#include "buildcache.h"
#include "kbuild.h"

#define MADE_BY "made-by" /* in a build folder, when no make is at work there */

/* A way to configure a kernel: what is turned off, on top of the fragment. */
struct variant {
	const char *name;
	const char *off;   /* a symbol with its CONFIG_, or NULL */
	bool driver_off;   /* all that the series itself adds */
};

struct lane {
	const char *arch, *cross, *cross_package, *compiler;
	bool clang;
	char *name; /* "arm64 gcc" */
	char *out;
	char *made_by; /* its compilers' versions, as one text */
	struct buf fragment;
	struct strings also; /* objects that stand for the users of headers */
	char *refused;	     /* why it is not used any more */

	char *config_key;    /* of what it is configured for */
	struct buf config;   /* its .config */
	struct buf default_config; /* for whoever compares */

	/* what to build, and what came of it */
	struct strings goals, objects;
	struct off {
		char *object, *symbol; /* NULL: no symbol decides */
	} *off; /* what was not built, and what was, with the series */
	size_t n_off;
	struct strings built;
	bool ok;
	char *why, *log, *command;
	struct strings warnings; /* "PATH: TEXT", sorted */
};

struct builder {
	struct verification *v;
	struct place place;
	struct lane *lanes;
	size_t n;
	char *ccache; /* the kernel's own */
	char *makeflags; /* a jobserver that was handed down, or NULL */
	char *fifo;	 /* that it has, or NULL; then these: */
	int jobserver[2];
};

/* What the lanes with gcc, and those with clang, are built by. */
extern const struct tool gcc_tools[], clang_tools[];
extern const size_t n_gcc_tools, n_clang_tools;

int builder_open(struct builder *b, struct verification *v, bool clang,
		 struct err *e) _must_check_;
void builder_close(struct builder *b);
#define _cleanup_builder_ _cleanup_(builder_close)

/* Put the sources into the state behind patch @k; 0 is the kernel's own. */
int builder_put(struct builder *b, size_t k, struct err *e) _must_check_;

/*
 * Configure @lanes as @variant for the state behind patch @k, that has to be
 * put. What failed has !ok and a reason in its lane.
 */
int builder_configure(struct builder *b, struct lane **lanes, size_t n,
		      const struct variant *variant, size_t k,
		      struct err *e) _must_check_;

/*
 * Build the objects of each lane anew, or where @extra has more for make, go
 * on with those that are there. A lane is ok when make is, and each object is
 * there and built in.
 */
int builder_make(struct builder *b, struct lane **lanes, size_t n,
		 const char *const *extra, const char *label,
		 struct err *e) _must_check_;

/*
 * Choose what each lane is to build for patches @from to @to (from 1), as the
 * sources and the lane's configuration are now. Those of a new file are left
 * out where @base is set; if none is left, those that stand for the users of
 * headers take their place.
 */
int builder_choose(struct builder *b, struct lane *lane, size_t from,
		   size_t to, bool base, struct err *e) _must_check_;

#endif
