/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext.h"

#include <search.h>
#include <string.h>

/* Of the conditions over a line: more is left open. */
#define MAX_CONDITIONS 4096

bool is_c_path(const char *path)
{
	return ends_with(path, ".c") || ends_with(path, ".h");
}

static void blank(char *p, const char *end)
{
	for (; p < end; p++)
		if (*p != '\n')
			*p = ' ';
}

/* The end of a line that does not go on after a backslash. */
static char *logical_line_end(char *p, char *end)
{
	while ((p = memchr(p, '\n', (size_t)(end - p))) && p[-1] == '\\')
		p++;
	return p ? p : end;
}

/* The end of the literal that starts at @p; an unclosed one ends its line. */
static char *literal_end(char *p, char *end)
{
	char quote = *p;

	for (p++; p < end; p++)
		if (*p == '\\' && p + 1 < end && p[1] && p[1] != '\n')
			p++;
		else if (*p == quote)
			return p + 1;
		else if (*p == '\n' && p[-1] != '\\')
			return p;
	return end;
}

char *code_only(const char *text, size_t len)
{
	char *out = xcalloc(len + 1, 1), *end = out + len, *p = out;

	memcpy(out, text, len);
	while ((p += strcspn(p, "/\"'")) < end) {
		char *to = p + 1;

		if (p[0] == '/' && p[1] == '/') {
			to = logical_line_end(p + 1, end);
		} else if (p[0] == '/' && p[1] == '*') {
			to = memmem(p + 2, (size_t)(end - p) - 2, "*/", 2);
			to = to ? to + 2 : end;
		} else if (*p == '"' || *p == '\'') {
			to = literal_end(p, end);
		} else {
			p++;
			continue;
		}
		blank(p, to);
		p = to;
	}
	return out;
}

long find_word(const char *code, size_t from, size_t to, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = from; i + n <= to; i++) {
		const char *p = memmem(code + i, to - i, word, n);

		if (!p)
			return -1;
		i = (size_t)(p - code);
		if ((!i || !ident_char(p[-1])) && !ident_char(p[n]))
			return (long)i;
	}
	return -1;
}

int line_of(const char *text, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset; i++)
		if (text[i] == '\n')
			line++;
	return line;
}

size_t line_start(const char *text, size_t len, int line)
{
	const char *p;
	size_t at = 0, n;

	for (int i = 1; i < line; i++)
		if (!next_line(text, len, &at, &p, &n))
			break;
	return at < len ? at : len;
}

char *fold_space(const char *s, size_t len)
{
	char *out = xcalloc(len + 1, 1);
	bool gap = false;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' ||
		    s[i] == '\n') {
			gap = true;
			continue;
		}
		if (gap && n)
			out[n++] = ' ';
		gap = false;
		out[n++] = s[i];
	}
	return out;
}

char *line_text(const char *text, size_t len, int line)
{
	size_t at = line_start(text, len, line), n = 0;
	const char *p = text + at;

	next_line(text, len, &at, &p, &n);
	return fold_space(p, n);
}

/* The directive's word after '#', or NULL; *rest is what follows it. */
static const char *directive(const char *line, size_t len, size_t *word_len,
			     const char **rest)
{
	const char *p = line, *end = line + len;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p == end || *p++ != '#')
		return NULL;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	const char *word = p;

	while (p < end && ident_char(*p))
		p++;
	*word_len = (size_t)(p - word);
	*rest = p;
	return word;
}

static bool is_word(const char *word, size_t n, const char *s)
{
	return n == strlen(s) && !memcmp(word, s, n);
}

/* One open #if: the text of the arm we are in, and of the arms before. */
struct arm {
	char *text;
	char *others;
	char *guard; /* of a first #ifndef: its name, until shown to be none */
	/* the conditions of all arms around and of this one */
	const char *over;
	bool full; /* no more fits in there */
};

static void open_arm(struct arm *arm, const char *word, size_t n,
		     const char *what, bool first)
{
	arm->others = xstrdup("");
	if (is_word(word, n, "ifdef"))
		arm->text = xasprintf("defined(%s)", what);
	else if (is_word(word, n, "ifndef"))
		arm->text = xasprintf("!defined(%s)", what);
	else
		arm->text = xasprintf("(%s)", what);
	if (first && is_word(word, n, "ifndef"))
		arm->guard = xstrdup(what);
}

static void next_arm(struct arm *arm, const char *what)
{
	if (strlen(arm->others) <= MAX_CONDITIONS) {
		char *others = xasprintf("%s%s!%s", arm->others,
					 *arm->others ? " && " : "",
					 arm->text);

		free(arm->others);
		arm->others = others;
	}
	free(arm->text);
	free(take_ptr(arm->guard));
	arm->text = what ? xasprintf("(%s)", what) : xstrdup("");
}

static void close_arm(struct arm *arm)
{
	free(arm->text);
	free(arm->others);
	free(arm->guard);
}

/* The arms open so far. */
struct arms {
	struct arm *v;
	size_t n;
	size_t seen; /* directives */
	void **texts; /* of tsearch(): each "over" once */
};

/* Add a part; false: there is no room for it, nor for more. */
static bool add_condition(struct buf *out, const char *part)
{
	bool fits = out->len + strlen(part) <= MAX_CONDITIONS;

	if (*part && out->len)
		buf_puts(out, " && ");
	buf_puts(out, fits ? part : "...");
	return fits;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

/*
 * The conditions over what follows, by those around the last arm: to go through
 * all arms again takes hours where thousands are open.
 */
static void set_over(struct arms *arms)
{
	struct arm *arm = &arms->v[arms->n - 1];
	const struct arm *around = arms->n > 1 ? arm - 1 : NULL;

	arm->full = around && around->full;
	if (arm->full) {
		arm->over = around->over;
		return;
	}
	struct buf out = { 0 };

	buf_puts(&out, around ? around->over : "");
	/* a guard counts for nothing, unless no #define followed */
	if (!arm->guard || arms->seen == 1)
		arm->full = !add_condition(&out, arm->others) ||
			    !add_condition(&out, arm->text);
	char *text = buf_steal(&out);

	/* the same as one of the texts, which own it */
	arm->over = xtsearch(text, arms->texts, compare_texts);
	if (arm->over != text)
		free(text);
}

static void take_directive(struct arms *a, const char *word, size_t n,
			   const char *what)
{
	struct arm *last = a->n ? &a->v[a->n - 1] : NULL;

	/* a guard is #ifndef X and #define X, the file's first two */
	if (a->seen == 1 && last && last->guard &&
	    (!is_word(word, n, "define") ||
	     !starts_with(what, last->guard) ||
	     ident_char(what[strlen(last->guard)])))
		free(take_ptr(last->guard));
	if (starts_with(word, "if")) {
		struct arm *arm = array_add(a->v, a->n);

		open_arm(arm, word, n, what, !a->seen);
	} else if (last && is_word(word, n, "elif")) {
		next_arm(last, what);
	} else if (last && is_word(word, n, "else")) {
		next_arm(last, NULL);
	} else if (last && is_word(word, n, "endif")) {
		close_arm(last);
		a->n--;
	}
	a->seen++;
	/* what the first two say of a guard may change all */
	if (a->n && (a->seen <= 2 || starts_with(word, "if") ||
		     starts_with(word, "el")))
		set_over(a);
}

/* The preprocessor's view of a text, line by line. */
struct walk {
	const char *code;
	size_t len, at;
	int line; /* the line that comes next */
	struct arms arms;
};

/*
 * Take the next line with those that a backslash joins to it. If it is a
 * directive, *what is what follows its word, folded; the caller frees.
 */
static bool walk_line(struct walk *w, char **what)
{
	struct buf joined = { 0 };
	const char *p, *rest;
	size_t len, word_len;

	*what = NULL;
	if (!next_line(w->code, w->len, &w->at, &p, &len))
		return false;
	w->line++;
	while (len && p[len - 1] == '\\') {
		buf_add(&joined, p, len - 1);
		if (!next_line(w->code, w->len, &w->at, &p, &len))
			break;
		w->line++;
	}
	const char *word;

	if (joined.len) {
		buf_add(&joined, p, len);
		p = joined.data;
		len = joined.len;
	}
	word = directive(p, len, &word_len, &rest);
	if (word) {
		*what = fold_space(rest, (size_t)(p + len - rest));
		take_directive(&w->arms, word, word_len, *what);
	}
	buf_deinit(&joined);
	return true;
}

/* As long-lived as the texts that the walk adds to. */
static const char *over_next(const struct walk *w)
{
	return w->arms.n ? w->arms.v[w->arms.n - 1].over : "";
}

static void walk_deinit(struct walk *w)
{
	for (size_t i = 0; i < w->arms.n; i++)
		close_arm(&w->arms.v[i]);
	free(w->arms.v);
}

void conditions_read(const char *code, size_t len, struct conditions *c)
{
	_cleanup_(walk_deinit) struct walk w = {
		.code = code, .len = len, .line = 1, .arms.texts = &c->texts
	};
	bool more = true;

	while (more) {
		_cleanup_free_ char *what = NULL;
		int line = w.line;

		more = walk_line(&w, &what);
		if (what)
			*array_add(c->v, c->n) =
				(struct over){ line, over_next(&w) };
	}
}

void conditions_deinit(struct conditions *c)
{
	tdestroy(c->texts, free);
	free(c->v);
	*c = (struct conditions){ 0 };
}

const char *conditions_at(const struct conditions *c, int line)
{
	size_t from = 0, to = c->n;

	/* behind the last directive that stands in front of the line */
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (c->v[middle].line < line)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? c->v[from - 1].text : "";
}

char *line_conditions(const char *text, size_t len, int line)
{
	_cleanup_(conditions_deinit) struct conditions c = { 0 };
	_cleanup_free_ char *code = code_only(text, len);

	conditions_read(code, len, &c);
	return xstrdup(conditions_at(&c, line));
}

/* "#include <x>" as it stands in @line, or NULL. */
static char *include_name(const char *line, size_t len)
{
	size_t word_len;
	const char *rest, *end = line + len;
	const char *word = directive(line, len, &word_len, &rest);

	if (!word || !is_word(word, word_len, "include"))
		return NULL;
	while (rest < end && (*rest == ' ' || *rest == '\t'))
		rest++;
	if (rest == end || (*rest != '<' && *rest != '"'))
		return NULL;
	const char *close = memchr(rest + 1, *rest == '<' ? '>' : '"',
				   (size_t)(end - rest - 1));

	return close ? xstrndup(rest, (size_t)(close - rest) + 1) : NULL;
}

void includes_read(const char *text, size_t len, struct includes *includes)
{
	_cleanup_free_ char *code = code_only(text, len);
	_cleanup_(walk_deinit) struct walk w = {
		.code = code, .len = len, .line = 1,
		.arms.texts = &includes->texts
	};
	bool more = true;

	while (more) {
		_cleanup_free_ char *what = NULL;
		size_t start = w.at;
		int line = w.line;

		more = walk_line(&w, &what);
		/* the operand of "..." is blank in the code */
		_cleanup_free_ char *name =
			what ? include_name(text + start, w.at - start) : NULL;

		if (!name)
			continue;
		*array_add(includes->v, includes->n) =
			(struct include){ take_ptr(name), over_next(&w), line };
	}
}

void includes_deinit(struct includes *includes)
{
	for (size_t i = 0; i < includes->n; i++)
		free(includes->v[i].name);
	free(includes->v);
	tdestroy(includes->texts, free);
	*includes = (struct includes){ 0 };
}
