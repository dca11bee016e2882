/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An entry of the memory: as a file that may be no entry at all, and what is in
 * one to those who read it: what spatch left, and what ctags said.
 */
#include "fuzz.h"

#include "decls.h"
#include "work.h"

static void read_outcome(struct store *store)
{
	struct rule rule = { .name = text_in("r"), .file = text_in("r.cocci"),
			     .text = text_in(""), .body = "", .oid = "1" };
	struct work_options options = { store, "/scratch", 1, 1 };
	struct work *w = work_create(&options);
	const struct outcome *o = work_apply(w, &rule, "a.c", "int a;\n", 7);

	must(o && !o->error && o->text, "an entry is an outcome");
	work_free(w);
}

static void read_table(struct store *store)
{
	struct decl_reader *r = decl_reader_create(store, "/scratch", 1);
	struct blob b = { .oid = "1", .text = text_in("int a;\n"), .len = 7 };
	const struct blob *list[] = { &b };
	_cleanup_err_ struct err e = { 0 };

	must(!decls_read(r, list, 1, 1, &e) && decls_of(r, &b),
	     "an entry is a list of declarations");
	decl_reader_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_buf_ struct buf out = { 0 };
	struct buf input = { text_in("k"), 1, 0 };
	struct store *store = store_open("/memory", 1 << 20);
	struct store_key key = store_key(&input);

	outside_file(key.hex + 2, &t);
	must(!store_get(store, &key, &out) || out.len < t.len,
	     "an entry has a head");
	outside_forget();
	outside_entry(&t);
	read_outcome(store);
	read_table(store);
	store_free(store);
	outside_forget();
	return 0;
}
