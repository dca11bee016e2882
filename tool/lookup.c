/* SPDX-License-Identifier: GPL-2.0-only */
#include "lookup.h"

#include <stdint.h>
#include <string.h>

#include "ask.h"
#include "brackets.h"
#include "ctype.h"

void wanted_init(struct wanted *w, const struct use *use)
{
	*w = (struct wanted){ .use = use, .name = xstrdup(use->name),
			      .again = SIZE_MAX };
	w->member = use->member ? xstrdup(use->member) : NULL;
}

void wanted_deinit(struct wanted *w)
{
	free(w->name);
	free(w->member);
	free(w->reason);
	free(w->where);
}

/* The declarations of a file, or NULL: they have to be read, or cannot be. */
static const struct decls *declarations(struct lookup *l,
					const struct header *h)
{
	const struct decls *d = decls_of(l->reader, h->blob);

	if (!d) {
		*array_add(l->need->v, l->need->n) = h->blob;
		l->waiting = true;
	} else if (d->error) {
		fail(&l->broken, "%s: its declarations cannot be read: %s",
		     h->path, d->error);
		return NULL;
	}
	return d;
}

/*
 * May the header declare it? Most do not so much as have the word, and only
 * the others are given to ctags.
 */
static bool may_declare(const struct blob *b, const struct wanted *w)
{
	long at = -1;

	if (!blob_may_have(b, w->name))
		return false;
	while ((at = find_word(b->text, (size_t)(at + 1), b->len, w->name)) >=
	       0) {
		const char *p = b->text + at + strlen(w->name);
		const char *before = b->text + at;

		p += strspn(p, " \t\n");
		/* "name)": made by a macro, which leaves it unclear */
		if (strchr(w->use->kind == USE_CALL ? "()" : "{", *p) && *p)
			return true;
		while (before > b->text && strchr(" \t", before[-1]))
			before--;
		if (w->use->kind == USE_CALL && before - b->text >= 6 &&
		    !memcmp(before - 6, "define", 6))
			return true;
		/* "struct tag" and its brace with an annotation between */
		if (w->use->kind != USE_CALL && *p == '_')
			return true;
	}
	return false;
}

static void give_reason(struct wanted *w, enum rank rank,
			const struct header *where, char *reason)
{
	if (rank <= w->rank) {
		free(reason);
		return;
	}
	free(w->reason);
	free(w->where);
	w->reason = reason;
	w->where = xstrdup(where->path);
	w->rank = rank;
}

/* "sets .remove of struct platform_driver", "calls of_node_put()", ... */
static char *what_is_used(const struct use *u)
{
	if (u->kind == USE_CALL)
		return xasprintf("calls %s()", u->name);
	if (u->kind == USE_STRUCT)
		return xasprintf("has a struct %s", u->name);
	return xasprintf("%s %s of struct %s", u->value ? "sets" : "uses",
			 u->member, u->name);
}

/* Can a declaration in this line be seen on the architecture? */
static bool visible(struct scope *s, size_t i, int line,
		    struct kconfig *kconfig, struct wanted *w)
{
	const struct header *h = &s->v[i];
	_cleanup_free_ char *own = NULL;
	const char *conditions = blob_conditions(h->blob, line, &own);

	if (*conditions && !kconfig_can_hold(kconfig, conditions)) {
		_cleanup_free_ char *what = what_is_used(w->use);

		give_reason(w, SURE, h, xasprintf("%s, which %s:%d declares under #if %s alone, and %s cannot have that",
					       what, h->path, line, conditions,
					       s->arch));
		return false;
	}
	if (!scope_reaches(s, i, kconfig)) {
		if (w->again > i)
			w->again = i;
		_cleanup_free_ char *what = what_is_used(w->use);

		give_reason(w, NEAR, h, xasprintf("%s, which %s:%d declares, but it includes that under an #if that %s cannot meet",
					       what, h->path, line, s->arch));
		return false;
	}
	return true;
}

/* Does a signature "(a, b, ...)" take so many arguments? */
static bool takes(const struct decl *v, int args)
{
	int params = count_params(v->signature);

	if (!*v->signature) /* a macro that stands for a name */
		return true;
	if (strstr(v->signature, "..."))
		return args >= params - 1;
	/* "m()" has no argument, or an empty one */
	return args == params ||
	       (v->kind == DECL_MACRO && params == 1 && !args);
}

static bool find_call(struct scope *s, size_t i, const struct decls *d,
		      struct kconfig *kconfig, struct wanted *w)
{
	const struct header *h = &s->v[i];
	int line = 0;

	for (size_t k = 0; k < d->n; k++) {
		const struct decl *v = &d->v[k];

		if ((v->kind != DECL_PROTOTYPE && v->kind != DECL_FUNCTION &&
		     v->kind != DECL_MACRO) || strcmp(v->name, w->name))
			continue;
		line = v->line;
		if (!takes(v, w->use->args)) {
			_cleanup_free_ char *has =
				declaration_text(h->blob, v);

			give_reason(w, SURE, h, xasprintf("calls %s() with %d argument%s, but %s:%d has \"%s\"",
							  w->name,
							  w->use->args,
							  w->use->args == 1 ? "" : "s",
							  h->path, v->line,
							  has));
		} else if (visible(s, i, v->line, kconfig, w))
			return true;
	}
	if (!line && ask_function(d, h->blob, w->name, &line) == UNCLEAR)
		give_reason(w, NEAR, h, xasprintf("calls %s(), and it is not clear whether %s:%d declares it",
					       w->name, h->path, line));
	return false;
}

/*
 * Does what is put into the member fit? Only functions are looked at, and not
 * while the path goes on into the member.
 */
static bool fits(const struct scope *s, const struct decls *mine, size_t i,
		 const struct decl *member, struct wanted *w)
{
	const struct use *u = w->use;
	bool last = u->value && !strchr(w->member, '.');

	for (size_t k = 0; last && k < mine->n; k++) {
		const struct decl *v = &mine->v[k];

		if ((v->kind != DECL_FUNCTION && v->kind != DECL_PROTOTYPE) ||
		    strcmp(v->name, u->value))
			continue;
		_cleanup_free_ char *want =
			declaration_text(s->v[i].blob, member);
		_cleanup_free_ char *have = declaration_text(s->v[0].blob, v);

		if (same_callback(want, have) != NO)
			return true;
		give_reason(w, SURE, &s->v[i], xasprintf("sets .%s of struct %s to \"%s\", but %s:%d has \"%s\"",
					       u->member, u->name, have,
					       s->v[i].path, member->line,
					       want));
		return false;
	}
	return true;
}

/*
 * The member is there. If the path goes on into a structure of its own,
 * search that one from the start; what is no plain "struct tag" is not
 * followed.
 */
static bool follow(struct wanted *w, const struct decl *member)
{
	static const char kind[] = "struct:";
	const char *rest = strchr(w->member, '.');
	const char *tag = member->signature + strlen(kind);

	if (!rest || !starts_with(member->signature, kind) ||
	    starts_with(tag, "__anon") || tag[strcspn(tag, " *[:")])
		return true;
	char *name = xstrdup(tag), *left = xstrdup(rest + 1);

	free(w->name);
	free(w->member);
	w->name = name;
	w->member = left;
	w->next = 0;
	w->again = SIZE_MAX;
	return false;
}

/*
 * May the word at @at, of @n characters, be the name of a member? Not if it is
 * the type of one or a parameter; in the brackets of a macro it is, as in
 * "DECLARE_BITMAP(name, 8);", and in those of "(*name)".
 */
static bool may_be_member(struct brackets *b, const char *code, size_t at,
			  size_t n)
{
	size_t open;

	n += at;
	n += strspn(code + n, " \t\n");
	if (!code[n] || !strchr(";,:[)=_", code[n]))
		return false;
	return !brackets_open(b, code, at, ";{}", &open) ||
	       code[open + 1] == '*' || (open && ident_char(code[open - 1]));
}

/*
 * Inside a structure ctags takes the first arm of an #if alone, and misses
 * what a macro declares. Find the member: the word, in a line that was not
 * listed.
 */
static bool find_unlisted(struct scope *s, size_t i, const struct decls *d,
			  const struct decl *structure, char *name,
			  const struct decls *mine, struct kconfig *kconfig,
			  struct wanted *w)
{
	const struct blob *b = s->v[i].blob;
	_cleanup_free_ char *own = NULL;
	const char *code = blob_code(b, &own);
	size_t end = blob_line_start(b, structure->end + 1);
	long at = (long)blob_line_start(b, structure->line);
	_cleanup_brackets_ struct brackets open = { .at = (size_t)at };
	_cleanup_listed_ struct listed listed = listed_lines(d, name);

	while ((at = find_word(code, (size_t)at, end, name)) >= 0) {
		char nothing[] = "";
		struct decl v = {
			.kind = DECL_MEMBER,
			.line = blob_line(b, (size_t)at),
			.name = name,
			.scope = structure->name,
			.signature = nothing,
		};

		bool member = may_be_member(&open, code, (size_t)at,
					    strlen(name));

		at += (long)strlen(name);
		if (member && !listed_in(&listed, v.line) &&
		    visible(s, i, v.line, kconfig, w) &&
		    fits(s, mine, i, &v, w))
			return true;
	}
	return false;
}

static bool find_member(struct scope *s, size_t i, const struct decls *d,
			const struct decls *mine, struct kconfig *kconfig,
			struct wanted *w)
{
	const struct header *h = &s->v[i];
	_cleanup_free_ char *name =
		xstrndup(w->member, strcspn(w->member, "."));
	bool listed = false;
	int line;

	for (size_t k = 0; k < d->n; k++) {
		const struct decl *v = &d->v[k];

		if (v->kind != DECL_MEMBER || strcmp(v->name, name) ||
		    !in_structure(d, v->scope, w->name))
			continue;
		listed = true;
		if (visible(s, i, v->line, kconfig, w) &&
		    fits(s, mine, i, v, w))
			return follow(w, v);
	}
	for (size_t k = 0; k < d->n; k++)
		if (d->v[k].kind == DECL_STRUCT &&
		    !strcmp(d->v[k].name, w->name) &&
		    find_unlisted(s, i, d, &d->v[k], name, mine, kconfig, w))
			return true;
	if (listed)
		return false;
	if (ask_member(d, h->blob, w->name, name, &line) == UNCLEAR)
		give_reason(w, NEAR, h, xasprintf("uses %s of struct %s, and it is not clear whether %s:%d declares it",
						  name, w->name, h->path,
						  line));
	else if (ask_struct(d, h->blob, w->name, &line) == YES)
		give_reason(w, NEAR, h, xasprintf("%s .%s, but struct %s at %s:%d has no such member",
						  w->use->value ? "sets" : "uses",
						  w->use->member, w->name,
						  h->path, line));
	return false;
}

static bool find_struct(struct scope *s, size_t i, const struct decls *d,
			struct kconfig *kconfig, struct wanted *w)
{
	for (size_t k = 0; k < d->n; k++)
		if (d->v[k].kind == DECL_STRUCT &&
		    !strcmp(d->v[k].name, w->name) &&
		    visible(s, i, d->v[k].line, kconfig, w))
			return true;
	return false;
}

void look_again(struct wanted *w)
{
	if (w->next > w->again)
		w->next = w->again;
	w->again = SIZE_MAX;
}

void look_for(struct lookup *l, struct scope *s, struct kconfig *kconfig,
	      struct wanted *w)
{
	const struct decls *mine = declarations(l, &s->v[0]);

	while (mine && !w->found && w->next < s->n) {
		size_t i = w->next;

		if (!may_declare(s->v[i].blob, w)) {
			w->next++;
			continue;
		}
		const struct decls *d = declarations(l, &s->v[i]);

		if (!d)
			return;
		w->next++; /* before a search that may start over */
		if (w->use->kind == USE_CALL)
			w->found = find_call(s, i, d, kconfig, w);
		else if (w->use->kind == USE_MEMBER)
			w->found = find_member(s, i, d, mine, kconfig, w);
		else
			w->found = find_struct(s, i, d, kconfig, w);
	}
}
