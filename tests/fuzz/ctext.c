/* SPDX-License-Identifier: GPL-2.0-only */
/* C as text: what is code, and under which #if a line stands. */
#include "fuzz.h"

#include "ctext.h"

static void check_code(const struct text *t, const char *code)
{
	for (size_t i = 0; i < t->len; i++)
		must((t->p[i] == '\n') == (code[i] == '\n'),
		     "each line stays where it is");
	for (size_t i = 0; i < t->len; i++)
		must(code[i] == t->p[i] || code[i] == ' ',
		     "what is no code is blank");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_free_ char *code = code_only(t.p, t.len);
	struct includes includes = { 0 };
	int lines = line_of(t.p, t.len);

	check_code(&t, code);
	for (int k = 0; k < 4; k++) {
		int line = 1 + lines * k / 4;
		_cleanup_free_ char *of_text =
			line_conditions(t.p, t.len, line);
		_cleanup_free_ char *of_code =
			line_conditions(code, t.len, line);
		_cleanup_free_ char *folded = line_text(t.p, t.len, line);

		must(!strcmp(of_text, of_code),
		     "a text and its code have the same conditions");
		must(!strchr(folded, '\n'), "a line is one line");
		must(line_start(t.p, t.len, line) <= t.len,
		     "a line begins in its text");
	}
	includes_read(t.p, t.len, &includes);
	for (size_t i = 0; i < includes.n; i++)
		must(includes.v[i].line >= 1 && includes.v[i].line <= lines &&
			     strchr("<\"", *includes.v[i].name),
		     "an include has a name, and stands in the text");
	includes_deinit(&includes);
	for (long at = -1; (at = find_word(code, (size_t)(at + 1), t.len,
					   "if")) >= 0;)
		must((size_t)at + 2 <= t.len && !memcmp(code + at, "if", 2),
		     "a word that is found is there");
	return 0;
}
