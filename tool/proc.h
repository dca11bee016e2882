/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Run programs: several at once, output captured, a time limit each. Knows
 * nothing of what it runs.
 */
#ifndef PROC_H
#define PROC_H

#include <sys/types.h>

#include "util.h"

enum child_end {
	CHILD_EXITED,	   /* code is its exit status */
	CHILD_SIGNALED,	   /* code is the signal that ended it */
	CHILD_TIMED_OUT,   /* killed after its time limit */
	CHILD_TOO_MUCH,	   /* killed, as it printed more than is kept */
	CHILD_TOO_MANY,	   /* killed, as it ran too many processes */
	CHILD_NOT_STARTED, /* code is the errno of starting it */
	CHILD_LOST,	   /* its output or its end was; code is the errno */
};

/*
 * One program to run. The caller owns everything in it and calls
 * child_deinit(); argv[0] is looked up in PATH. stdin is empty; the child
 * leads its own process group, so that its own children end with it, inherits
 * nothing that is open here, and is killed when this program ends.
 */
struct child {
	const char *const *argv;
	const char *cwd;	    /* NULL: here */
	const char *home;	    /* folder for its HOME and TMPDIR */
	/*
	 * Settings of its own, NULL-terminated, or NULL: "NAME=VALUE" sets,
	 * "NAME" or "PREFIX*" takes away what the user has.
	 */
	const char *const *env;
	const int *keep;	    /* two descriptors that it inherits, or NULL */
	int timeout;		    /* seconds */
	bool by_shell;		    /* whose status tells of signals */
	const char *label;	    /* for the progress line */
	/* Is told each whole line of both outputs as it comes, or NULL. */
	void (*hear)(struct child *c, const char *line);
	void *ctx;		    /* for whoever hears */

	struct buf out, err_out;    /* filled; at most 64 MiB each */
	enum child_end end;
	int code;

	pid_t pid;		    /* private from here on */
	int fds[2];
	size_t heard[2];
	double deadline;
};

void child_deinit(struct child *c);

/*
 * Fork @n times, and let the i-th do @work(@ctx, i) and end. They print nothing,
 * and what they change is lost but for files. Returns when all have ended.
 */
void run_forks(unsigned int n, void (*work)(void *ctx, unsigned int i),
	       void *ctx);

/*
 * Run @n children, at most @jobs at once, and wait for all. A child that
 * failed is no fault of this call: see child.end. Fails only when the program
 * was asked to end (stop_signal) or the system refused pipes.
 */
int run_children(struct child **children, size_t n, unsigned int jobs,
		 struct err *e) _must_check_;

/* One line on how a child ended badly, for a message; static storage. */
const char *child_end_text(const struct child *c);

/* The monotonic clock, in seconds. */
double now(void);

/*
 * Ask for a status line on stderr once the program has run for two seconds:
 * rewritten in place on a terminal, plain lines elsewhere.
 */
void progress_enable(void);
/* What the programs run from here on are for: "2 of 5 done, this one: ". */
void progress_task(const char *fmt, ...) _printf_(1, 2);
/* Show what goes on where no program runs. */
void progress_note(const char *what);
/* Tell of a step that is done, where there is no terminal: a line at once. */
void progress_step(const char *what);
/* Take the status line off the terminal, before other output. */
void progress_clear(void);

#endif
