/* SPDX-License-Identifier: GPL-2.0-only */
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clean.h"
#include "spawn.h"
#include "storm.h"

#define MAX_OUTPUT (64u << 20)
#define LOOK_EVERY 0.2 /* seconds, for what grows without end */
#define SHELL_SIGNAL 128 /* and the signal's number, as POSIX has it */
#define PROGRESS_AFTER 2.0 /* seconds of silence a user is asked to bear */
#define PROGRESS_EVERY_PIPE 5.0

static struct {
	char task[128];
	bool on, tty, shown;
	double start, last;
} progress;

double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void progress_enable(void)
{
	progress.on = true;
	progress.tty = isatty(STDERR_FILENO);
	progress.start = now();
}

void progress_task(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(progress.task, sizeof(progress.task), fmt, ap);
	va_end(ap);
}

void progress_clear(void)
{
	if (progress.shown && progress.tty)
		fputs("\r\033[K", stderr);
	progress.shown = false;
}

/* A line that is longer than the terminal is wide cannot be taken back. */
static int width(void)
{
	struct winsize size = { 0 };

	ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
	return size.ws_col ? size.ws_col : 80;
}

static void progress_show(const char *label, size_t done, size_t n)
{
	char line[512];
	double t = now();

	if (!progress.on || !label || t - progress.start < PROGRESS_AFTER)
		return;
	if (progress.last &&
	    t - progress.last < (progress.tty ? 0.2 : PROGRESS_EVERY_PIPE))
		return;
	progress.last = t;
	progress.shown = true;
	snprintf(line, sizeof(line), "backportgen: %.0f s: %s%s",
		 t - progress.start, progress.task, label);
	if (n > 1)
		snprintf(line + strlen(line), sizeof(line) - strlen(line),
			 " (%zu of %zu done)", done, n);
	_cleanup_buf_ struct buf text = { 0 };

	clean_add(&text, line,
		  strnlen(line, progress.tty ? (size_t)width() - 1
					     : sizeof(line)), "");
	fprintf(stderr, progress.tty ? "\r\033[K%s" : "%s\n", text.data);
	fflush(stderr);
}

void progress_step(const char *what)
{
	if (!progress.on || progress.tty)
		return;
	_cleanup_buf_ struct buf text = { 0 };

	progress.last = now();
	clean_add(&text, what, strlen(what), "");
	fprintf(stderr, "backportgen: %.0f s: %s%s\n",
		progress.last - progress.start, progress.task, text.data);
}

void progress_note(const char *what)
{
	progress_show(what, 0, 1);
}

void child_deinit(struct child *c)
{
	buf_deinit(&c->out);
	buf_deinit(&c->err_out);
}

const char *child_end_text(const struct child *c)
{
	static char text[128];

	switch (c->end) {
	case CHILD_EXITED:
		snprintf(text, sizeof(text), "exit status %d", c->code);
		break;
	case CHILD_SIGNALED:
		snprintf(text, sizeof(text), "killed by signal %d (%s)",
			 c->code, strsignal(c->code));
		break;
	case CHILD_TIMED_OUT:
		snprintf(text, sizeof(text), "no end within %d s", c->timeout);
		break;
	case CHILD_TOO_MUCH:
		snprintf(text, sizeof(text), "it prints more than %u MiB",
			 MAX_OUTPUT >> 20);
		break;
	case CHILD_TOO_MANY:
		snprintf(text, sizeof(text),
			 "it runs more than %d processes at once",
			 MOST_PROCESSES);
		break;
	case CHILD_NOT_STARTED:
		snprintf(text, sizeof(text), "cannot be started: %s",
			 strerror(c->code));
		break;
	case CHILD_LOST:
		snprintf(text, sizeof(text), "what it says cannot be read: %s",
			 strerror(c->code));
		break;
	}
	return text;
}

static bool is_setting(const char *entry, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(entry, name, n) && entry[n] == '=';
}

/* Does the child's own @setting take away or replace what @entry says? */
static bool overrides(const char *setting, const char *entry)
{
	const char *eq = strchr(setting, '=');
	size_t n = eq ? (size_t)(eq - setting) : strlen(setting);

	if (n && setting[n - 1] == '*')
		return !strncmp(entry, setting, n - 1);
	return !strncmp(entry, setting, n) && entry[n] == '=';
}

/*
 * The environment of children: ours, but with a home, a place for temporary
 * files and a locale that do not depend on the user. ~/.cocciconfig would
 * change what spatch makes of a rule.
 */
static char **child_environment(const struct child *c, struct strings *env)
{
	static const char *const own[] = { "HOME", "TMPDIR", "LC_ALL",
					   "LANGUAGE" };

	for (char **e = environ; *e; e++) {
		bool keep = true;

		for (size_t i = 0; i < ARRAY_SIZE(own); i++)
			keep &= !is_setting(*e, own[i]);
		for (const char *const *s = c->env; s && *s; s++)
			keep &= !overrides(*s, *e);
		if (keep)
			strings_add(env, *e);
	}
	_cleanup_free_ char *home = xasprintf("HOME=%s", c->home);
	_cleanup_free_ char *tmp = xasprintf("TMPDIR=%s", c->home);

	strings_add(env, home);
	strings_add(env, tmp);
	strings_add(env, "LC_ALL=C");
	for (const char *const *s = c->env; s && *s; s++)
		if (strchr(*s, '='))
			strings_add(env, *s);
	*array_add(env->v, env->n) = NULL;
	return env->v;
}

static int start(struct child *c, struct err *e)
{
	int out[2], err_out[2];
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (in < 0)
		return fail(e, "/dev/null: cannot open: %s", strerror(errno));
	if (pipe2(out, O_CLOEXEC)) {
		close(in);
		return fail(e, "cannot make a pipe: %s", strerror(errno));
	}
	if (pipe2(err_out, O_CLOEXEC)) {
		close(in);
		close(out[0]);
		close(out[1]);
		return fail(e, "cannot make a pipe: %s", strerror(errno));
	}
	_cleanup_strings_ struct strings env = { 0 };
	const struct spawn how = {
		.argv = c->argv,
		.env = child_environment(c, &env),
		.cwd = c->cwd,
		.fds = { in, out[1], err_out[1] },
		.keep = c->keep,
	};
	int r = spawn(&how, &c->pid);

	close(in);
	close(out[1]);
	close(err_out[1]);
	c->fds[0] = out[0];
	c->fds[1] = err_out[0];
	c->deadline = now() + c->timeout;
	if (r) {
		close(out[0]);
		close(err_out[0]);
		c->pid = 0;
		c->end = CHILD_NOT_STARTED;
		c->code = r;
	}
	return 0;
}

static void tell_lines(struct child *c, int i)
{
	const struct buf *b = i ? &c->err_out : &c->out;
	const char *end;

	while (c->hear && c->heard[i] < b->len &&
	       (end = memchr(b->data + c->heard[i], '\n',
			     b->len - c->heard[i]))) {
		size_t len = (size_t)(end - b->data) - c->heard[i];
		_cleanup_free_ char *line =
			xstrndup(b->data + c->heard[i], len);

		c->heard[i] += len + 1;
		c->hear(c, line);
	}
}

/* It is over, for a reason of ours. */
static void end_as(struct child *c, enum child_end why)
{
	c->end = why;
	kill(-c->pid, SIGKILL);
	kill(c->pid, SIGKILL); /* should it have left its group */
}

/* Read what is there; close the pipe at its end or past the size limit. */
static void drain(struct child *c, int i)
{
	struct buf *b = i ? &c->err_out : &c->out;
	char block[16384];
	ssize_t n = read(c->fds[i], block, sizeof(block));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0 && b->len + (size_t)n <= MAX_OUTPUT) {
		buf_add(b, block, (size_t)n);
		tell_lines(c, i);
		return;
	}
	if (n < 0)
		c->code = errno;
	/* a part of what it said must not pass for the whole */
	if (n)
		end_as(c, n < 0 ? CHILD_LOST : CHILD_TOO_MUCH);
	close(c->fds[i]);
	c->fds[i] = -1;
}

static void reap(struct child *c)
{
	int status = 0;

	for (int i = 0; i < 2; i++)
		if (c->fds[i] >= 0)
			close(c->fds[i]);
	while (waitpid(c->pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		c->code = errno;
		end_as(c, CHILD_LOST);
		break;
	}
	/* whatever it left running in its group ends with it */
	kill(-c->pid, SIGKILL);
	c->pid = 0;
	if (c->end != CHILD_EXITED)
		return;
	if (WIFSIGNALED(status)) {
		c->end = CHILD_SIGNALED;
		c->code = WTERMSIG(status);
	} else if (c->by_shell && WEXITSTATUS(status) > SHELL_SIGNAL &&
		   WEXITSTATUS(status) <= SHELL_SIGNAL + SIGRTMAX) {
		c->end = CHILD_SIGNALED;
		c->code = WEXITSTATUS(status) - SHELL_SIGNAL;
	} else {
		c->end = CHILD_EXITED;
		c->code = WEXITSTATUS(status);
	}
}

static bool silent(const struct child *c)
{
	return c->fds[0] < 0 && c->fds[1] < 0;
}

/* Closed pipes alone are not the end: a child can close them and live on. */
static bool gone(const struct child *c)
{
	siginfo_t info = { 0 };

	return !waitid(P_PID, (id_t)c->pid, &info,
		       WEXITED | WNOHANG | WNOWAIT) &&
	       info.si_pid;
}

static bool finished(struct child *c)
{
	if (c->end != CHILD_EXITED || (silent(c) && gone(c)))
		return true;
	if (now() < c->deadline)
		return false;
	end_as(c, CHILD_TIMED_OUT);
	return true;
}

/* When the machine has many more threads than at first, whose are they? */
static void watch_for_storms(struct child **running, size_t n, long at_first,
			     double *looked)
{
	if (now() - *looked < LOOK_EVERY)
		return;
	*looked = now();
	if (all_threads() - at_first < MOST_PROCESSES)
		return;
	for (size_t i = 0; i < n; i++)
		if (is_storm(running[i]->pid))
			end_as(running[i], CHILD_TOO_MANY);
}

static void wait_for_output(struct child **running, size_t n)
{
	struct pollfd fds[2 * n];
	nfds_t count = 0;
	double until = now() + 0.2;

	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < 2; k++)
			if (running[i]->fds[k] >= 0)
				fds[count++] = (struct pollfd){
					.fd = running[i]->fds[k],
					.events = POLLIN,
				};
		if (running[i]->deadline < until)
			until = running[i]->deadline;
		/* nothing will wake us when it ends, so look often */
		if (silent(running[i]) && until > now() + 0.002)
			until = now() + 0.002;
	}
	double left = until - now();

	if (poll(fds, count, left > 0 ? (int)(left * 1000) + 1 : 0) <= 0)
		return;
	for (nfds_t f = 0; f < count; f++)
		for (size_t i = 0; i < n; i++)
			for (int k = 0; k < 2; k++)
				if (fds[f].revents &&
				    running[i]->fds[k] == fds[f].fd)
					drain(running[i], k);
}

int run_children(struct child **children, size_t n, unsigned int jobs,
		 struct err *e)
{
	struct child *running[jobs];
	size_t n_running = 0, next = 0, done = 0;
	long at_first = all_threads();
	double looked = now();
	int r = 0;

	/* if whoever started us ignores it, no child's end could be told */
	signal(SIGCHLD, SIG_DFL);
	while (done < n && !r) {
		while (n_running < jobs && next < n && !r) {
			struct child *c = children[next];

			r = start(c, e);
			if (r)
				break;
			next++;
			if (c->pid)
				running[n_running++] = c;
			else
				done++;
		}
		if (n_running) {
			progress_show(running[0]->label, done, n);
			wait_for_output(running, n_running);
			watch_for_storms(running, n_running, at_first, &looked);
		}
		for (size_t i = 0; i < n_running;) {
			if (!finished(running[i])) {
				i++;
				continue;
			}
			reap(running[i]);
			running[i] = running[--n_running];
			done++;
		}
		if (stop_signal)
			r = fail(e, "interrupted");
	}
	for (size_t i = 0; i < n_running; i++) {
		kill(-running[i]->pid, SIGKILL);
		reap(running[i]);
	}
	return r;
}

static void be_fork(void (*work)(void *ctx, unsigned int i), void *ctx,
		    unsigned int i)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* it ends in order when asked to, and with whom it works for */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 &&
	    dup2(null, STDERR_FILENO) >= 0)
		work(ctx, i);
	_exit(0);
}

void run_forks(unsigned int n, void (*work)(void *ctx, unsigned int i),
	       void *ctx)
{
	_cleanup_free_ pid_t *pids = xcalloc(n, sizeof(*pids));

	fflush(NULL);
	for (unsigned int i = 0; i < n; i++) {
		pids[i] = fork();
		if (!pids[i])
			be_fork(work, ctx, i);
	}
	for (unsigned int i = 0; i < n; i++) {
		while (pids[i] > 0 && waitpid(pids[i], NULL, 0) < 0 &&
		       errno == EINTR)
			if (stop_signal)
				kill(pids[i], SIGTERM);
	}
}
