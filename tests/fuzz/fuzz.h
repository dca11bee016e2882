/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For every target: the input in parts, and the world outside. Files, the
 * output of programs and entries of the memory come from the input: the linker
 * puts outside.c in place of the few functions by which all of that is read, so
 * that the readers are run as they are, and without a system call.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <string.h>

#include "proc.h"
#include "util.h"

/* What libFuzzer calls, or replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A NUL follows, and nothing else: a byte too far is one that ASan sees. */
struct text {
	char *p;
	size_t len;
};

struct text text_of(const void *data, size_t len);
void text_deinit(struct text *t);
#define _cleanup_text_ _cleanup_(text_deinit)

/* A literal for a field that nobody writes through. */
static inline char *text_in(const char *literal)
{
	return (char *)(uintptr_t)literal;
}

/*
 * The next part of an input, up to a line of "%%" or its end; the caller
 * frees. Empty behind the last.
 */
struct text next_part(const uint8_t **data, size_t *size);
/* The same as whole lines, without a NUL. */
struct text next_lines(const uint8_t **data, size_t *size);
/* All that is left of it. */
struct text rest_of(const uint8_t *data, size_t size);

/* End the program if a property does not hold. */
void must(bool holds, const char *what);

/* From here on files whose paths end in @name have this text; not copied. */
void outside_file(const char *name, const struct text *t);
/* Every child that is run ends with @code, and writes these. */
void outside_child(const struct text *out, const struct text *err, int code);
/* Every entry that the memory is asked for. */
void outside_entry(const struct text *t);
/* There is none of these any more. */
void outside_forget(void);

#endif
