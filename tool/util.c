/* SPDX-License-Identifier: GPL-2.0-only */
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

volatile int stop_signal;

static void *check_memory(void *p)
{
	if (!p) {
		fputs("backportgen: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	return check_memory(calloc(n ? n : 1, size));
}

void *xrealloc(void *p, size_t n, size_t size)
{
	return check_memory(reallocarray(p, n, size));
}

char *xstrdup(const char *s)
{
	return check_memory(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	return check_memory(strndup(s, n));
}

void *xtsearch(void *key, void **root,
	       int (*compare)(const void *, const void *))
{
	return *(void **)check_memory(tsearch(key, root, compare));
}

char *xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	return check_memory(s);
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

int fail(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *msg = xvasprintf(fmt, ap);
	va_end(ap);
	free(e->msg);
	e->msg = msg;
	return -1;
}

int fail_prefix(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	_cleanup_free_ char *prefix = xvasprintf(fmt, ap);
	va_end(ap);
	char *msg = xasprintf("%s: %s", prefix, e->msg ? e->msg : "failed");
	free(e->msg);
	e->msg = msg;
	return -1;
}

void err_deinit(struct err *e)
{
	free(e->msg);
	e->msg = NULL;
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	if (b->cap - b->len <= len) {
		size_t cap = b->cap ? b->cap : 64;

		while (cap - b->len <= len)
			cap *= 2;
		b->data = xrealloc(b->data, cap, 1);
		b->cap = cap;
	}
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	_cleanup_free_ char *s = xvasprintf(fmt, ap);
	va_end(ap);
	buf_puts(b, s);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_deinit(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

char *buf_steal(struct buf *b)
{
	buf_add(b, "", 0);
	char *s = b->data;
	*b = (struct buf){ 0 };
	return s;
}

void strings_add(struct strings *s, const char *str)
{
	*array_add(s->v, s->n) = xstrdup(str);
}

void strings_add_lines(struct strings *s, const char *text, size_t len)
{
	const char *line;
	size_t at = 0, n;

	while (next_line(text, len, &at, &line, &n))
		*array_add(s->v, s->n) = xstrndup(line, n);
}

bool strings_has(const struct strings *s, const char *str)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->v[i], str))
			return true;
	return false;
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *s)
{
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), compare_strings);
}

void strings_deinit(struct strings *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
	*s = (struct strings){ 0 };
}

static int compare_in_set(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool set_add(struct set *s, const char *str)
{
	if (set_has(s, str))
		return false;
	xtsearch(xstrdup(str), &s->root, compare_in_set);
	return true;
}

bool set_has(const struct set *s, const char *str)
{
	return tfind(str, &s->root, compare_in_set);
}

void set_deinit(struct set *s)
{
	tdestroy(s->root, free);
	s->root = NULL;
}

bool next_line(const char *text, size_t text_len, size_t *at,
	       const char **line, size_t *len)
{
	if (*at >= text_len)
		return false;
	*line = text + *at;
	const char *nl = memchr(*line, '\n', text_len - *at);
	*len = nl ? (size_t)(nl - *line) : text_len - *at;
	*at += *len + 1;
	return true;
}

bool next_text_line(const char *text, size_t *at, const char **line,
		    size_t *len)
{
	*line = text + *at;
	*len = (size_t)(strchrnul(*line, '\n') - *line);
	*at += *len + ((*line)[*len] == '\n');
	return **line;
}

bool starts_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && !strcmp(s + n - m, suffix);
}

bool ident_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool ident_char(char c)
{
	return ident_start(c) || (c >= '0' && c <= '9');
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

int read_large_file(const char *path, size_t most, struct buf *out,
		 struct err *e)
{
	size_t before = out->len;
	_cleanup_(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC |
						     O_NONBLOCK);
	struct stat st;
	char block[65536];

	if (fd < 0)
		return fail(e, "%s: cannot open: %s", path, strerror(errno));
	if (fstat(fd, &st))
		return fail(e, "%s: cannot look at it: %s", path,
			    strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(e, "%s: not a regular file", path);
	if ((size_t)st.st_size > most)
		return fail(e, "%s: has more than %zu MiB, which is the most that is read",
			    path, most >> 20);
	for (;;) {
		ssize_t n = read(fd, block, sizeof(block));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(e, "%s: cannot read: %s", path,
				    strerror(errno));
		if (!n)
			break;
		buf_add(out, block, (size_t)n);
		/* it grows, or is one of those that the system makes up */
		if (out->len - before > most)
			return fail(e, "%s: has more than %zu MiB, which is the most that is read",
				    path, most >> 20);
	}
	buf_add(out, "", 0);
	return 0;
}

int read_file(const char *path, struct buf *out, struct err *e)
{
	return read_large_file(path, MOST_READ, out, e);
}

/*
 * A new file at @path, whatever stood there: a link that someone has left in
 * its place is replaced, and what it leads to stays as it is.
 */
static int create_file(const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, 0666);

	if (fd < 0 && errno == EEXIST && !unlink(path))
		fd = open(path, flags, 0666);
	return fd;
}

static int write_all(int fd, const char *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = write(fd, data + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		done += (size_t)n;
	}
	return 0;
}

/* EINVAL is of file systems that have no disk to bring anything to. */
static int to_disk(int fd)
{
	return fsync(fd) && errno != EINVAL ? -1 : 0;
}

static int write_new(const char *path, const char *data, size_t len,
		     bool lasting, struct err *e)
{
	int fd = create_file(path);

	if (fd < 0)
		return fail(e, "%s: cannot create: %s", path, strerror(errno));
	if (write_all(fd, data, len) || (lasting && to_disk(fd))) {
		fail(e, "%s: cannot write: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	if (close(fd))
		return fail(e, "%s: cannot write: %s", path, strerror(errno));
	return 0;
}

int write_file(const char *path, const char *data, size_t len, struct err *e)
{
	return write_new(path, data, len, false, e);
}

int sync_path(const char *path, struct err *e)
{
	_cleanup_(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || to_disk(fd))
		return fail(e, "%s: cannot bring it to the disk: %s", path,
			    strerror(errno));
	return 0;
}

int replace_file_by(const char *part, const char *path, const char *data,
		    size_t len, struct err *e)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *dir =
		slash ? xstrndup(path, (size_t)(slash - path) + 1)
		      : xstrdup(".");

	if (write_new(part, data, len, true, e)) {
		unlink(part);
		return -1;
	}
	if (!rename(part, path))
		return sync_path(dir, e);
	fail(e, "%s: cannot put the new file in place: %s", path,
	     strerror(errno));
	unlink(part);
	return -1;
}

int replace_file(const char *path, const char *data, size_t len,
		 struct err *e)
{
	_cleanup_free_ char *part = xasprintf("%s.new", path);

	return replace_file_by(part, path, data, len, e);
}

int make_dirs(const char *path, struct err *e)
{
	_cleanup_free_ char *p = xstrdup(path);

	for (char *s = p + 1;; s++) {
		if (*s && *s != '/')
			continue;
		char c = *s;

		*s = '\0';
		if (mkdir(p, 0777) && errno != EEXIST)
			return fail(e, "%s: cannot create the folder: %s", p,
				    strerror(errno));
		if (!c)
			return 0;
		*s = c;
	}
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* For a directory that its owner has made read-only. */
static int let_in(const char *path, const struct stat *st, int type,
		  struct FTW *ftw)
{
	(void)ftw;
	return type == FTW_D ? chmod(path, (st->st_mode & 07777) | S_IRWXU) : 0;
}

int remove_tree(const char *path, struct err *e)
{
	int r = nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

	if (r && errno == EACCES && !nftw(path, let_in, 16, FTW_PHYS))
		r = nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	if (r && errno != ENOENT)
		return fail(e, "%s: cannot remove: %s", path, strerror(errno));
	return 0;
}
