/* SPDX-License-Identifier: GPL-2.0-only */
#include "jsontext.h"

#include <string.h>

#include "util.h"

/* The length of the character at @s if it is sound UTF-8, as jansson sees it. */
static size_t character(const char *s)
{
	size_t left = strlen(s);

	for (size_t n = 1; n <= 4 && n <= left; n++) {
		json_t *one = json_stringn(s, n);

		json_decref(one);
		if (one)
			return n;
	}
	return 0;
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
