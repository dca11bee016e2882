/* SPDX-License-Identifier: GPL-2.0-only */
/* Any bytes as JSON; the file "declarations", read and written again. */
#include "fuzz.h"

#include "jsontext.h"
#include "shape.h"

static void as_json(const struct text *t)
{
	json_t *j = json_text(t->p);

	must(j && (json_is_string(j) || !*t->p), "any text is JSON");
	/* jansson has checked each byte of it */
	char *dump = json_dumps(j, JSON_ENCODE_ANY);

	must(dump, "and can be written");
	free(dump);
	json_decref(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_shapes_ struct shapes once = { 0 }, twice = { 0 };

	as_json(&t);
	shapes_read(t.p, t.len, &once);
	_cleanup_free_ char *a = shapes_text(&once);

	shapes_read(a, strlen(a), &twice);
	_cleanup_free_ char *b = shapes_text(&twice);

	must(!strcmp(a, b), "declarations that are read again are the same");
	must(once.n == twice.n, "and as many");
	shapes_distance(&once, &twice, NULL);
	return 0;
}
