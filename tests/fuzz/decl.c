/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations of C. One that was read and spelled reads as it did, and to have
 * it spelled again changes nothing; a function fits a member of its own type.
 */
#include "fuzz.h"

#include "cparse.h"
#include "ctype.h"

/* A quote that its line does not close is no C, and closes with another line. */
static bool has_open_quote(const struct text *t)
{
	_cleanup_toks_ struct toks all = tokens_and_directives(t->p, t->len);

	for (size_t i = 0; i < all.n; i++) {
		const struct tok *k = &all.v[i];

		if (strchr("\"'", *k->p) &&
		    (k->n < 2 || k->p[k->n - 1] != *k->p))
			return true;
	}
	return false;
}

static void spelled_again(const struct text *t)
{
	_cleanup_type_ struct type type = { 0 };
	_cleanup_free_ char *once = normal_declaration(t->p, t->len);
	_cleanup_free_ char *twice = normal_declaration(once, strlen(once));

	if (memchr(t->p, '\0', t->len) || has_open_quote(t) || !type_read(t->p, t->len, &type))
		return;
	must(!strcmp(once, twice), "a declaration spelled again is the same");
	must(same_callback(t->p, t->p) != NO, "a type fits itself");
}

static void of_blob(const struct text *t)
{
	static const char kinds[] = "dpfsum";
	struct blob b = { .text = t->p, .len = t->len };

	for (size_t i = 0; kinds[i]; i++) {
		struct decl d = { .kind = (enum decl_kind)kinds[i], .line = 1,
				  .end = 3, .name = text_in("demo"),
				  .scope = text_in(""), .signature = text_in("") };
		_cleanup_free_ char *text = declaration_text(&b, &d);

		must(text, "a declaration has a text");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_free_ char *members = members_spelled(t.p, t.len);
	_cleanup_free_ char *name = declared_name(t.p);

	must(members && name, "there is always an answer");
	spelled_again(&t);
	of_blob(&t);
	return 0;
}
