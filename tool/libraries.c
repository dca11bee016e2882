/* SPDX-License-Identifier: GPL-2.0-only */
#include "libraries.h"

#include <git2.h>
#include <git2/sys/alloc.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* Who asks for more has read a wrong number somewhere, and may be told so. */
#define SANE ((size_t)1 << 30)

static void *resize(void *p, size_t n, size_t size)
{
	if (!n || !size)
		n = size = 1;
	return n > SANE / size ? reallocarray(p, n, size)
			       : xrealloc(p, n, size);
}

static void *json_take(size_t n)
{
	return resize(NULL, n, 1);
}

static void *take(size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return resize(NULL, n, 1);
}

static void *take_zeroed(size_t n, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return size && n > SANE / size ? calloc(n, size) : xcalloc(n, size);
}

static void *take_array(size_t n, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return resize(NULL, n, size);
}

static void *take_again(void *p, size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return resize(p, n, 1);
}

static void *take_array_again(void *p, size_t n, size_t size,
			      const char *file, int line)
{
	(void)file, (void)line;
	return resize(p, n, size);
}

static char *copy(const char *s, const char *file, int line)
{
	(void)file, (void)line;
	return xstrdup(s);
}

static char *copy_up_to(const char *s, size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return xstrndup(s, n);
}

static char *copy_bytes(const char *s, size_t n, const char *file, int line)
{
	char *p = take(n + 1, file, line);

	if (!p)
		return NULL;
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

/*
 * What libgit2 asks for: 1.5, of Debian 12, nine functions, and later ones
 * three of them, in a type of the same name.
 */
static struct {
	void *(*malloc)(size_t, const char *, int);
	void *(*calloc)(size_t, size_t, const char *, int);
	char *(*strdup)(const char *, const char *, int);
	char *(*strndup)(const char *, size_t, const char *, int);
	char *(*substrdup)(const char *, size_t, const char *, int);
	void *(*realloc)(void *, size_t, const char *, int);
	void *(*reallocarray)(void *, size_t, size_t, const char *, int);
	void *(*mallocarray)(size_t, size_t, const char *, int);
	void (*free)(void *);
} nine = { take,	     take_zeroed, copy,	      copy_up_to,
	   copy_bytes,	     take_again,  take_array_again, take_array,
	   free };

static struct {
	void *(*malloc)(size_t, const char *, int);
	void *(*realloc)(void *, size_t, const char *, int);
	void (*free)(void *);
} three = { take, take_again, free };

_Static_assert(sizeof(git_allocator) == sizeof(nine) ||
		       sizeof(git_allocator) == sizeof(three),
	       "this libgit2 wants other functions for its memory");

void libraries_start(void)
{
	json_set_alloc_funcs(json_take, free);
	git_libgit2_opts(GIT_OPT_SET_ALLOCATOR,
			 sizeof(git_allocator) == sizeof(nine)
				 ? (void *)&nine
				 : (void *)&three);
	if (git_libgit2_init() < 0) {
		fputs("backportgen: cannot start libgit2\n", stderr);
		exit(1);
	}
}

void libraries_end(void)
{
	git_libgit2_shutdown();
}
