/* SPDX-License-Identifier: GPL-2.0-only */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_FDS 65536 /* looked at one by one, where that must be */

/* A handler of ours would run in memory that is the parent's. */
static void reset_signals(void)
{
	static const int ignored[] = { SIGPIPE, SIGXFSZ };
	struct sigaction action;
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		if (!sigaction(sig, NULL, &action) &&
		    action.sa_handler != SIG_IGN &&
		    action.sa_handler != SIG_DFL)
			signal(sig, SIG_DFL);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Whatever we were started with, and what libraries have opened. */
static void close_others(const int *keep)
{
	if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC))
		for (int fd = 3; fd < MOST_FDS; fd++)
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	for (int i = 0; keep && i < 2; i++)
		fcntl(keep[i], F_SETFD, 0);
}

/* Become the program. Returns the errno of what failed; nothing is freed. */
static int become(const struct spawn *s, pid_t parent)
{
	if (setpgid(0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL))
		return errno;
	/* it may have ended just before */
	if (getppid() != parent)
		return ESRCH;
	for (int i = 0; i < 3; i++)
		if (dup2(s->fds[i], i) < 0)
			return errno;
	if (s->cwd && chdir(s->cwd))
		return errno;
	close_others(s->keep);
	reset_signals();
	execvpe(s->argv[0], (char *const *)(uintptr_t)s->argv, s->env);
	return errno;
}

/*
 * The child has our memory until it has become the program, and we wait for
 * that: it writes nothing but *failed.
 */
static pid_t start(const struct spawn *s, volatile int *failed)
{
	pid_t parent = getpid();
	pid_t child = vfork();

	if (!child) {
		*failed = become(s, parent);
		_exit(127);
	}
	if (child < 0)
		*failed = errno;
	return child;
}

int spawn(const struct spawn *s, pid_t *pid)
{
	volatile int failed = 0;
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	*pid = start(s, &failed);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (*pid > 0 && failed)
		while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
			;
	return failed;
}
