/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One series of the output folder, on trial: what it is, every state its
 * files go through, and the programs that look at it.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "gitmem.h"
#include "proc.h"
#include "proof.h"
#include "render.h"
#include "sandbox.h"
#include "session.h"

#define PROOF_DATA "tool/verify" /* folder of settings, beside the configuration */

struct verification {
	const struct session *s;
	struct tree *tree;
	char *dir;	      /* scratch, absolute; its own */
	char *data;	      /* PROOF_DATA */
	char *patches;	      /* a copy of the series, absolute */
	struct file_set files; /* the same in memory */
	struct series series;
	struct strings paths; /* what the series touches, sorted */
	/*
	 * A state is an element a path. states[0] is the kernel's, states[k]
	 * that after k patches; n_states is less than series.n + 1 where a
	 * patch does not apply.
	 */
	struct text_file **states;
	size_t n_states;
	bool all_configs;
	struct proof proof;
};

/*
 * Read what the output folder has for the target of @run. A fault is that of
 * the target. Free with verification_close(), also after a fault.
 */
int verification_open(struct verification *v, const struct session *s,
		      const struct run *run, struct err *e) _must_check_;
void verification_close(struct verification *v);

/*
 * Apply all patches in memory; those states that are there stay. 1: one does
 * not apply, and @e says which and why; -1: a fault.
 */
int make_states(struct verification *v, struct err *e) _must_check_;

/* Write one state's files below @dir; what a state does not have is removed. */
int write_state(const struct verification *v, const struct text_file *state,
		const char *dir, struct err *e) _must_check_;
/* The same for one file. */
int write_state_file(const struct text_file *f, const char *dir,
		     struct err *e) _must_check_;
/* Read them back; each element of @texts is the caller's to free. */
int read_state(const struct verification *v, const char *dir,
	       struct buf *texts, struct text_file *state,
	       struct err *e) _must_check_;

/* A program that a level needs, and the Debian package that has it. */
struct tool {
	const char *program, *package;
	const char *version; /* the argument that tells it; NULL: none */
};

/* Are they all there? One message names all that are not. */
int tools_missing(const struct tool *tools, size_t n,
		  struct err *e) _must_check_;
/* Their versions, as a JSON object that is the caller's. */
int tools_versions(const struct session *s, const struct tool *tools, size_t n,
		   json_t **versions, struct err *e) _must_check_;

/*
 * Run one program; its time limit is @times the one of the options. Fails where
 * it was killed, took too long, could not be started, or says that the machine
 * is at fault: that is for no verdict, whatever it printed until then.
 */
int run_tool(const struct verification *v, struct child *c, int times,
	     struct err *e) _must_check_;
/* The same for one of the kernel's tree, in @box unless there is to be none. */
int run_boxed(const struct verification *v, struct child *c,
	      const struct box *box, struct err *e) _must_check_;

/* Each level: its checks go to v->proof; -1 is for what is no verdict. */
int verify_apply(struct verification *v, struct err *e) _must_check_;
int verify_style(struct verification *v, struct err *e) _must_check_;

int verify_build(struct verification *v, struct err *e) _must_check_;
int verify_boot(struct verification *v, struct err *e) _must_check_;
/* The parts of the style that ask for commits, and that have to compile. */
int verify_commits(struct verification *v, struct err *e) _must_check_;
int verify_sparse(struct verification *v, struct err *e) _must_check_;

/*
 * Can quilt work where temporary files go, can kernels be built, and booted, from
 * here? Asked before anything is done.
 */
int apply_ready(const struct session *s, struct err *e) _must_check_;
int build_ready(const struct session *s, struct err *e) _must_check_;
int boot_ready(const struct session *s, struct err *e) _must_check_;

extern const struct tool apply_tools[], style_tools[], boot_tools[];
extern const size_t n_apply_tools, n_style_tools, n_boot_tools;

/*
 * Append what is said in the settings' file @name: by those for all series, in
 * @v->data, then by those of the series. 1, or 0 where neither has one.
 */
int read_settings(const struct verification *v, const char *name,
		  struct buf *out, struct err *e) _must_check_;

/* What the repository says of the commits that the series names, to a key. */
int commits_settings(const struct verification *v, struct buf *out,
		     struct err *e) _must_check_;

/* The settings that a level's verdict depends on, to its key. */
int style_settings(const struct verification *v, struct buf *out,
		   struct err *e) _must_check_;
int build_settings(const struct verification *v, struct buf *out,
		   struct err *e) _must_check_;
int boot_settings(const struct verification *v, struct buf *out,
		  struct err *e) _must_check_;

#endif
