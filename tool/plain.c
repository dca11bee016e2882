/* SPDX-License-Identifier: GPL-2.0-only */
#include "plain.h"

#include <string.h>
#include <strings.h>

#include "clean.h"
#include "ctext.h"

/* Unicode's property Bidi_Control */
static bool turns(unsigned int code)
{
	return code == 0x61c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

const char *hidden_character(const char *p, size_t len)
{
	unsigned int code;

	for (size_t at = 0, n; at < len; at += n) {
		n = clean_char(p + at, len - at, &code);
		if (!n || (code != '\t' && code != '\n' &&
			   clean_is_hostile(code)))
			return p + at;
	}
	return NULL;
}

int check_seen(const char *text, size_t len, const char *name, int line0,
	       struct err *e)
{
	const char *at = hidden_character(text, len);
	unsigned int code;

	if (!at)
		return 0;
	_cleanup_free_ char *what =
		clean_char(at, len - (size_t)(at - text), &code)
			? xasprintf("U+%04X", code)
			: xasprintf("byte 0x%02x", (unsigned char)*at);

	return fail(e, "%s:%d: %s stands here, which nobody sees who reads this; take it out, or write the file as UTF-8",
		    name, line0 + line_of(text, (size_t)(at - text)) - 1, what);
}

bool turns_text(const char *p, size_t len)
{
	unsigned int code;

	for (size_t at = 0, n; at < len; at += n ? n : 1) {
		n = clean_char(p + at, len - at, &code);
		if (n && turns(code))
			return true;
	}
	return false;
}

/* What HFS+ leaves out when it compares names: git's next_hfs_char(). */
static bool is_ignored(unsigned int code)
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
	for (size_t n; name < end && *name != ':'; name += n ? n : 1) {
		unsigned int code;

		n = clean_char(name, (size_t)(end - name), &code);
		if (n && is_ignored(code))
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
