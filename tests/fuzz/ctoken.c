/* SPDX-License-Identifier: GPL-2.0-only */
/* Tokens of C, and tokens spelled and read again. */
#include "fuzz.h"

#include "ctoken.h"

static void check(const struct toks *k, const struct text *t)
{
	const char *end = t->p;

	for (size_t i = 0; i < k->n; i++) {
		must(k->v[i].n && k->v[i].p >= end &&
			     k->v[i].p + k->v[i].n <= t->p + t->len,
		     "tokens stand in their text, one behind the other");
		end = k->v[i].p + k->v[i].n;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_toks_ struct toks plain = tokens(t.p, t.len);
	_cleanup_toks_ struct toks all = tokens_and_directives(t.p, t.len);
	_cleanup_free_ char *spelled = tok_spell(plain.v, plain.n);
	static const char *const list[] = { "int", "(", NULL };

	check(&plain, &t);
	check(&all, &t);
	must(plain.n <= all.n, "directives are tokens more");
	for (size_t i = 0; i < all.n; i++) {
		tok_in(&all.v[i], list);
		tok_annotates(&all.v[i]);
		if (i < 64 && strchr("([{", *all.v[i].p)) {
			size_t group = tok_group_end(&all, i);

			must(group > i && group <= all.n,
			     "a group ends behind its start");
		}
	}
	tok_drop_annotations(&plain);
	must(spelled, "tokens can be spelled");
	return 0;
}
