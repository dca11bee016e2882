/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctoken.h"

#include <string.h>

void toks_deinit(struct toks *t)
{
	free(t->v);
}

bool tok_is(const struct tok *t, const char *s)
{
	return t->n == strlen(s) && !memcmp(t->p, s, t->n);
}

bool tok_in(const struct tok *t, const char *const *list)
{
	for (; *list; list++)
		if (tok_is(t, *list))
			return true;
	return false;
}

bool tok_is_word(const struct tok *t)
{
	return ident_start(*t->p);
}

const struct tok *tok_peek(const struct toks *t, size_t ahead)
{
	static const struct tok none = { .p = "" };

	return t->at + ahead < t->n ? &t->v[t->at + ahead] : &none;
}

bool tok_take(struct toks *t, const char *s)
{
	if (!tok_is(tok_peek(t, 0), s))
		return false;
	t->at++;
	return true;
}

/* Behind the line break at which the line ends, those joined to it included. */
static size_t line_end(const char *s, size_t i, size_t len)
{
	const char *end;

	do {
		end = memchr(s + i, '\n', len - i);
		i = end ? (size_t)(end - s) + 1 : len;
	} while (end && end > s && end[-1] == '\\');
	return i;
}

/* From a quote to behind the one that closes it, or to the end of its line. */
static size_t literal_end(const char *s, size_t i, size_t len)
{
	size_t at = i + 1;

	while (at < len && s[at] != s[i] && s[at] != '\n')
		at += s[at] == '\\' && at + 1 < len ? 2 : 1;
	return at < len && s[at] == s[i] ? at + 1 : at;
}

/* Behind the line break that ends a directive: a comment may have others. */
static size_t directive_end(const char *s, size_t i, size_t len)
{
	while (i < len && s[i] != '\n') {
		bool comment = s[i] == '/' && i + 1 < len && s[i + 1] == '*';
		const char *end;

		if (comment) {
			end = memmem(s + i + 2, len - i - 2, "*/", 2);
			i = end ? (size_t)(end - s) + 2 : len;
		} else if (s[i] == '/' && i + 1 < len && s[i + 1] == '/') {
			return line_end(s, i, len);
		} else if (s[i] == '"' || s[i] == '\'') {
			i = literal_end(s, i, len);
		} else {
			/* it joins lines, and shields nothing else here */
			i += s[i] == '\\' && i + 1 < len && s[i + 1] == '\n'
				     ? 2
				     : 1;
		}
	}
	return i < len ? i + 1 : len;
}

/*
 * Behind white space, comments and, unless they are kept, directives; was one
 * of those there? *line: a line has begun.
 */
static size_t skip_blank(const char *s, size_t i, size_t len, bool keep,
			 bool *line, bool *directive)
{
	while (i < len) {
		const char *end;

		if (s[i] == '\n' && !(i && s[i - 1] == '\\'))
			*line = true;
		if (strchr(" \t\r\n\f\\", s[i])) {
			i++;
		} else if (i + 1 < len && s[i] == '/' && s[i + 1] == '*') {
			end = memmem(s + i + 2, len - i - 2, "*/", 2);
			i = end ? (size_t)(end - s) + 2 : len;
		} else if ((i + 1 < len && s[i] == '/' && s[i + 1] == '/') ||
			   (s[i] == '#' && *line && !keep)) {
			*directive |= s[i] == '#';
			i = s[i] == '#' ? directive_end(s, i, len)
					: line_end(s, i, len);
			*line = true;
		} else {
			break;
		}
	}
	return i;
}

static size_t token_end(const char *s, size_t i, size_t len)
{
	size_t at = i + 1;

	if (ident_char(s[i])) {
		while (at < len && ident_char(s[at]))
			at++;
	} else if (s[i] == '"' || s[i] == '\'') {
		at = literal_end(s, i, len);
	} else if (i + 3 <= len && !memcmp(s + i, "...", 3)) {
		at = i + 3;
	}
	return at;
}

static struct toks split(const char *s, size_t len, bool keep)
{
	struct toks out = { 0 };
	bool line = true;

	for (size_t i = 0;;) {
		bool directive = false;
		size_t from = skip_blank(s, i, len, keep, &line, &directive);

		if (from >= len)
			return out;
		struct tok *t = array_add(out.v, out.n);

		t->gap = from > i;
		t->directive = directive;
		t->first = line;
		line = false;
		i = token_end(s, from, len);
		t->p = s + from;
		t->n = i - from;
	}
}

struct toks tokens(const char *s, size_t len)
{
	return split(s, len, false);
}

struct toks tokens_and_directives(const char *s, size_t len)
{
	return split(s, len, true);
}

char *tok_spell(const struct tok *v, size_t n)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct tok *a = i ? &v[i - 1] : NULL;

		if (a && ((ident_char(a->p[a->n - 1]) &&
			   (ident_char(*v[i].p) || strchr("*{\"", *v[i].p))) ||
			  strchr(",;{}", *a->p) || *v[i].p == '}'))
			buf_putc(&out, ' ');
		buf_add(&out, v[i].p, v[i].n);
	}
	return buf_steal(&out);
}

size_t tok_group_end(const struct toks *t, size_t at)
{
	int depth = 0;

	for (; at < t->n; at++) {
		if (t->v[at].n == 1 && strchr("([{", *t->v[at].p))
			depth++;
		else if (t->v[at].n == 1 && strchr(")]}", *t->v[at].p) &&
			 !--depth)
			return at + 1;
	}
	return at;
}

static const char *const annotations[] = {
	"extern", "static", "inline", "__inline", "__inline__",
	"__always_inline", "register", "asmlinkage", "notrace", "noinline",
	"__init", "__exit", "__initdata", "__exitdata", "__ref", "__refdata",
	"__cpuinit", "__devinit", "__devexit", "__must_check", "__user",
	"__iomem", "__percpu", "__rcu", "__force", "__bitwise", "__pure",
	"__attribute_const__", "__cold", "__weak", "__used", "__unused",
	"__always_unused", "__maybe_unused", "__malloc", "__deprecated",
	"__read_mostly", "__ro_after_init", "__packed", "__sched",
	"__randomize_layout", "__no_randomize_layout", "__noreturn",
	"__visible", "__private", "__nonstring", "__kprobes",
	"__latent_entropy",
	"__cacheline_aligned", "____cacheline_aligned", "__meminit",
	"____cacheline_aligned_in_smp", "noinline_for_stack", "__extension__",
	"__restrict", "__restrict__", "restrict", NULL,
};

/* These take their arguments with them. */
static const char *const annotations_with[] = {
	"__attribute__", "__attribute", "__aligned", "__printf", "__scanf",
	"__counted_by", "__counted_by_le", "__counted_by_be", "__sized_by",
	"__acquires", "__releases", "__must_hold", "__alloc_size",
	"__section", "__cond_acquires", "__assume_aligned", "__alias",
	"__diagnose_as", "__no_sanitize", "__no_sanitize_address",
	"__deprecated_msg", "__cleanup", "_Alignas", "__guarded_by", NULL,
};

void tok_drop_annotations(struct toks *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n;) {
		if (tok_in(&t->v[i], annotations)) {
			i++;
		} else if (tok_in(&t->v[i], annotations_with)) {
			bool group = i + 1 < t->n && tok_is(&t->v[i + 1], "(");

			i = group ? tok_group_end(t, i + 1) : i + 1;
		} else {
			t->v[n++] = t->v[i++];
		}
	}
	t->n = n;
}

bool tok_annotates(const struct tok *t)
{
	return tok_in(t, annotations_with);
}
