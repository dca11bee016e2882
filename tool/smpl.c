/* SPDX-License-Identifier: GPL-2.0-only */
#include "smpl.h"

#include <string.h>

#include "ctext.h"

/* The body without comments and white space, and where each byte stood. */
static char *squeeze(const char *body, size_t **from)
{
	size_t len = strlen(body);
	_cleanup_free_ char *code = code_only(body, len);
	struct buf out = { 0 };

	*from = xcalloc(len + 1, sizeof(**from));
	for (size_t i = 0; i < len; i++) {
		/* code_only() blanks strings too; a file's name is one */
		char c = body[i] == '"' ? '"' : code[i];

		if (c == ' ' || c == '\t' || c == '\n')
			continue;
		(*from)[out.len] = i;
		buf_putc(&out, c);
	}
	return buf_steal(&out);
}

/* Is this in a line that starts with "+" or "-", one of the kernel's file? */
static bool is_changed_line(const char *body, size_t at)
{
	while (at && (body[at - 1] == ' ' || body[at - 1] == '\t'))
		at--;
	return at > 1 && (body[at - 1] == '+' || body[at - 1] == '-') &&
	       body[at - 2] == '\n';
}

/* Skip what stands in [ ], from its "[" on; NULL if it is not one to all. */
static const char *skip_set(const char *p, const char *end)
{
	const char *start = ++p;

	if (p < end && *p == '^')
		start = ++p;
	for (; p < end && *p != ']'; p++) {
		if (*p == '[' || *p == '\\')
			return NULL;
		if (*p == '-' && p > start && p + 1 < end && p[1] != ']' &&
		    p[-1] > p[1])
			return NULL;
	}
	return p < end && p > start ? p + 1 : NULL;
}

/*
 * spatch is built with PCRE or with OCaml's Str, to which ( | ) { } are plain
 * characters, while "\\(" is a bracket. Either searches, and this much means
 * the same to both: characters, sets, one * + or ? behind these, a ^ in front
 * and a $ at the end. Returns the first thing that is more, or NULL.
 */
static const char *odd_in_regex(const char *p, const char *end)
{
	const char *start = p;
	bool atom = false;

	while (p < end) {
		if (*p == '[') {
			const char *next = skip_set(p, end);

			if (!next)
				return p;
			p = next;
			atom = true;
			continue;
		}
		if (strchr("*+?", *p) ? !atom : strchr("(){}|]\\", *p) ||
		    (*p == '^' && p > start) || (*p == '$' && p + 1 < end))
			return p;
		atom = !strchr("*+?^$", *p);
		p++;
	}
	return NULL;
}

/* Every =~ "..." and !~ "..."; @text and @from are squeeze()'s. */
static int check_regexes(const char *file, const char *rule, size_t body_at,
			 const char *text, const size_t *from, struct err *e)
{
	for (const char *at = text; (at = strstr(at, "~\"")); at++) {
		const char *start = rule + body_at + from[at - text + 1] + 1;
		const char *end = start;

		if (at == text || !strchr("=!", at[-1]))
			continue;
		while (*end && *end != '"')
			end += end[0] == '\\' && end[1] ? 2 : 1;
		const char *odd = odd_in_regex(start, end);

		if (odd)
			return fail(e, "%s:%d: '%c' at this place of the regular expression \"%.*s\" does not mean the same to every spatch; use characters, '.', [a-z], one '*', '+' or '?' behind these, '^' in front and '$' at the end, or a list of names, = {a, b}",
				    file, line_of(rule, (size_t)(odd - rule)),
				    *odd, (int)(end - start), start);
	}
	return 0;
}

/* Names to one spatch, and operators or types of C++ to the other. */
static int check_words(const char *file, const char *rule, size_t body_at,
		       struct err *e)
{
	static const char *const words[] = {
		"and",	  "and_eq",   "bitor", "class",	   "not_eq", "or",
		"or_eq",  "typename", "xor",   "alignas",  "xor_eq",
	};
	const char *body = rule + body_at;
	size_t len = strlen(body);
	_cleanup_free_ char *code = code_only(body, len);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		ssize_t at = find_word(code, 0, len, words[i]);

		if (at >= 0)
			return fail(e, "%s:%d: '%s' is a word of C++, and a name only to some spatch; match it by a metavariable, identifier x =~ \"^%s$\"",
				    file, line_of(rule, body_at + (size_t)at),
				    words[i], words[i]);
	}
	return 0;
}

/*
 * Looked for as they are written, in comments and strings too: what SmPL takes for
 * a comment, for white space or for nothing at all is not what C does.
 * "@ script" may have a comment, "#!" and the rest of a line, or the "+" of
 * another line in front of its colon, and a metavariable a script behind its
 * name: parsing_cocci/lexer_cocci.mll of coccinelle.
 */
static int check_scripts(const char *file, const char *rule, size_t body_at,
			 struct err *e)
{
	static const char *const words[] = { "script", "initialize",
					     "finalize", "using" };
	const char *body = rule + body_at;
	size_t len = strlen(body);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		long at = find_word(body, 0, len, words[i]);

		if (at >= 0)
			return fail(e, "%s:%d: '%s' is not allowed in a rule, nor in its comments: rules run no scripts and read no other files; a function of that name is matched by identifier x =~ \"^[%c]%s$\"",
				    file, line_of(rule, body_at + (size_t)at),
				    words[i], *words[i], words[i] + 1);
	}
	const char *spliced = strstr(body, "\\\n");

	if (spliced)
		return fail(e, "%s:%d: a line of SmPL does not go on behind a backslash; write it as one",
			    file, line_of(rule, (size_t)(spliced - rule)));
	return 0;
}

/* "include" and the name of a file, or "spatch" */
static bool reads_files(const char *word, bool changed)
{
	if (starts_with(word, "spatch"))
		return true;
	if (changed || !starts_with(word, "include"))
		return false;
	word += strlen("include");
	word += strspn(word, " \t");
	return *word == '"' || *word == '<';
}

/* spatch reads the files that stand before the first rule, and its options. */
static int check_files(const char *file, const char *rule, size_t body_at,
		       struct err *e)
{
	const char *body = rule + body_at, *first = body;

	/* comments alone may stand there */
	while (*first == '\n' || starts_with(first, "//")) {
		first += strcspn(first, "\n");
		first += *first == '\n';
	}

	bool in_rules = *first == '@';

	for (const char *at = body; (at = strchr(at, '#')); at++) {
		const char *word = at + 1 + strspn(at + 1, " \t");
		bool changed = in_rules &&
			       is_changed_line(body, (size_t)(at - body));

		if (reads_files(word, changed))
			return fail(e, "%s:%d: '#%.*s' is not allowed in a rule but in a line that it adds or takes away: rules run no scripts and read no other files",
				    file, line_of(rule, (size_t)(at - rule)),
				    (int)strspn(word, "acdehilnopstu"), word);
	}
	return 0;
}

int smpl_check(const char *file, const char *rule, size_t body_at,
	       struct err *e)
{
	_cleanup_free_ size_t *from = NULL;
	_cleanup_free_ char *text = squeeze(rule + body_at, &from);

	if (check_scripts(file, rule, body_at, e) ||
	    check_files(file, rule, body_at, e) ||
	    check_regexes(file, rule, body_at, text, from, e))
		return -1;
	return check_words(file, rule, body_at, e);
}
