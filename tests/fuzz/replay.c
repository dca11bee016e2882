/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Run a target without libFuzzer, with any compiler.
 *
 *	NAME FILE...		a TAP test for each file, or file of a directory
 *	NAME --sizes FILE...	what it costs to read each, repeated up to a size
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOW 20 /* seconds, after which nobody waits */

static void read_whole(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char block[65536];
	size_t n;

	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	while ((n = fread(block, 1, sizeof(block), f)))
		buf_add(out, block, n);
	fclose(f);
}

/* The file, or those of the directory, in order. */
static void list(const char *path, struct strings *out)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	struct strings names = { 0 };

	if (!d) {
		strings_add(out, path);
		return;
	}
	while ((entry = readdir(d)))
		if (*entry->d_name != '.')
			strings_add(&names, entry->d_name);
	closedir(d);
	strings_sort(&names);
	for (size_t i = 0; i < names.n; i++) {
		char *one = xasprintf("%s/%s", path, names.v[i]);

		strings_add(out, one);
		free(one);
	}
	strings_deinit(&names);
}

static void run(const void *data, size_t len)
{
	struct text t = text_of(data, len);

	LLVMFuzzerTestOneInput((const uint8_t *)t.p, len);
	text_deinit(&t);
}

static int replay(const struct strings *files)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%zu\n", files->n);
	for (size_t i = 0; i < files->n; i++) {
		struct buf b = { 0 };

		read_whole(files->v[i], &b);
		/* should it end here, the last line tells where */
		printf("# %s\n", files->v[i]);
		run(b.data, b.len);
		printf("ok %zu - %s\n", i + 1, files->v[i]);
		buf_deinit(&b);
	}
	return 0;
}

struct cost {
	double seconds;
	long kib; /* over what an empty input takes */
};

/* The text once more, for the @nth time: "#N#" is that number, "#M#" the next. */
static void add_copy(struct buf *out, const char *p, size_t len, size_t nth)
{
	for (size_t i = 0; i < len; i++) {
		bool next = i + 3 <= len && !memcmp(p + i, "#M#", 3);

		if (next || (i + 3 <= len && !memcmp(p + i, "#N#", 3))) {
			buf_printf(out, "%zu", nth + next);
			i += 2;
		} else {
			buf_putc(out, p[i]);
		}
	}
}

/*
 * A seed repeated up to a size. Where it has "%%%" in it, every second of the
 * parts between is repeated, with the same share each.
 */
static void repeat(const struct buf *seed, size_t size, struct buf *out)
{
	static const char mark[] = "%%%\n";
	const char *p = seed->len ? seed->data : "", *next;
	size_t n = 0;

	for (next = p; (next = strstr(next, mark)); next += strlen(mark))
		n++;
	for (size_t part = 0; part <= n; part++) {
		next = part < n ? strstr(p, mark) : p + strlen(p);
		size_t len = (size_t)(next - p), until = out->len;

		until += !n ? size : part % 2 ? size / ((n + 1) / 2) : 0;
		for (size_t i = 0; len && (!i || out->len < until); i++)
			add_copy(out, p, len, i);
		p = next + strlen(mark);
	}
}

/* In a process of its own, for its memory; -1 seconds: it did not end well. */
static struct cost measure(const struct buf *seed, size_t size)
{
	struct buf b = { 0 };
	struct rusage u;
	struct cost c = { -1, 0 };
	int status;

	repeat(seed, size, &b);
	fflush(stdout);
	pid_t pid = fork();

	if (!pid) {
		alarm(SLOW);
		run(b.data, b.len);
		_exit(0);
	}
	buf_deinit(&b);
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid)
		exit(2);
	c.kib = u.ru_maxrss;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		c.seconds = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
			    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) /
				    1e6;
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		c.seconds = SLOW;
	return c;
}

static double worse(struct cost c)
{
	return c.seconds < 0 ? 1e9 : c.seconds + (double)c.kib / 1e6;
}

static void print(const struct cost *c, const struct cost *empty)
{
	if (c->seconds < 0)
		printf(" %9s %9s", "crash", "-");
	else if (c->seconds >= SLOW)
		printf(" %8ss %9s", "> 20 ", "-");
	else
		printf(" %8.3fs %6.1fMiB", c->seconds,
		       (double)(c->kib - empty->kib) / 1024);
}

/*
 * Linear: sixteen times the text takes sixteen times as long, and half of that
 * more is left for caches and for noise; what takes no time at all has none.
 */
static bool grows(const struct cost *c, const struct cost *empty)
{
	return c[2].seconds < 0 || c[1].seconds < 0 || c[1].seconds > 1 ||
	       c[2].seconds > 24 * c[1].seconds + 0.25 ||
	       c[2].kib - empty->kib > 24 * (c[1].kib - empty->kib) + 32768;
}

/* One line: the seed that is worst at 64 KiB, and what it takes at each size. */
static int sizes(const char *name, const struct strings *files)
{
	static const size_t want[] = { 1 << 10, 1 << 16, 1 << 20 };
	struct buf nothing = { 0 };
	const struct cost empty = measure(&nothing, 0);
	struct cost worst[3] = { 0 };
	const char *file = NULL;

	for (size_t i = 0; i < files->n; i++) {
		struct buf b = { 0 };

		read_whole(files->v[i], &b);
		struct cost c = measure(&b, want[1]);

		if (!file || worse(c) > worse(worst[1])) {
			worst[1] = c;
			file = files->v[i];
		}
		buf_deinit(&b);
	}
	struct buf b = { 0 };

	if (file)
		read_whole(file, &b);
	worst[0] = measure(&b, want[0]);
	worst[2] = measure(&b, want[2]);
	buf_deinit(&b);
	printf("%-10s", name);
	for (size_t i = 0; i < 3; i++)
		print(&worst[i], &empty);
	bool red = grows(worst, &empty);
	const char *slash = file ? strrchr(file, '/') : NULL;

	printf("  %s  %s\n", red ? "RED" : "ok ",
	       slash ? slash + 1 : file ? file : "-");
	return red;
}

int main(int argc, char **argv)
{
	struct strings files = { 0 };
	bool cost = argc > 1 && !strcmp(argv[1], "--sizes");
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];

	for (int i = cost ? 2 : 1; i < argc; i++)
		list(argv[i], &files);
	if (argc < 2) {
		/* as a test: the inputs that were found once */
		char *kept = xasprintf("tests/fuzz/%s", name);

		list(kept, &files);
		free(kept);
	}
	LLVMFuzzerInitialize(&argc, &argv);
	int status = cost ? sizes(name, &files) : replay(&files);

	strings_deinit(&files);
	return status;
}
