/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine that fails, for LD_PRELOAD: FAULTY="CALL NUMBER TEXT" lets each CALL
 * on a path that has TEXT in it fail with that errno. CALL is open, create, stat (lstat
 * as well), readdir, which fails after the first name, fork, or read of a pipe. For getuid,
 * NUMBER is whom the program runs as.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fails(const char *call, const char *path)
{
	char name[16], text[256];
	const char *faulty = getenv("FAULTY");
	int number;

	if (!faulty || sscanf(faulty, "%15s %d %255s", name, &number, text) != 3 ||
	    strcmp(name, call) || !strstr(path, text))
		return 0;
	errno = number;
	return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int open(const char *path, int flags, ...)
{
	va_list ap;

	va_start(ap, flags);
	mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;

	va_end(ap);
	if (fails("open", path) || (flags & O_CREAT && fails("create", path)))
		return -1;
	return REAL(open)(path, flags, mode);
}

int stat(const char *path, struct stat *st)
{
	return fails("stat", path) ? -1 : REAL(stat)(path, st);
}

int lstat(const char *path, struct stat *st)
{
	return fails("stat", path) ? -1 : REAL(lstat)(path, st);
}

ssize_t read(int fd, void *to, size_t n)
{
	struct stat st;

	if (!fstat(fd, &st) && S_ISFIFO(st.st_mode) && fails("read", "pipe"))
		return -1;
	return REAL(read)(fd, to, n);
}

static DIR *faulty_dir;
static int names;

DIR *opendir(const char *path)
{
	DIR *d = REAL(opendir)(path);

	if (d && fails("readdir", path)) {
		faulty_dir = d;
		names = 0;
	}
	return d;
}

struct dirent *readdir(DIR *d)
{
	if (d == faulty_dir && names++ && fails("readdir", getenv("FAULTY")))
		return NULL;
	return REAL(readdir)(d);
}

uid_t getuid(void)
{
	return fails("getuid", "getuid") ? (uid_t)errno : REAL(getuid)();
}

uid_t geteuid(void)
{
	return fails("getuid", "getuid") ? (uid_t)errno : REAL(geteuid)();
}

pid_t fork(void)
{
	return fails("fork", "fork") ? -1 : REAL(fork)();
}
