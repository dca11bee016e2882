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

#endif
