/* SPDX-License-Identifier: GPL-2.0-only */
#include "makers.h"

#include <string.h>

#include "brackets.h"
#include "ctoken.h"

/* More of each are in no macro that declares something. */
#define MAX_PARTS 8
#define MAX_PARAMS 16
#define MAX_DEPTH 8
/*
 * Ways to take a name apart, all macros together, where much text counts for some
 * (a long macro, a large header that is searched again). A driver of
 * 1,900 lines, in a kernel that lacks much of what it uses, has 1,977.
 */
#define MAX_STEPS 100000

/* A part of the name that is looked for; p NULL: anything will do. */
struct span {
	const char *p;
	size_t n;
};

/* What the arguments of a macro have to be. */
struct wish {
	struct span v[MAX_PARAMS];
};

/* "#define NAME(a, b) body", taken apart. */
struct define {
	struct toks t;
	size_t name, body; /* tokens */
	size_t params[MAX_PARAMS], n;
	size_t header, at, end; /* offsets of its text */
};

/* "a##b##c" in one: its parts are tokens. */
struct chain {
	size_t v[MAX_PARTS], n;
	size_t end; /* the token behind it */
};

/* "NAME(a, b)" in the code of a header. */
struct usage_of {
	struct span v[MAX_PARAMS];
	size_t n, end; /* end: behind its bracket */
};

/* Where a word stands in the code of the headers. */
struct sites {
	char *word;
	struct site {
		size_t header, at;
	} *v;
	size_t n;
};

struct hunt {
	struct scope *s;
	struct kconfig *kconfig;
	const char *name;
	bool structure;
	char **code; /* of each header, when it was asked for */
	size_t n;
	struct sites **sites; /* of each macro that was asked for */
	size_t n_sites;
	struct made *made;
	int steps;
};

/* Has it been tried in so many ways that the answer is left open? */
static bool is_over(const struct hunt *h)
{
	return h->steps > MAX_STEPS || stop_signal;
}

static const char *code_of(struct hunt *h, size_t i)
{
	return blob_code(h->s->v[i].blob, &h->code[i]);
}

/* The line around @at, with those that a backslash joins to it. */
static void whole_line(const char *s, size_t len, size_t at, size_t *from,
		       size_t *to)
{
	while (at && (s[at - 1] != '\n' || (at > 1 && s[at - 2] == '\\')))
		at--;
	*from = at;
	do {
		const char *end = memchr(s + at, '\n', len - at);

		at = end ? (size_t)(end - s) + 1 : len;
	} while (at < len && at > 1 && s[at - 2] == '\\');
	*to = at;
}

static void define_deinit(struct define *d)
{
	toks_deinit(&d->t);
}

/* Read the definition of a macro with parameters around @at, if it is one. */
static bool read_define(struct hunt *h, size_t header, size_t at,
			struct define *d)
{
	const char *text = h->s->v[header].blob->text;

	*d = (struct define){ .header = header, .name = 2 };
	whole_line(text, h->s->v[header].blob->len, at, &d->at, &d->end);
	h->steps += (int)((d->end - d->at) >> 12);
	at = d->at + strspn(text + d->at, " \t");
	/* a comment may have such a line, too */
	if (code_of(h, header)[at] != '#')
		return false;
	d->t = tokens_and_directives(text + at, d->end - at);
	const struct toks *t = &d->t;

	if (t->n < 5 || !tok_is(&t->v[1], "define") || !tok_is(&t->v[3], "(") ||
	    t->v[3].gap)
		return false;
	d->body = tok_group_end(t, 3);
	for (size_t i = 4; i + 1 < d->body && d->n < MAX_PARAMS; i++)
		if (tok_is_word(&t->v[i]))
			d->params[d->n++] = i;
	return true;
}

static bool same_token(const struct tok *a, const struct tok *b)
{
	return a->n == b->n && !memcmp(a->p, b->p, a->n);
}

/* Which parameter is this token? MAX_PARAMS: none. */
static size_t param_of(const struct define *d, const struct tok *t)
{
	for (size_t i = 0; i < d->n; i++)
		if (same_token(&d->t.v[d->params[i]], t))
			return i;
	return MAX_PARAMS;
}

static struct chain read_chain(const struct toks *t, size_t i)
{
	struct chain c = { .end = i };

	while (c.n < MAX_PARTS && c.end < t->n && ident_char(*t->v[c.end].p)) {
		c.v[c.n++] = c.end++;
		if (c.end + 2 >= t->n || !tok_is(&t->v[c.end], "#") ||
		    !tok_is(&t->v[c.end + 1], "#"))
			break;
		c.end += 2;
	}
	return c;
}

static bool is_made(struct hunt *h, const struct tok *macro,
		    const struct wish *wish, int depth);

/* What is left to be matched: the arguments of a use inside of a macro. */
struct matching {
	struct hunt *h;
	const struct define *in; /* the macro whose text it is */
	const struct usage_of *use; /* NULL: what the macro declares */
	const struct wish *want; /* of the arguments of @use */
	int depth;
};

static bool match_argument(const struct matching *m, size_t argument,
			   const struct wish *wish);

/* Match the parts of a chain from @k on, then the arguments that follow. */
static bool match_parts(const struct matching *m, const struct toks *t,
			const struct chain *c, size_t k, struct span rest,
			size_t argument, const struct wish *wish)
{
	m->h->steps++;
	if (is_over(m->h))
		return false;
	if (k == c->n)
		return !rest.n && match_argument(m, argument + 1, wish);
	const struct tok *part = &t->v[c->v[k]];
	size_t param = param_of(m->in, part);

	if (param == MAX_PARAMS)
		return part->n <= rest.n && !memcmp(part->p, rest.p, part->n) &&
		       match_parts(m, t, c, k + 1,
				   (struct span){ rest.p + part->n,
						  rest.n - part->n },
				   argument, wish);
	for (size_t n = 0; n <= rest.n; n++) {
		struct wish more = *wish;
		struct span *have = &more.v[param];

		if (have->p && (have->n != n || memcmp(have->p, rest.p, n)))
			continue;
		*have = (struct span){ rest.p, n };
		if (match_parts(m, t, c, k + 1,
				(struct span){ rest.p + n, rest.n - n },
				argument, &more))
			return true;
	}
	return false;
}

static bool match_argument(const struct matching *m, size_t argument,
			   const struct wish *wish)
{
	while (m->use && argument < MAX_PARAMS && !m->want->v[argument].p)
		argument++;
	if (!m->use || argument == MAX_PARAMS)
		return is_made(m->h, &m->in->t.v[m->in->name], wish,
			       m->depth + 1);
	if (argument >= m->use->n)
		return false;
	_cleanup_toks_ struct toks t = tokens(m->use->v[argument].p,
					      m->use->v[argument].n);
	struct chain c = read_chain(&t, 0);

	return c.end == t.n && match_parts(m, &t, &c, 0, m->want->v[argument],
					   argument, wish);
}

static struct span trimmed(const char *p, size_t n)
{
	while (n && strchr(" \t\n\r\\", *p)) {
		p++;
		n--;
	}
	while (n && strchr(" \t\n\r\\", p[n - 1]))
		n--;
	return (struct span){ p, n };
}

/* "(a, b)" at @at of a code. */
static bool read_use(const char *code, size_t len, size_t at,
		     struct usage_of *u)
{
	size_t from = at + 1;
	int depth = 0;

	*u = (struct usage_of){ 0 };
	for (; at < len; at++) {
		depth += code[at] == '(';
		depth -= code[at] == ')';
		if ((depth == 1 && code[at] == ',') || !depth) {
			u->end = at + 1;
			if (u->n == MAX_PARAMS)
				return false;
			u->v[u->n++] = trimmed(code + from, at - from);
			from = at + 1;
		}
		if (!depth)
			return true;
	}
	u->end = at;
	return false;
}

/* Does the line count, and is there a way to it? */
static bool counts(struct hunt *h, size_t header, size_t at)
{
	const struct blob *b = h->s->v[header].blob;
	int line = blob_line(b, at);
	_cleanup_free_ char *own = NULL;
	const char *conditions = blob_conditions(b, line, &own);

	return (!*conditions || kconfig_can_hold(h->kconfig, conditions)) &&
	       scope_reaches(h->s, header, h->kconfig);
}

/* A use outside of all macros, to which the name owes its being. */
static bool is_origin(struct hunt *h, size_t header, size_t at,
		      const struct usage_of *u, const struct wish *wish)
{
	const char *code = code_of(h, header);
	size_t open = u->end + strspn(code + u->end, " \t\n\r");

	for (size_t i = 0; i < MAX_PARAMS; i++)
		if (wish->v[i].p &&
		    (i >= u->n || u->v[i].n != wish->v[i].n ||
		     memcmp(u->v[i].p, wish->v[i].p, wish->v[i].n)))
			return false;
	/* the head of a structure wants its members behind it */
	if (h->structure && !h->made->body && code[open] != '{')
		return false;
	if (!counts(h, header, at))
		return false;
	if (h->structure && !h->made->body) {
		const char *end = strstr(code + open, "\n}");

		h->made->body = h->s->v[header].blob->text + open;
		h->made->len = end ? (size_t)(end - code) - open : 1;
	}
	h->made->path = h->s->v[header].path;
	h->made->line = blob_line(h->s->v[header].blob, at);
	return true;
}

/* All at once, as a name can be cut into parts in many ways. */
static const struct sites *sites_of(struct hunt *h, const struct tok *word)
{
	for (size_t i = 0; i < h->n_sites; i++)
		if (tok_is(word, h->sites[i]->word))
			return h->sites[i];
	struct sites *s = xcalloc(1, sizeof(*s));

	*array_add(h->sites, h->n_sites) = s;
	s->word = xstrndup(word->p, word->n);
	for (size_t i = 0; i < h->n; i++) {
		const struct blob *b = h->s->v[i].blob;
		long at = -1;

		if (!blob_may_have(b, s->word))
			continue;
		while ((at = find_word(code_of(h, i), (size_t)(at + 1), b->len,
				       s->word)) >= 0)
			*array_add(s->v, s->n) =
				(struct site){ i, (size_t)at };
	}
	return s;
}

/* Does this use of @macro, if it is one, have such arguments? */
static bool is_made_at(struct hunt *h, const struct tok *macro,
		       const struct site *site, const struct wish *wish,
		       int depth)
{
	_cleanup_(define_deinit) struct define d = { 0 };
	const char *code = code_of(h, site->header);
	size_t open = site->at + macro->n;
	struct usage_of u;

	open += strspn(code + open, " \t");
	if (code[open] != '(')
		return false;
	bool is = read_use(code, h->s->v[site->header].blob->len, open, &u);

	h->steps += (int)((u.end - open) >> 12);
	if (!is)
		return false;
	if (!read_define(h, site->header, site->at, &d))
		return code[d.at + strspn(code + d.at, " \t")] != '#' &&
		       is_origin(h, site->header, site->at, &u, wish);
	struct matching m = { h, &d, &u, wish, depth };

	return !same_token(&d.t.v[d.name], macro) &&
	       counts(h, site->header, d.at) &&
	       match_argument(&m, 0, &(struct wish){ 0 });
}

/* Is @macro used somewhere with such arguments? */
static bool is_made(struct hunt *h, const struct tok *macro,
		    const struct wish *wish, int depth)
{
	if (depth > MAX_DEPTH || is_over(h))
		return false;
	const struct sites *sites = sites_of(h, macro);

	for (size_t i = 0; i < sites->n && !is_over(h); i++, h->steps++)
		if (is_made_at(h, macro, &sites->v[i], wish, depth))
			return true;
	return false;
}

/* How many parameters "(...)" at @i declares; -1: a macro tells that. */
static int count_declared(const struct define *d, size_t i)
{
	size_t end = tok_group_end(&d->t, i);
	int n = end - i > 2;

	for (size_t k = i + 1; k + 1 < end; k++) {
		const struct tok *t = &d->t.v[k];
		bool alone = strchr("(,", *t[-1].p) && strchr("),", *t[1].p);

		if (tok_is(t, "...") || tok_is(t, "__VA_ARGS__") ||
		    (alone && param_of(d, t) < MAX_PARAMS))
			return -1;
		if (alone && tok_is(t, "void") && end - i == 3)
			return 0;
		if (tok_is(t, "(") || tok_is(t, "[")) {
			if (tok_is(t, "(") && tok_is_word(&t[-1]))
				return -1; /* a macro's arguments, perhaps */
			k = tok_group_end(&d->t, k) - 1;
		}
		n += tok_is(t, ",");
	}
	return n;
}

/* Does the text of the macro declare what it makes of the chain at @i? */
static bool declares(struct hunt *h, const struct define *d, size_t i,
		     const struct chain *c)
{
	static const char *const no_types[] = { "return", "else", "do", "case",
						"goto", "sizeof", NULL };
	const struct toks *t = &d->t;
	const struct tok *before = &t->v[i - 1];

	h->made->body = NULL;
	if (h->structure) {
		if (!tok_is(before, "struct") &&
		    !(tok_is_word(before) && tok_is(before - 1, "struct")))
			return false;
		if (c->end < t->n && !tok_is(&t->v[c->end], "{"))
			return false;
		if (c->end < t->n) {
			h->made->body = h->s->v[d->header].blob->text + d->at;
			h->made->len = d->end - d->at;
		}
		return true;
	}
	if (tok_is(before, "*"))
		before--;
	if (i <= d->body || !tok_is_word(before) || tok_in(before, no_types) ||
	    c->end >= t->n || !tok_is(&t->v[c->end], "("))
		return false;
	h->made->args = count_declared(d, c->end);
	return true;
}

/* Does this macro declare the name, where it is used as it should? */
static bool makes(struct hunt *h, const struct define *d, size_t least)
{
	for (size_t i = d->body + 1; i < d->t.n; i++) {
		struct chain c = read_chain(&d->t, i);
		struct matching m = { .h = h, .in = d };

		if (c.n < least || !declares(h, d, i, &c))
			continue;
		if (counts(h, d->header, d->at) &&
		    match_parts(&m, &d->t, &c, 0,
				(struct span){ h->name, strlen(h->name) }, 0,
				&(struct wish){ 0 }))
			return true;
		i = c.end - 1;
	}
	return false;
}

/*
 * Can what is pasted at @p be the name in a declaration? A bracket follows that,
 * and most that is pasted has none: its macro need not be taken apart.
 */
static bool may_declare(const struct hunt *h, const struct blob *b,
			const char *p)
{
	static const char joints[] = "# \t\\\n";

	while (p < b->text + b->len && (ident_char(*p) || *p == '#')) {
		p += strspn(p, joints);
		while (ident_char(*p))
			p++;
		const char *next = p + strspn(p, joints);

		if (next[0] == '#' || (next > p && next[-1] == '#'))
			p = next;
		else
			return h->structure || *next == '(';
	}
	return h->structure;
}

/* Macros with "##" in their text. */
static bool is_pasted(struct hunt *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct blob *b = h->s->v[i].blob;
		const char *p = b->text;

		while ((p = memmem(p, (size_t)(b->text + b->len - p), "##",
				   2))) {
			_cleanup_(define_deinit) struct define d = { 0 };

			if (!may_declare(h, b, p)) {
				p += 2;
				continue;
			}
			bool is = read_define(h, i, (size_t)(p - b->text), &d);

			if (is && makes(h, &d, 2))
				return true;
			p = d.end > (size_t)(p - b->text) ? b->text + d.end
							  : p + 2;
		}
	}
	return false;
}

/* The macro in whose brackets @at is, behind where was asked before; or "". */
static struct span macro_around(struct brackets *b, const char *code, size_t at)
{
	struct span name = { .p = "" };

	if (!brackets_open(b, code, at, ";{}#", &at))
		return name;
	while (at && strchr(" \t", code[at - 1]))
		at--;
	for (name.p = code + at; at && ident_char(code[at - 1]); at--) {
		name.p--;
		name.n++;
	}
	return name;
}

/* Look at each definition of a macro. */
static bool macro_makes(struct hunt *h, const char *macro)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct blob *b = h->s->v[i].blob;
		long at = -1;

		if (!blob_may_have(b, macro))
			continue;
		h->steps += (int)(b->len >> 14);
		while (!is_over(h) && (at = find_word(b->text, (size_t)(at + 1),
						     b->len, macro)) >= 0) {
			_cleanup_(define_deinit) struct define d = { 0 };

			if (read_define(h, i, (size_t)at, &d) &&
			    tok_is(&d.t.v[d.name], macro) && makes(h, &d, 1))
				return true;
		}
	}
	return false;
}

/* Macros to which the whole name is handed. */
static bool is_handed(struct hunt *h)
{
	_cleanup_set_ struct set tried = { 0 };

	for (size_t i = 0; i < h->n; i++) {
		const struct blob *b = h->s->v[i].blob;
		long at = -1;

		if (!blob_may_have(b, h->name))
			continue;
		_cleanup_brackets_ struct brackets open = { 0 };
		const char *code = code_of(h, i);

		while (!is_over(h) &&
		       (at = find_word(code, (size_t)(at + 1), b->len,
				       h->name)) >= 0) {
			struct span around =
				macro_around(&open, code, (size_t)at);
			_cleanup_free_ char *macro =
				xstrndup(around.p, around.n);

			if (*macro && set_add(&tried, macro) &&
			    macro_makes(h, macro))
				return true;
		}
	}
	return false;
}

enum answer made_by_macro(struct scope *s, struct kconfig *kconfig,
			  const char *name, bool structure, struct made *made)
{
	struct hunt h = {
		.s = s,
		.kconfig = kconfig,
		.name = name,
		.structure = structure,
		.code = xcalloc(s->n, sizeof(*h.code)),
		.n = s->n,
		.made = made,
	};

	*made = (struct made){ .args = -1 };
	bool is = is_pasted(&h) || is_handed(&h);

	for (size_t i = 0; i < h.n; i++)
		free(h.code[i]);
	free(h.code);
	for (size_t i = 0; i < h.n_sites; i++) {
		free(h.sites[i]->word);
		free(h.sites[i]->v);
		free(h.sites[i]);
	}
	free(h.sites);
	return is ? YES : is_over(&h) ? UNCLEAR : NO;
}
