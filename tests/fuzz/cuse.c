/* SPDX-License-Identifier: GPL-2.0-only */
/* What a C file, and a Makefile, use of others. */
#include "fuzz.h"

#include "cuse.h"

static void check(const struct uses *u, int lines)
{
	for (size_t i = 0; i < u->n; i++)
		must(u->v[i].line >= 1 && u->v[i].line <= lines &&
			     u->v[i].name,
		     "a use stands in a line, and has a name");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_uses_ struct uses c = { 0 }, makefile = { 0 };
	int lines = 1;

	for (size_t i = 0; i < t.len; i++)
		lines += t.p[i] == '\n';
	uses_read(t.p, t.len, &c);
	check(&c, lines);
	makefile_uses(t.p, t.len, &makefile);
	check(&makefile, lines);
	free(makefile_symbol(t.p, t.len, "demo.o"));
	return 0;
}
