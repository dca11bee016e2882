/* SPDX-License-Identifier: GPL-2.0-only */
/* C source as text: what is code in it, and under which #if a line stands. */
#ifndef CTEXT_H
#define CTEXT_H

#include "util.h"

/*
 * A copy of @text with comments, string and character literals blanked;
 * newlines and every offset stay. The caller frees.
 */
char *code_only(const char *text, size_t len);

/*
 * Find @word as a whole identifier in @code[from, to); returns its offset, or
 * -1. @code may come from code_only() or be any text.
 */
long find_word(const char *code, size_t from, size_t to, const char *word);

/* The line number, from 1, of an offset, and the offset of a line. */
int line_of(const char *text, size_t offset);
size_t line_start(const char *text, size_t len, int line);

/* Line @line with its white space trimmed and folded; the caller frees. */
char *line_text(const char *text, size_t len, int line);
/* The same for any stretch of text. */
char *fold_space(const char *s, size_t len);

/*
 * The preprocessor conditions over each line, outermost first, joined by
 * " && ": "" for none. Include guards (#ifndef X, #define X at the top of the
 * file) are left out. Of more than a page of conditions the rest is "...",
 * which condition_bits() leaves open.
 */
struct conditions {
	struct over {
		int line; /* a directive: the lines behind it have... */
		const char *text;
	} *v;
	size_t n;
	void *texts; /* of tsearch(): each once */
};

/* Those of what code_only() has made; free with conditions_deinit(). */
void conditions_read(const char *code, size_t len, struct conditions *c);
void conditions_deinit(struct conditions *c);
/* Over line @line; as long-lived as @c. */
const char *conditions_at(const struct conditions *c, int line);

/* Over one line of any text; the caller frees. */
char *line_conditions(const char *text, size_t len, int line);

/* One #include: its operand as written, and the conditions over it. */
struct include {
	char *name; /* "<linux/of.h>" or "\"core.h\"" */
	const char *conditions;
	int line;
};

struct includes {
	struct include *v;
	size_t n;
	void *texts; /* as above */
};

/* Every #include of @text in order; free with includes_deinit(). */
void includes_read(const char *text, size_t len, struct includes *includes);
void includes_deinit(struct includes *includes);

/* Is this a path whose contents are C? (.c and .h) */
bool is_c_path(const char *path);

#endif
