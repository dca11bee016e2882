/* SPDX-License-Identifier: GPL-2.0-only */
#include "excuse.h"

#include <string.h>

char *first_line_with(const struct buf *text, const char *const *words)
{
	for (; *words; words++) {
		const char *line;
		size_t at = 0, len;

		while (text->data &&
		       next_line(text->data, text->len, &at, &line, &len)) {
			_cleanup_free_ char *one = xstrndup(line, len);

			if (strstr(one, *words))
				return take_ptr(one);
		}
	}
	return NULL;
}

char *last_line(const struct buf *text)
{
	const char *line, *last = NULL;
	size_t at = 0, len, n = 0;

	while (next_line(text->data, text->len, &at, &line, &len))
		if (len) {
			last = line;
			n = len;
		}
	return last ? xstrndup(last, n) : NULL;
}

char *no_verdict(const struct child *c)
{
	static const char *const words[] = {
		"No space left on device", "Disk quota exceeded",
		"Cannot allocate memory", "Killed signal terminated program",
		"LLVM ERROR: out of memory", ": out of memory allocating ",
		/* by make itself, or by a shell */
		"] Killed", "] Error 137", " Killed  ",
		"Read-only file system", "Input/output error",
		"Too many open files", "Resource temporarily unavailable",
		NULL,
	};

	if (c->end != CHILD_EXITED)
		return xstrdup(child_end_text(c));
	return c->code ? first_line_with(&c->err_out, words) : NULL;
}
