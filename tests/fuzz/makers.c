/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that macros make. The parts: the name that is looked for; the header;
 * more headers, which the first may include as <a.h>, <b.h>.
 */
#include "fuzz.h"

#include "expr.h"
#include "makers.h"

#define HEADERS 3

struct headers {
	struct blob *b[HEADERS];
};

static const struct blob *read_header(void *ctx, const char *path)
{
	const struct headers *h = ctx;

	for (size_t i = 1; i < HEADERS; i++) {
		char name[] = { 'i', 'n', 'c', 'l', 'u', 'd', 'e', '/',
				(char)('a' + i - 1), '.', 'h', '\0' };

		if (!strcmp(path, name) && h->b[i]->len)
			return h->b[i];
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text name = next_part(&data, &size);
	struct headers h = { 0 };
	struct scope s = { .arch = "arm64", .read = read_header, .ctx = &h };
	struct made made;

	for (size_t i = 0; i < HEADERS; i++) {
		struct text t = next_part(&data, &size);

		h.b[i] = blob_create();
		h.b[i]->text = t.p;
		h.b[i]->len = t.len;
		h.b[i]->oid[0] = (char)('1' + i);
	}
	name.p[strspn(name.p, "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")] = '\0';
	s.memory = include_memory_create();
	struct kconfig *k = kconfig_create(read_header, &h, "arm64");

	scope_init(&s, "demo.c", h.b[0]);
	while (scope_widen(&s))
		;
	for (int structure = 0; *name.p && structure < 2; structure++) {
		int is = made_by_macro(&s, k, name.p, structure, &made);

		must(is != YES || (made.path && made.line > 0),
		     "what is made is made somewhere");
	}
	kconfig_free(k);
	scope_deinit(&s);
	include_memory_free(s.memory);
	for (size_t i = 0; i < HEADERS; i++) {
		blob_deinit(h.b[i]);
		free(h.b[i]);
	}
	return 0;
}
