/* SPDX-License-Identifier: GPL-2.0-only */
#include "say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clean.h"
#include "proc.h"

/* The first fault of stdout: errno is another by the time that it ends. */
static int fault;

/* stdout is written to when its buffer is full, or flushed. */
static void note_fault(bool failed)
{
	if (failed && !fault)
		fault = errno ? errno : EIO;
}

void say_flush(void)
{
	note_fault(fflush(stdout));
}

/* Longer ones are nobody's to read, and a kernel can have one of 64 MiB. */
#define MOST_LINE ((size_t)64 << 10)

static void put_line(FILE *to, const char *before, const char *line,
		     size_t len, const char *keep)
{
	_cleanup_buf_ struct buf text = { 0 };

	clean_add(&text, line, len > MOST_LINE ? MOST_LINE : len, keep);
	if (len > MOST_LINE)
		buf_printf(&text, "... (%zu KiB more)",
			   (len - MOST_LINE + 1023) >> 10);
	/* behind what was printed before it, and not within a status line */
	progress_clear();
	if (to == stderr)
		say_flush();
	bool failed = fprintf(to, "%s%s\n", before, text.data) < 0;

	note_fault(failed && to == stdout);
}

static void put_format(FILE *to, const char *before, const char *keep,
		       const char *fmt, va_list ap)
{
	_cleanup_free_ char *line = xvasprintf(fmt, ap);

	put_line(to, before, line, strlen(line), keep);
}

void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_format(stdout, "", "\t", fmt, ap);
	va_end(ap);
}

void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_format(stderr, "backportgen: ", "", fmt, ap);
	va_end(ap);
}

void complain_below(const char *line, size_t len)
{
	put_line(stderr, "  ", line, len, "\t");
}

void say_text(const char *text, size_t len)
{
	_cleanup_buf_ struct buf shown = { 0 };

	if (isatty(STDOUT_FILENO))
		clean_add(&shown, text, len, "\t\n");
	else
		buf_add(&shown, text, len);
	progress_clear();
	note_fault(fwrite(shown.data, 1, shown.len, stdout) < shown.len);
}

int say_end(struct err *e)
{
	say_flush();
	if (ferror(stdout) && !fault)
		fault = EIO; /* met by a flush of others */
	return fault ? fail(e, "cannot write to the standard output: %s",
			    strerror(fault))
		     : 0;
}
