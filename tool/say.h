/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the commands print goes through here: no text of others reaches a
 * terminal, or the reader of a log, as anything but text.
 */
#ifndef SAY_H
#define SAY_H

#include "util.h"

/* One line on stdout, cleaned (clean.h), a newline behind it. */
void say(const char *fmt, ...) _printf_(1, 2);
/*
 * Several lines on stdout, which end in a newline of their own: a diff or a
 * format that others read. Its bytes are what is asked for, so it is cleaned
 * where a terminal shows it and nowhere else.
 */
void say_text(const char *text, size_t len);
/* Show what was said so far. */
void say_flush(void);
/* Has all that was said to stdout, by others too, been written? */
int say_end(struct err *e) _must_check_;
/* "backportgen: ..." as one line on stderr, cleaned. */
void complain(const char *fmt, ...) _printf_(1, 2);
/* A line that belongs to the complaint above it, indented. */
void complain_below(const char *line, size_t len);

#endif
