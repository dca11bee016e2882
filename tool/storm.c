/* SPDX-License-Identifier: GPL-2.0-only */
#include "storm.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/* The text of a small file of /proc; false if it is not there. */
static bool read_text(int dir, const char *name, char *text, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

long all_threads(void)
{
	char text[128];
	long n;

	/* "0.20 0.18 0.12 1/80 11206" */
	return read_text(AT_FDCWD, "/proc/loadavg", text, sizeof(text)) &&
			       sscanf(text, "%*s %*s %*s %*d/%ld", &n) == 1
		       ? n
		       : 0;
}

struct family {
	struct member {
		pid_t pid, parent;
		bool ours;
	} *v;
	size_t n;
};

/* "PID (NAME) STATE PARENT ...", where a name may hold anything. */
static void add_member(struct family *f, int proc, const char *pid)
{
	char name[32], text[512], *end;
	int parent;

	snprintf(name, sizeof(name), "%.16s/stat", pid);
	if (!read_text(proc, name, text, sizeof(text)))
		return;
	end = strrchr(text, ')');
	if (!end || sscanf(end, ") %*c %d", &parent) != 1)
		return;
	*array_add(f->v, f->n) =
		(struct member){ (pid_t)strtol(pid, NULL, 10), parent, false };
}

static bool is_ours(const struct family *f, pid_t of, pid_t parent)
{
	size_t from = 0, to = f->n;

	/* /proc lists them in their order */
	while (from < to) {
		size_t i = from + (to - from) / 2;

		if (f->v[i].pid == parent)
			return f->v[i].ours;
		if (f->v[i].pid < parent)
			from = i + 1;
		else
			to = i;
	}
	return parent == of;
}

bool is_storm(pid_t of)
{
	struct family f = { 0 };
	DIR *d = opendir("/proc");
	const struct dirent *e;
	size_t count = 0, before;

	while (d && (e = readdir(d)))
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9')
			add_member(&f, dirfd(d), e->d_name);
	/* a parent may have the larger number */
	do {
		before = count;
		for (size_t i = 0; i < f.n; i++)
			if (!f.v[i].ours && (f.v[i].parent == of ||
					     is_ours(&f, of, f.v[i].parent))) {
				f.v[i].ours = true;
				count++;
			}
	} while (count > before && count <= MOST_PROCESSES);
	if (d)
		closedir(d);
	free(f.v);
	return count > MOST_PROCESSES;
}
