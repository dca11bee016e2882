/* SPDX-License-Identifier: GPL-2.0-only */
#include "brackets.h"

#include <string.h>

bool brackets_open(struct brackets *b, const char *code, size_t at,
		   const char *ends, size_t *open)
{
	for (; b->at < at; b->at++) {
		if (code[b->at] == '(')
			*array_add(b->v, b->n) = b->at;
		else if (code[b->at] == ')' && b->n)
			b->n--;
		else if (code[b->at] && strchr(ends, code[b->at]))
			b->n = 0;
	}
	if (b->n)
		*open = b->v[b->n - 1];
	return b->n;
}

void brackets_deinit(struct brackets *b)
{
	free(b->v);
}
