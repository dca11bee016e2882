/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The floor everything stands on: scope guards, one string buffer, one error
 * object, whole-file reading and writing.
 *
 * Errors are values: a function that can fail returns 0, or -1 with exactly
 * one message in the caller's struct err. Only backportgen.c prints and exits.
 * Running out of memory is the exception: it ends the program at once.
 */
#ifndef UTIL_H
#define UTIL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define _cleanup_(f) __attribute__((cleanup(f)))
#define _cleanup_free_ _cleanup_(free_ptr)
#define _printf_(a, b) __attribute__((format(printf, a, b)))
#define _must_check_ __attribute__((warn_unused_result))

static inline void free_ptr(void *p)
{
	free(*(void **)p);
}

/* Hand over what a guarded variable owns: it is NULL afterwards. */
#define take_ptr(p)                     \
	({                              \
		__typeof__(p) p_ = (p); \
		(p) = NULL;             \
		p_;                     \
	})

/* A fault, told once, by the layer that found it. Zero is "no fault". */
struct err {
	char *msg;
};

/* Set the message of @e, replacing any; always returns -1. */
int fail(struct err *e, const char *fmt, ...) _printf_(2, 3);
/* Put "prefix: " in front of a message that is already there; returns -1. */
int fail_prefix(struct err *e, const char *fmt, ...) _printf_(2, 3);
void err_deinit(struct err *e);
#define _cleanup_err_ _cleanup_(err_deinit)

void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
/* tsearch(): the element that is like @key, which may be @key, just added. */
void *xtsearch(void *key, void **root,
	       int (*compare)(const void *, const void *));
char *xasprintf(const char *fmt, ...) _printf_(1, 2);
char *xvasprintf(const char *fmt, va_list ap) _printf_(1, 0);

/*
 * Grow an array by one zeroed element and evaluate to a pointer to it. The
 * capacity is implied by the count (powers of two), so none is stored.
 */
#define array_add(array, count)                                            \
	({                                                                 \
		if (!((count) & ((count) - 1)))                            \
			(array) = xrealloc((array),                        \
					   (count) ? (count) * 2 : 1,      \
					   sizeof(*(array)));              \
		memset(&(array)[(count)], 0, sizeof(*(array)));            \
		&(array)[(count)++];                                       \
	})

/* Bytes with a length; data[len] is always NUL once anything was added. */
struct buf {
	char *data;
	size_t len, cap;
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) _printf_(2, 3);
void buf_reset(struct buf *b);
void buf_deinit(struct buf *b);
/* The contents as a NUL-terminated string that the caller owns; "" if empty. */
char *buf_steal(struct buf *b);
#define _cleanup_buf_ _cleanup_(buf_deinit)

/* A growing list of strings that it owns. */
struct strings {
	char **v;
	size_t n;
};

void strings_add(struct strings *s, const char *str);
/* Add each line of @text, of which @len bytes are there, without its newline. */
void strings_add_lines(struct strings *s, const char *text, size_t len);
bool strings_has(const struct strings *s, const char *str);
void strings_sort(struct strings *s);
void strings_deinit(struct strings *s);
#define _cleanup_strings_ _cleanup_(strings_deinit)

/*
 * Strings, each once: what strings_has() tells by going through all of them
 * takes hours for the lines of a text of some MiB.
 */
struct set {
	void *root; /* of tsearch(3) */
};

/* Add a copy; false: it was there. */
bool set_add(struct set *s, const char *str);
bool set_has(const struct set *s, const char *str);
void set_deinit(struct set *s);
#define _cleanup_set_ _cleanup_(set_deinit)

/*
 * Step through the lines of @text: *line and *len describe the next line
 * without its newline; *at is the caller's cursor, starting at 0. Returns
 * false after the last line.
 */
bool next_line(const char *text, size_t text_len, size_t *at,
	       const char **line, size_t *len);

/*
 * The same for a string. Its length is not asked for: a loop would do so at each
 * line, which takes hours for a text of some MiB.
 */
bool next_text_line(const char *text, size_t *at, const char **line,
		    size_t *len);

bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);
/* A C identifier's characters, in the C locale. */
bool ident_start(char c);
bool ident_char(char c);

/*
 * What is read into memory at once. The largest file of a kernel has 24 MB, a
 * header of registers of amdgpu's; what is only copied may be somebody's image.
 */
#define MOST_READ ((size_t)64 << 20)
#define MOST_COPIED ((size_t)1 << 30)

/* Read a whole regular file of at most MOST_READ into @out (appended). */
int read_file(const char *path, struct buf *out, struct err *e);
/* The same, up to @most bytes. */
int read_large_file(const char *path, size_t most, struct buf *out,
		    struct err *e);
/*
 * Write a whole file; the file is complete or the call failed. It is always a
 * new one: a link at @path is replaced and never followed. After a power loss
 * it may be empty.
 */
int write_file(const char *path, const char *data, size_t len, struct err *e);
/*
 * The same, whole or not at all: what is there stays until the new one is,
 * and where this returned 0, power loss or not. replace_file_by() makes the new
 * one as @part first, a name beside it or in the same file system.
 *
 * A rename alone does not do: it may be on the disk before the data of the
 * file are; see fsync(2), and core.fsync in git-config(1).
 */
int replace_file(const char *path, const char *data, size_t len,
		 struct err *e);
int replace_file_by(const char *part, const char *path, const char *data,
		    size_t len, struct err *e);
/* Bring a file, or the names that a directory has, to the disk. */
int sync_path(const char *path, struct err *e) _must_check_;
int make_dirs(const char *path, struct err *e);
/*
 * Remove a directory and all in it, read-only or not; a link is removed, and
 * what it leads to stays. A missing one is no fault.
 */
int remove_tree(const char *path, struct err *e);

/* The signal that asked the program to end, or 0 (set by backportgen.c). */
extern volatile int stop_signal;

#endif
