/* SPDX-License-Identifier: GPL-2.0-only */
/* What ctags writes, JSON a line, of a blob whose id is all "1". */
#include "fuzz.h"

#include "decls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text out = next_part(&data, &size);
	_cleanup_text_ struct text err = next_part(&data, &size);
	_cleanup_err_ struct err e = { 0 };
	struct store *store = store_open(NULL, 0);
	struct decl_reader *r = decl_reader_create(store, "/scratch", 1);
	struct blob b = { .oid = "1111111111111111111111111111111111111111",
			  .text = text_in("int a;\n"), .len = 7 };
	const struct blob *list[] = { &b };

	outside_child(&out, &err, err.len ? 1 : 0);
	if (!decls_read(r, list, 1, 1, &e)) {
		const struct decls *d = decls_of(r, &b);

		must(d, "a blob that was read has declarations, or a fault");
		for (size_t i = 0; i < d->n; i++)
			must(d->v[i].name && d->v[i].scope && d->v[i].signature,
			     "a declaration has all its texts");
	}
	decl_reader_free(r);
	store_free(store);
	outside_forget();
	return 0;
}
