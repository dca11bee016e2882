/* SPDX-License-Identifier: GPL-2.0-only */
#include "jsontext.h"

#include <string.h>

#include "clean.h"

/* The length of the character at @s if it is sound UTF-8, as jansson sees it. */
static size_t character(const char *s)
{
	unsigned char lead = (unsigned char)*s;
	size_t n = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	/* a byte that cannot start one, or one of which the rest is not there */
	if ((lead >= 0x80 && lead < 0xc0) || lead >= 0xf8 || strnlen(s, n) < n)
		return 0;
	json_t *one = n > 1 ? json_stringn(s, n) : NULL;
	bool sound = n == 1 || one;

	json_decref(one);
	return sound ? n : 0;
}

json_t *json_text(const char *s)
{
	_cleanup_buf_ struct buf sound = { 0 };
	json_t *text;

	if (!s || !*s)
		return json_null();
	text = json_string(s);
	if (text)
		return text;
	while (*s) {
		size_t n = character(s);

		if (n)
			buf_add(&sound, s, n);
		else
			buf_puts(&sound, "\357\277\275");
		s += n ? n : 1;
	}
	return json_string(sound.data);
}

char *json_print(json_t *json, size_t flags)
{
	_cleanup_free_ char *text = json_dumps(json, flags);
	struct buf out = { 0 };
	size_t len = text ? strlen(text) : 0;

	json_decref(json);
	if (!text)
		return NULL;
	for (size_t at = 0, n; at < len; at += n) {
		unsigned int code = 0;

		n = clean_char(text + at, len - at, &code);
		n = n ? n : 1;
		/* jansson has escaped all newlines but its own */
		if (code != '\n' && clean_is_hostile(code))
			buf_printf(&out, "\\u%04x", code);
		else
			buf_add(&out, text + at, n);
	}
	buf_putc(&out, '\n');
	return buf_steal(&out);
}
