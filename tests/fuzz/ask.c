/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to a file. The parts: what is asked for, as "FUNCTION STRUCT MEMBER
 * TYPE"; ctags' answer in the form in which the memory has it; the file.
 */
#include "fuzz.h"

#include <stdio.h>

#include "ask.h"
#include "ctype.h"

static void ask_all(const struct decls *d, const struct blob *b,
		    char *const *w)
{
	int line = 0;

	ask_function(d, b, w[0], &line);
	ask_params(d, b, w[0], 2, &line);
	ask_macro(d, b, w[0], &line);
	ask_struct(d, b, w[1], &line);
	ask_member(d, b, w[1], w[2], &line);
	ask_returns(d, b, w[1], w[2], w[3], &line);
	ask_body(d, b, w[0], w[2], &line);
	ask_line(b, w[3], &line);
	must(line >= 0, "a line is one of the file, or none");
	for (size_t i = 0; i < d->n && i < 8; i++) {
		_cleanup_free_ char *text = declaration_text(b, &d->v[i]);

		must(count_params(d->v[i].signature) >= 0 && text,
		     "there is always an answer");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text words = next_part(&data, &size);
	_cleanup_text_ struct text table = next_part(&data, &size);
	_cleanup_text_ struct text file = rest_of(data, size);
	struct store *store = store_open(NULL, 0);
	struct decl_reader *r = decl_reader_create(store, "/scratch", 1);
	_cleanup_err_ struct err e = { 0 };
	struct blob *b = blob_create();
	const struct blob *list[] = { b };
	char *w[4] = { words.p, words.p, words.p, words.p }, *save = NULL;

	words.p[strcspn(words.p, "\n")] = '\0';
	for (size_t i = 0; i < 4; i++) {
		char *one = strtok_r(i ? NULL : words.p, " ", &save);

		w[i] = one && strlen(one) < 100 ? one : w[i ? i - 1 : 0];
	}
	*b->oid = '1';
	b->len = file.len;
	b->text = take_ptr(file.p);
	outside_entry(&table);
	/* a question is never about an empty name */
	if (!decls_read(r, list, 1, 1, &e) && *w[0] && strlen(w[0]) < 100)
		ask_all(decls_of(r, b), b, w);
	decl_reader_free(r);
	blob_deinit(b);
	free(b);
	store_free(store);
	outside_forget();
	return 0;
}
