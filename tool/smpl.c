/* SPDX-License-Identifier: GPL-2.0-only */
#include "smpl.h"

#include <string.h>

#include "ctext.h"

/* The body without comments and white space, and where each byte stood. */
static char *squeeze(const char *body, size_t **from)
{
	size_t len = strlen(body);
	_cleanup_free_ char *code = code_only(body, len);
	struct buf out = { 0 };

	*from = xcalloc(len + 1, sizeof(**from));
	for (size_t i = 0; i < len; i++) {
		/* code_only() blanks strings too; a file's name is one */
		char c = body[i] == '"' ? '"' : code[i];

		if (strchr(" \t\n\r", c))
			continue;
		(*from)[out.len] = i;
		buf_putc(&out, c);
	}
	return buf_steal(&out);
}

/* Is this in a line that starts with "+" or "-", one of the kernel's file? */
static bool is_changed_line(const char *body, size_t at)
{
	while (at && (body[at - 1] == ' ' || body[at - 1] == '\t'))
		at--;
	return at > 1 && (body[at - 1] == '+' || body[at - 1] == '-') &&
	       body[at - 2] == '\n';
}

int smpl_check(const char *file, const char *rule, size_t body_at,
	       struct err *e)
{
	static const char *const banned[] = { "script:",  "initialize:",
					      "finalize:", "#spatch",
					      "#include\"", "#include<",
					      "using\"" };
	_cleanup_free_ size_t *from = NULL;
	const char *body = rule + body_at;
	_cleanup_free_ char *text = squeeze(body, &from);

	for (size_t i = 0; i < ARRAY_SIZE(banned); i++) {
		const char *at = strstr(text, banned[i]);

		/* spatch itself reads what stands before the first rule */
		while (at && *text == '@' && starts_with(at, "#include") &&
		       is_changed_line(body, from[at - text]))
			at = strstr(at + 1, banned[i]);
		if (at)
			return fail(e, "%s:%d: '%s' is not allowed in a rule: rules run no scripts and read no other files",
				    file,
				    line_of(rule, body_at + from[at - text]),
				    banned[i]);
	}
	return 0;
}
