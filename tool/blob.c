/* SPDX-License-Identifier: GPL-2.0-only */
#include "blob.h"

#include "ctext.h"

struct blob *blob_create(void)
{
	struct blob *b = xcalloc(1, sizeof(*b));

	b->code = xcalloc(1, sizeof(*b->code));
	return b;
}

void blob_deinit(struct blob *b)
{
	if (b->code)
		free(*b->code);
	free(b->code);
	free(b->text);
	*b = (struct blob){ 0 };
}

const char *blob_code(const struct blob *b, char **own)
{
	char **keep = b->code ? b->code : own;

	if (!*keep)
		*keep = code_only(b->text, b->len);
	return *keep;
}
