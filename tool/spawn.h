/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start one program that ends with us, however we end. posix_spawn() cannot
 * ask for that, and fork() of a large process takes its time.
 */
#ifndef SPAWN_H
#define SPAWN_H

#include <sys/types.h>

/* All of it is the caller's. */
struct spawn {
	const char *const *argv; /* argv[0] is looked up in our PATH */
	char *const *env;
	const char *cwd;  /* NULL: here */
	int fds[3];	  /* its stdin, stdout and stderr; each of ours above 2 */
	const int *keep;  /* two more that it inherits, or NULL; no others */
};

/*
 * It leads a process group of its own, has no signal blocked or ignored that we
 * do not ignore for others, and is killed when we end. Returns 0 and its *pid,
 * or the errno of what failed.
 */
int spawn(const struct spawn *s, pid_t *pid);

#endif
