/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of others as JSON: kernels hold bytes that are no UTF-8. */
#ifndef JSONTEXT_H
#define JSONTEXT_H

#include <jansson.h>

/*
 * @s as a JSON string, bytes that are no UTF-8 replaced by U+FFFD; null for
 * NULL and for "". The caller owns the reference.
 */
json_t *json_text(const char *s);

/*
 * @json as text, with a newline behind it, and its reference is gone. The
 * characters that clean.h calls hostile are escaped: what is read from it is
 * the same, and nobody who looks at it sees another text. The caller frees it;
 * NULL if @json is.
 */
char *json_print(json_t *json, size_t flags);

#endif
