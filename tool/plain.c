/* SPDX-License-Identifier: GPL-2.0-only */
#include "plain.h"

#include <string.h>
#include <strings.h>

#include "ctext.h"

/*
 * The code point at @p and, in *n, its length; -1 and 1 for a byte that is no
 * UTF-8: too long a form, half of a surrogate pair, above U+10FFFF.
 */
static long code_point(const char *p, const char *end, size_t *n)
{
	static const long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = (unsigned char)*p;
	size_t len = c < 0x80	 ? 1
		     : c >= 0xf0 ? 4
		     : c >= 0xe0 ? 3
				 : 2;
	long code = len == 1 ? c : c & (0x7f >> len);

	*n = 1;
	if ((c >= 0x80 && c < 0xc0) || c >= 0xf8 || (size_t)(end - p) < len)
		return -1;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[len] || (code >= 0xd800 && code < 0xe000) ||
	    code > 0x10ffff)
		return -1;
	*n = len;
	return code;
}

/* Unicode's property Bidi_Control */
static bool turns(long code)
{
	return code == 0x61c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static bool is_hidden(long code)
{
	return code < 0 || (code < ' ' && code != '\t' && code != '\n') ||
	       (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
	       code == 0x2029 || turns(code);
}

const char *hidden_character(const char *p, size_t len)
{
	const char *end = p + len;

	for (size_t n; p < end; p += n)
		if (is_hidden(code_point(p, end, &n)))
			return p;
	return NULL;
}

int check_seen(const char *text, size_t len, const char *name, int line0,
	       struct err *e)
{
	const char *at = hidden_character(text, len);
	size_t n;

	if (!at)
		return 0;
	long code = code_point(at, text + len, &n);
	_cleanup_free_ char *what =
		code < 0 ? xasprintf("byte 0x%02x", (unsigned char)*at)
			 : xasprintf("U+%04lX", (unsigned long)code);

	return fail(e, "%s:%d: %s stands here, which nobody sees who reads this; take it out, or write the file as UTF-8",
		    name, line0 + line_of(text, (size_t)(at - text)) - 1, what);
}

bool turns_text(const char *p, size_t len)
{
	const char *end = p + len;

	for (size_t n; p < end; p += n)
		if (turns(code_point(p, end, &n)))
			return true;
	return false;
}

/* What HFS+ leaves out when it compares names: git's next_hfs_char(). */
static bool is_ignored(long code)
{
	return (code >= 0x200c && code <= 0x200f) ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x206a && code <= 0x206f) || code == 0xfeff;
}

/* As the one or the other file system would find it. */
static bool is_dot_git(const char *name, size_t len)
{
	const char *end = name + len;
	char seen[8] = "";
	size_t at = 0;

	/* NTFS: what follows a colon is a stream of the same file */
	for (size_t n; name < end && *name != ':'; name += n) {
		if (is_ignored(code_point(name, end, &n)))
			continue;
		/* NTFS leaves out dots and blanks at the end */
		if (at >= 4 && (*name == ' ' || *name == '.'))
			continue;
		if (at + 1 == sizeof(seen))
			return false;
		seen[at++] = *name;
	}
	return !strcasecmp(seen, ".git") || !strcasecmp(seen, "git~1");
}

bool is_entry_name(const char *name, size_t len)
{
	return len && !memchr(name, '/', len) && !memchr(name, '\0', len) &&
	       !(len == 1 && *name == '.') &&
	       !(len == 2 && !memcmp(name, "..", 2)) && !is_dot_git(name, len);
}

const char *path_fault(const char *path)
{
	for (const char *p = path; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("\"'\\", *p))
			return "has a blank, a quote, a backslash or what is no printable ASCII, which git and patch(1) do not write alike";
	for (const char *p = path;; p++) {
		size_t n = strcspn(p, "/");

		if (!is_entry_name(p, n))
			return "does not lie in a kernel's tree";
		if (n == strlen(".cocciconfig") &&
		    starts_with(p, ".cocciconfig"))
			return "is where spatch takes options from";
		if (*p == '-')
			return "has a part that begins with '-', as an option does";
		p += n;
		if (!*p)
			return NULL;
	}
}
