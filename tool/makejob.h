/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of make for a lane: its arguments, its environment, its log. */
#ifndef MAKEJOB_H
#define MAKEJOB_H

#include "build.h"

struct job {
	struct lane *lane;
	struct strings box, words; /* in front of make, and make's */
	const char **argv;
	struct child child;
	char *env_ccache;
	const char *env[64];
};

/*
 * A jobserver of the make that runs us, as a setting for the makes that we
 * run, or NULL. The caller frees. It has two descriptors, or *fifo, the
 * caller's as well.
 */
char *inherited_jobserver(int fds[2], char **fifo);

/* All arguments but what is to be made; @jobs is its part of the machine. */
void job_start(const struct builder *b, struct job *j, struct lane *lane,
	       unsigned int jobs);
/* One more argument, taken over. */
void job_add(struct job *j, char *word);
void job_deinit(struct job *j);

/* A fair part of the machine for each of @n makes that run at once. */
unsigned int job_share(const struct builder *b, size_t n);

/* Run them all, and leave with each lane what came of it. */
int jobs_run(struct builder *b, struct job *jobs, size_t n, const char *label,
	     struct err *e) _must_check_;

/* Forget what came of the run before. */
void lane_forget(struct lane *l);

#endif
