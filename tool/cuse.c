/* SPDX-License-Identifier: GPL-2.0-only */
#include "cuse.h"

#include <search.h>
#include <string.h>

#include "ctoken.h"

/* Deeper than this nothing is understood: a path would be as long as a text. */
#define MAX_BRACES 64

/* What a brace opened. */
enum frame_kind {
	BLOCK,	 /* statements, or what was not understood */
	VALUES,	 /* the members of a structure */
	ELEMENTS /* structures in an array */
};

struct frame {
	enum frame_kind kind;
	char *tag;    /* of the structure */
	char *prefix; /* "driver." in the braces of .driver */
};

/* The name of variables, of which the last is seen; by tsearch(). */
struct name {
	const char *p; /* into the text */
	size_t n;
	size_t last; /* its place in the list, from 1; 0: there is none now */
};

/* A variable: a structure, a pointer to one, or (no tag) something else. */
struct variable {
	struct name *name;
	char *tag;
	size_t hidden; /* as name->last: what was seen by this name before */
	size_t depth; /* braces around it, or what it is a parameter of */
};

struct reader {
	struct toks t;
	size_t *ends; /* of each opening bracket: what tok_group_end() says */
	struct uses *out;
	const char *counted; /* newlines before here make up the line */
	int line;
	struct frame *frames;
	size_t n_frames;
	struct variable *variables;
	size_t n_variables;
	void *names;
	/* what a "{" that comes next opens; tag NULL: a block */
	struct frame next;
};

static void frame_deinit(struct frame *f)
{
	free(f->tag);
	free(f->prefix);
	*f = (struct frame){ 0 };
}

/* The token at @i, or an empty one. */
static const struct tok *token(const struct reader *r, size_t i)
{
	static const struct tok none = { .p = "" };

	return i < r->t.n ? &r->t.v[i] : &none;
}

static bool is(const struct reader *r, size_t i, const char *s)
{
	return tok_is(token(r, i), s);
}

static bool is_word(const struct reader *r, size_t i)
{
	return tok_is_word(token(r, i));
}

static bool is_arrow(const struct reader *r, size_t i)
{
	return is(r, i, "-") && is(r, i + 1, ">") && !token(r, i + 1)->gap;
}

/* All at once, lest nested brackets be gone through time and again. */
static size_t *group_ends(const struct toks *t)
{
	size_t *ends = xcalloc(t->n + 1, sizeof(*ends));
	size_t *open = xcalloc(t->n + 1, sizeof(*open)), depth = 0;

	for (size_t i = 0; i < t->n; i++) {
		ends[i] = t->n;
		if (t->v[i].n == 1 && strchr("([{", *t->v[i].p))
			open[depth++] = i;
		else if (t->v[i].n == 1 && strchr(")]}", *t->v[i].p) && depth)
			ends[open[--depth]] = i + 1;
	}
	free(open);
	return ends;
}

static size_t group_end(const struct reader *r, size_t i)
{
	return i < r->t.n ? r->ends[i] : r->t.n;
}

/* Does the word at @i name a member: behind "." or "->"? */
static bool behind_object(const struct reader *r, size_t i)
{
	return i && (is(r, i - 1, ".") || (i > 1 && is_arrow(r, i - 2)));
}

static char *token_text(const struct reader *r, size_t i)
{
	return xstrndup(token(r, i)->p, token(r, i)->n);
}

static struct use *add_use(struct reader *r, enum use_kind kind, size_t i,
			   char *name)
{
	struct use *u = array_add(r->out->v, r->out->n);

	/* the tokens come in order */
	for (; r->counted < token(r, i)->p; r->counted++)
		r->line += *r->counted == '\n';
	u->kind = kind;
	u->line = r->line;
	u->name = name;
	return u;
}

static bool one_of(const struct reader *r, size_t i, const char *const *words)
{
	return tok_in(token(r, i), words);
}

/* Words before "(" that call nothing. */
static const char *const keywords[] = {
	"if", "while", "for", "switch", "return", "sizeof", "typeof",
	"__typeof__", "__attribute__", "defined", "case", "else", "do", "goto",
	"asm", "__asm__", "_Static_assert", "_Alignof", "__alignof__",
	"__builtin_offsetof", "volatile", "const", "void", "int", "char",
	"long", "short", "unsigned", "signed", "bool", NULL
};

/* Words after which a name is still one that is used, not declared. */
static const char *const before_use[] = { "return", "else", "do", "case", NULL };

/* Arguments between the brackets, of which the first is at @i. */
static int count_args(const struct reader *r, size_t i)
{
	size_t end = group_end(r, i);
	int commas = 0;

	for (size_t k = i + 1; k + 1 < end; k++) {
		if (is(r, k, "(") || is(r, k, "[") || is(r, k, "{"))
			k = group_end(r, k) - 1;
		else if (is(r, k, ","))
			commas++;
	}
	return end - i > 2 ? commas + 1 : 0;
}

static int compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return x->n == y->n ? memcmp(x->p, y->p, x->n)
			    : (x->n > y->n) - (x->n < y->n);
}

static const struct variable *find_variable(const struct reader *r, size_t i)
{
	const struct name key = { token(r, i)->p, token(r, i)->n, 0 };
	struct name *const *at = tfind(&key, &r->names, compare_names);

	return at && (*at)->last ? &r->variables[(*at)->last - 1] : NULL;
}

/* Outside of braces: does what follows the name show it to be a variable? */
static bool is_global(const struct reader *r, size_t i)
{
	for (i++; is(r, i, "[");)
		i = group_end(r, i);
	return !r->n_frames && (is(r, i, ";") || is(r, i, "="));
}

static void add_variable(struct reader *r, size_t i, char *tag)
{
	/* parameters stand outside the braces of their function */
	bool parameter = !r->n_frames && !is_global(r, i);

	struct name *key = xcalloc(1, sizeof(*key));

	key->p = token(r, i)->p;
	key->n = token(r, i)->n;
	struct name *name = xtsearch(key, &r->names, compare_names);

	if (name != key)
		free(key);
	*array_add(r->variables, r->n_variables) = (struct variable){
		name, tag, name->last, r->n_frames + parameter
	};
	name->last = r->n_variables;
}

/* Is the word at @i, which has "(" behind it, called there? */
static bool is_call(const struct reader *r, size_t i)
{
	if (one_of(r, i, keywords) || find_variable(r, i))
		return false;
	/* "type (*name)(": a pointer to a function */
	if (is(r, i + 2, "*") && is(r, group_end(r, i + 1), "("))
		return false;
	if (!i || (token(r, i)->first && r->n_frames))
		return true;
	if (token(r, i)->first)
		return is(r, i - 1, ";") || is(r, i - 1, "}") ||
		       is(r, i - 1, ")");
	if (behind_object(r, i))
		return false;
	if (is_word(r, i - 1))
		return one_of(r, i - 1, before_use);
	/* "type *name(": a declaration, unless it stands in a body */
	return r->n_frames || !is(r, i - 1, "*");
}

/*
 * The other names of "struct tag *a = x, b;", where @i is behind the first and
 * @start is "struct". In brackets a comma starts something else.
 */
static void read_more_names(struct reader *r, size_t start, size_t i)
{
	static const char *const before[] = { ";", "{", "}", "const", "static",
					      NULL };
	static const char *const end[] = { ";", "}", "struct", NULL };
	static const char *const after[] = { ";", ",", "=", "[", NULL };

	if (!start || !one_of(r, start - 1, before))
		return;
	while (i < r->t.n && !one_of(r, i, end)) {
		if (!is(r, i, ",")) {
			i = strchr("([{", *token(r, i)->p) ? group_end(r, i)
							   : i + 1;
			continue;
		}
		for (i++; is(r, i, "*") || is(r, i, "const");)
			i++;
		if (is_word(r, i) && one_of(r, i + 1, after))
			add_variable(r, i, token_text(r, start + 1));
	}
}

/*
 * "struct tag" at @i: an object or a pointer. Returns the token to go on at.
 */
static size_t read_struct(struct reader *r, size_t i)
{
	size_t k = i + 2;
	bool pointer = false;

	while (is(r, k, "*") || is(r, k, "const")) {
		pointer |= is(r, k, "*");
		k++;
	}
	/* a compound literal: "(struct tag) {", "(struct tag[]) {" */
	size_t close = is(r, k, "[") ? group_end(r, k) : k;

	if (!pointer && is(r, close, ")") && is(r, close + 1, "{")) {
		frame_deinit(&r->next);
		r->next.kind = close > k ? ELEMENTS : VALUES;
		r->next.tag = token_text(r, i + 1);
		return close + 1;
	}
	if (!is_word(r, k) || is(r, k + 1, "("))
		return i + 2;
	bool promised = is(r, i - 1, "extern") ||
			(is(r, i - 1, "const") && is(r, i - 2, "extern"));

	if (!pointer && !promised && !is(r, k + 1, ")") && !is(r, k + 1, ","))
		add_use(r, USE_STRUCT, i + 1, token_text(r, i + 1));
	add_variable(r, k, token_text(r, i + 1));
	read_more_names(r, i, k + 1);
	if (pointer)
		return k + 1;
	close = k + 1;
	while (is(r, close, "["))
		close = group_end(r, close);
	bool array = close > k + 1;

	while (is_word(r, close)) /* __initconst */
		close++;
	if (is(r, close, "=") && is(r, close + 1, "{")) {
		frame_deinit(&r->next);
		r->next.kind = array ? ELEMENTS : VALUES;
		r->next.tag = token_text(r, i + 1);
		return close + 1;
	}
	return k + 1;
}

/* "a.b.c" from the word at @i on, into @path; returns what follows. */
static size_t read_path(const struct reader *r, size_t i, struct buf *path)
{
	buf_add(path, token(r, i)->p, token(r, i)->n);
	for (i++; is(r, i, ".") && is_word(r, i + 1); i += 2) {
		buf_putc(path, '.');
		buf_add(path, token(r, i + 1)->p, token(r, i + 1)->n);
	}
	return i;
}

/*
 * The "x" of "= x" and "= &x" at @i, if one of @ends is next; or NULL. "" is a
 * variable, which may have the name of a function.
 */
static char *read_value(const struct reader *r, size_t i,
			const char *const *ends)
{
	size_t value = is(r, i + 1, "&") ? i + 2 : i + 1;

	if (!is(r, i, "=") || !is_word(r, value) ||
	    !one_of(r, value + 1, ends))
		return NULL;
	return find_variable(r, value) ? xstrdup("") : token_text(r, value);
}

/* ".member" at @i, in the braces of a structure. */
static size_t read_designator(struct reader *r, size_t i)
{
	static const char *const braces[] = { ",", "}", NULL };
	const struct frame *in = &r->frames[r->n_frames - 1];
	struct buf path = { 0 };
	size_t start = i + 1;

	buf_puts(&path, in->prefix ? in->prefix : "");
	i = read_path(r, start, &path);
	struct use *u = add_use(r, USE_MEMBER, start, xstrdup(in->tag));

	u->member = buf_steal(&path);
	if (!is(r, i, "="))
		return i;
	if (is(r, i + 1, "{")) {
		frame_deinit(&r->next);
		r->next = (struct frame){ VALUES, xstrdup(in->tag),
					  xasprintf("%s.", u->member) };
		return i + 1;
	}
	u->value = read_value(r, i, braces);
	return i + 1;
}

/* "variable->member" or "variable.member" at @i. */
static size_t read_access(struct reader *r, size_t i)
{
	static const char *const statement[] = { ";", ",", ")", NULL };
	const struct variable *v = find_variable(r, i);
	struct buf path = { 0 };

	size_t start = i + (is_arrow(r, i + 1) ? 3 : 2);

	if (!v || !v->tag || behind_object(r, i))
		return i + 1;
	size_t end = read_path(r, start, &path);
	struct use *u = add_use(r, USE_MEMBER, start, xstrdup(v->tag));

	u->member = buf_steal(&path);
	/* "*p->member = x" sets what the member points at */
	if (!i || !is(r, i - 1, "*"))
		u->value = read_value(r, end, statement);
	return end;
}

/* "type name" or "(*name)" at the name: a variable that may be called. */
static bool declares(const struct reader *r, size_t i)
{
	static const char *const ends[] = { "=", ";", ",", ")", "[", NULL };
	size_t k = i;

	while (k && is(r, k - 1, "*"))
		k--;
	return k && !find_variable(r, i) && one_of(r, i + 1, ends) &&
	       ((is_word(r, k - 1) && !one_of(r, k - 1, before_use)) ||
		(k < i && is(r, k - 1, "(") && is(r, i + 1, ")") &&
		 is(r, i + 2, "(")));
}

static void open_brace(struct reader *r)
{
	struct frame *f = array_add(r->frames, r->n_frames);
	struct frame *outer = r->n_frames > 1 ? f - 1 : NULL;

	if (r->n_frames > MAX_BRACES) {
		frame_deinit(&r->next);
		return;
	}
	*f = r->next;
	r->next = (struct frame){ 0 };
	if (!f->tag && outer && outer->kind == ELEMENTS) {
		f->kind = VALUES;
		f->tag = xstrdup(outer->tag);
	}
}

/* Those whose braces, or whose function, have ended. */
static void drop_variables(struct reader *r)
{
	while (r->n_variables) {
		struct variable *v = &r->variables[r->n_variables - 1];

		if (v->depth <= r->n_frames)
			break;
		v->name->last = v->hidden;
		free(v->tag);
		r->n_variables--;
	}
}

static void close_brace(struct reader *r)
{
	if (!r->n_frames)
		return;
	frame_deinit(&r->frames[--r->n_frames]);
	drop_variables(r);
}

/* A line that starts with "#": returns the token to go on at. */
static size_t read_directive(struct reader *r, size_t i)
{
	size_t k = i + 2;

	if (is(r, i + 1, "include")) {
		const char *p = token(r, k)->p;
		size_t n = token(r, k)->n;

		if (*p == '<')
			n = strcspn(p, ">\n") + 1;
		if ((*p == '<' && p[n - 1] == '>') ||
		    (*p == '"' && n > 2 && p[n - 1] == '"'))
			add_use(r, USE_INCLUDE, i, xstrndup(p, n));
		while (k < r->t.n && !token(r, k)->first)
			k++;
		return k;
	}
	if (is(r, i + 1, "define")) {
		k = i + 3; /* "NAME(args)": the bracket touches the name */
		if (is(r, k, "(") && !token(r, k)->gap)
			k = group_end(r, k);
		return k;
	}
	return i + 1 + is_word(r, i + 1);
}

static size_t read_token(struct reader *r, size_t i)
{
	const struct tok *t = token(r, i);
	const struct frame *in =
		r->n_frames ? &r->frames[r->n_frames - 1] : NULL;

	if (t->first && is(r, i, "#"))
		return read_directive(r, i);
	if (is(r, i, "{")) {
		open_brace(r);
	} else if (is(r, i, "}")) {
		close_brace(r);
	} else if (is(r, i, ";")) {
		frame_deinit(&r->next);
		drop_variables(r);
	} else if (is(r, i, ".") && in && in->kind == VALUES && i &&
		   (is(r, i - 1, "{") || is(r, i - 1, ",")) &&
		   is_word(r, i + 1)) {
		return read_designator(r, i);
	}
	if (!is_word(r, i))
		return i + 1;
	if (t->n > 7 && !memcmp(t->p, "CONFIG_", 7))
		add_use(r, USE_CONFIG, i, xstrndup(t->p + 7, t->n - 7));
	if (is(r, i, "struct") && is_word(r, i + 1))
		return read_struct(r, i);
	if (is(r, i + 1, "(") && is_call(r, i))
		add_use(r, USE_CALL, i, token_text(r, i))->args =
			count_args(r, i + 1);
	if ((is(r, i + 1, ".") && is_word(r, i + 2)) ||
	    (is_arrow(r, i + 1) && is_word(r, i + 3)))
		return read_access(r, i);
	if (declares(r, i))
		add_variable(r, i, NULL);
	return i + 1;
}

void uses_read(const char *text, size_t len, struct uses *uses)
{
	struct reader r = {
		.t = tokens_and_directives(text, len),
		.out = uses,
		.counted = text,
		.line = 1,
	};

	r.ends = group_ends(&r.t);
	for (size_t i = 0; i < r.t.n;)
		i = read_token(&r, i);
	frame_deinit(&r.next);
	while (r.n_frames)
		close_brace(&r);
	for (size_t i = 0; i < r.n_variables; i++)
		free(r.variables[i].tag);
	free(r.variables);
	tdestroy(r.names, free);
	free(r.frames);
	free(r.ends);
	toks_deinit(&r.t);
}

void makefile_uses(const char *text, size_t len, struct uses *uses)
{
	static const char prefix[] = "CONFIG_";
	const char *line;
	size_t at = 0, n;

	for (int number = 1; next_line(text, len, &at, &line, &n); number++) {
		const char *end = line + strcspn(line, "#\n"), *p = line;

		while ((p = memmem(p, (size_t)(end - p), prefix,
				   strlen(prefix)))) {
			p += strlen(prefix);
			struct use *u = array_add(uses->v, uses->n);
			size_t name = 0;

			while (ident_char(p[name]))
				name++;
			u->kind = USE_CONFIG;
			u->line = number;
			u->name = xstrndup(p, name);
		}
	}
}

/* Is @word one of those behind the "=" of a line? */
static bool line_lists(const char *line, size_t n, const char *word)
{
	const char *eq = memchr(line, '=', n);
	size_t len = strlen(word);

	for (const char *p = eq ? eq + 1 : line + n; p < line + n; p++)
		if (strchr(" \t=", p[-1]) && (size_t)(line + n - p) >= len &&
		    !memcmp(p, word, len) && strchr(" \t\r\n", p[len]))
			return true;
	return false;
}

char *makefile_symbol(const char *text, size_t len, const char *object)
{
	static const char head[] = "obj-$(CONFIG_";
	_cleanup_free_ char *found = NULL;
	const char *line;
	size_t at = 0, n;

	while (next_line(text, len, &at, &line, &n)) {
		const char *dash = memchr(line, '-', n);
		char *symbol = NULL;

		if (!dash || !line_lists(line, n, object))
			continue;
		if (starts_with(line, head)) {
			symbol = xstrndup(line + strlen(head),
					  strcspn(line + strlen(head), ")\n"));
		}
		if (!symbol || (found && strcmp(found, symbol))) {
			free(symbol);
			return NULL;
		}
		free(found);
		found = symbol;
	}
	return take_ptr(found);
}

void use_deinit(struct use *u)
{
	free(u->name);
	free(u->member);
	free(u->value);
	*u = (struct use){ 0 };
}

void uses_deinit(struct uses *uses)
{
	for (size_t i = 0; i < uses->n; i++)
		use_deinit(&uses->v[i]);
	free(uses->v);
	*uses = (struct uses){ 0 };
}
