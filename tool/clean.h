/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text of others, made fit to be looked at: a kernel, a series, a rule or a
 * program may hold what a terminal obeys, or what shows a line in another
 * order than it has.
 */
#ifndef CLEAN_H
#define CLEAN_H

#include "util.h"

/*
 * The length in bytes of the character of UTF-8 at @s, of which @len bytes are
 * there, and its number; 0 if it is no sound one. Overlong forms, surrogates
 * and what is past U+10FFFF are not sound (Unicode 15, table 3-7).
 */
size_t clean_char(const char *s, size_t len, unsigned int *code);

/*
 * Is that character to be kept from who looks at it? Controls, C0, DEL and C1
 * (ECMA-48); marks that end a line or change the direction of what follows
 * (Unicode, UAX #9 and "Trojan Source", CVE-2021-42574); and the two that XML
 * 1.0 forbids, U+FFFE and U+FFFF.
 */
bool clean_is_hostile(unsigned int code);

/*
 * Add @len bytes at @s to @out with a "?" for each such character, and for
 * each byte that belongs to no sound one. The characters of @keep, of ASCII,
 * stay: "\t" where a line is printed, "\t\n" for several.
 */
void clean_add(struct buf *out, const char *s, size_t len, const char *keep);

/* Would clean_add() leave @s as it is, without any tab or newline in it? */
bool clean_already(const char *s);

#endif
