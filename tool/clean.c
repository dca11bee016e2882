/* SPDX-License-Identifier: GPL-2.0-only */
#include "clean.h"

#include <string.h>

size_t clean_char(const char *s, size_t len, unsigned int *code)
{
	/* the smallest number that wants so many bytes */
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *c = (const unsigned char *)s;
	size_t n = !len		   ? 0
		   : c[0] < 0x80   ? 1
		   : c[0] < 0xc0   ? 0
		   : c[0] < 0xe0   ? 2
		   : c[0] < 0xf0   ? 3
		   : c[0] < 0xf8   ? 4
				   : 0;

	if (!n || n > len)
		return 0;
	*code = n == 1 ? c[0] : c[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c[i] & 0x3f);
	}
	return *code < least[n] || *code > 0x10ffff ||
			       (*code >= 0xd800 && *code <= 0xdfff)
		       ? 0
		       : n;
}

bool clean_is_hostile(unsigned int code)
{
	static const struct {
		unsigned int first, last;
	} ranges[] = {
		{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x061c, 0x061c },
		{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2066, 0x2069 },
		{ 0xfffe, 0xffff },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

void clean_add(struct buf *out, const char *s, size_t len, const char *keep)
{
	buf_add(out, "", 0);
	for (size_t at = 0, n; at < len; at += n ? n : 1) {
		unsigned int code;

		n = clean_char(s + at, len - at, &code);
		if (n && (!clean_is_hostile(code) ||
			  (code && code < 128 && strchr(keep, (int)code))))
			buf_add(out, s + at, n);
		else
			buf_putc(out, '?');
	}
}

bool clean_already(const char *s)
{
	_cleanup_buf_ struct buf out = { 0 };

	clean_add(&out, s, strlen(s), "");
	return !strcmp(out.data, s);
}
