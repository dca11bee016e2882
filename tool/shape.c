/* SPDX-License-Identifier: GPL-2.0-only */
#include "shape.h"

#include <search.h>
#include <string.h>

#include "ctext.h"
#include "ctype.h"
#include "dir.h"
#include "gitdiff.h"

void shapes_deinit(struct shapes *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].path);
		free(s->v[i].subject);
		strings_deinit(&s->v[i].lines);
	}
	free(s->v);
	*s = (struct shapes){ 0 };
}

const struct shape *shapes_find(const struct shapes *s, const char *subject)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->v[i].subject, subject))
			return &s->v[i];
	return NULL;
}

static bool asks(const struct probe *p, const char *question)
{
	size_t n = strlen(question);

	return !strncmp(p->ask, question, n) && strchr(" \t", p->ask[n]);
}

static bool asks_of_structure(const struct probe *p)
{
	return asks(p, "member") || asks(p, "struct") || asks(p, "returns");
}

char *probe_subject(const struct probe *p)
{
	const char *first = p->words.n ? p->words.v[0] : "";

	if (asks_of_structure(p))
		return xasprintf("struct %s", first);
	if (asks(p, "body"))
		return xasprintf("%s with %s", first, p->words.v[1]);
	if (asks(p, "line"))
		return xasprintf("line %s", first);
	if (asks(p, "file")) /* several paths are one question */
		return xasprintf("file %s", p->paths.v[0]);
	return xstrdup(first);
}

static void add_once(struct strings *to, const char *line)
{
	if (*line && !strings_has(to, line))
		strings_add(to, line);
}

static void add_lines(struct strings *to, const char *text)
{
	const char *p;
	size_t at = 0, len;

	while (next_text_line(text, &at, &p, &len)) {
		_cleanup_free_ char *line = xstrndup(p, len);

		add_once(to, line);
	}
}

/* What one file declares by the name that a probe asks for. */
static void add_declared(struct shape *s, const struct probe *p,
			 const struct decls *d, const struct blob *b)
{
	bool record = asks_of_structure(p);
	const char *kinds = record ? "s" : asks(p, "body") ? "f" : "pfd";

	for (size_t i = 0; d && i < d->n; i++) {
		const struct decl *v = &d->v[i];

		if (!strchr(kinds, v->kind) || strcmp(v->name, p->words.v[0]))
			continue;
		_cleanup_free_ char *text = declaration_text(b, v);

		add_lines(&s->lines, text);
		if (!s->line)
			s->line = v->line;
	}
}

/* Of a file, a line or a body, what the answer rests on. */
static void add_evidence(struct shape *s, const struct probe *p,
			 const struct evidence *v)
{
	if (v->answer == NO && !v->line)
		return;
	_cleanup_free_ char *declared =
		normal_declaration(v->text, strlen(v->text));

	if (asks(p, "file"))
		add_once(&s->lines, "is there");
	else if (asks(p, "line") || (asks(p, "body") && v->answer == YES))
		add_once(&s->lines, v->text);
	else if (v->answer == UNCLEAR)
		add_once(&s->lines, declared);
	if (!s->line)
		s->line = v->line;
}

/* The first of the probe's files that has it, the answer's own before all. */
static int make_shape(const struct probe *p, struct tree *tree,
		      const struct decl_reader *reader,
		      const struct evidence *v, struct shape *s,
		      struct err *e)
{
	const struct blob *b;

	s->path = xstrdup(v->path);
	for (size_t i = 0; p->words.n && i <= p->paths.n; i++) {
		const char *path = i ? p->paths.v[i - 1] : v->path;

		if (tree_read(tree, path, &b, e) < 0)
			return -1;
		if (!b)
			continue;
		add_declared(s, p, decls_of(reader, b), b);
		if (!s->line)
			continue;
		free(s->path);
		s->path = xstrdup(path);
		break;
	}
	add_evidence(s, p, v);
	return 0;
}

int shapes_make(const struct probes *p, struct tree *tree,
		const struct decl_reader *reader,
		const struct evidence *answers, struct shapes *out,
		struct err *e)
{
	for (size_t i = 0; i < p->n; i++) {
		_cleanup_free_ char *subject = probe_subject(&p->v[i]);

		const struct shape *first = shapes_find(out, subject);

		if (first) { /* of another member, or number of parameters */
			add_evidence(&out->v[first - out->v], &p->v[i],
				     &answers[i]);
			continue;
		}
		struct shape *s = array_add(out->v, out->n);

		s->subject = take_ptr(subject);
		if (make_shape(&p->v[i], tree, reader, &answers[i], s, e))
			return -1;
	}
	return 0;
}

static void add_text(struct buf *out, const struct shape *s)
{
	buf_printf(out, "%s: %s\n", s->path, s->subject);
	for (size_t i = 0; i < s->lines.n; i++)
		buf_printf(out, "\t%s\n", s->lines.v[i]);
}

char *shapes_text(const struct shapes *s)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < s->n; i++)
		add_text(&out, &s->v[i]);
	return buf_steal(&out);
}

void shapes_read(const char *text, size_t len, struct shapes *out)
{
	const char *p;
	size_t at = 0, n;

	while (next_line(text, len, &at, &p, &n)) {
		_cleanup_free_ char *line = xstrndup(p, n);
		char *colon = strstr(line, ": ");

		if (*line == '\t' && out->n) {
			strings_add(&out->v[out->n - 1].lines, line + 1);
		} else if (colon) {
			struct shape *s = array_add(out->v, out->n);

			s->path = xstrndup(line, (size_t)(colon - line));
			s->subject = xstrdup(colon + 2);
		}
	}
}

/* --- the known ones --- */

static bool is_known(const struct known *k, const char *name)
{
	for (size_t i = 0; i < k->n; i++)
		if (!strcmp(k->v[i].name, name))
			return true;
	return false;
}

static void read_known(const char *dir, const char *name, struct known *out)
{
	_cleanup_free_ char *path =
		xasprintf("%s/%s/" DECLARATIONS, dir, name);
	_cleanup_buf_ struct buf text = { 0 };
	_cleanup_err_ struct err none = { 0 };

	/* a folder without one is no known target: that is no fault */
	if (is_known(out, name) || read_file(path, &text, &none))
		return;
	struct known_target *t = array_add(out->v, out->n);

	t->name = xstrdup(name);
	shapes_read(text.data, text.len, &t->shapes);
}

void known_read(const char *dir, const struct strings *order,
		struct known *out)
{
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_err_ struct err none = { 0 };

	/* they are for advice: the fault that it goes beside is told anyway */
	if (list_dir(dir, &names, &none) < 1)
		return;
	for (size_t i = 0; i < order->n; i++)
		if (strings_has(&names, order->v[i]))
			read_known(dir, order->v[i], out);
	for (size_t i = 0; i < names.n; i++)
		if (*names.v[i] != '.')
			read_known(dir, names.v[i], out);
}

void known_deinit(struct known *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->v[i].name);
		shapes_deinit(&k->v[i].shapes);
	}
	free(k->v);
	*k = (struct known){ 0 };
}

static size_t missing(const struct strings *of, const struct strings *in)
{
	_cleanup_set_ struct set have = { 0 };
	size_t n = 0;

	for (size_t i = 0; of->n && i < in->n; i++)
		set_add(&have, in->v[i]);
	for (size_t i = 0; i < of->n; i++)
		n += !set_has(&have, of->v[i]);
	return n;
}

static int compare_subjects(const void *a, const void *b)
{
	return strcmp(((const struct shape *)a)->subject,
		      ((const struct shape *)b)->subject);
}

static void leave(void *shape)
{
	(void)shape; /* not its own */
}

size_t shapes_distance(const struct shapes *a, const struct shapes *b,
		       const struct strings *subjects)
{
	static const struct shape nothing;
	void *first = NULL; /* of each subject */
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		xtsearch(&b->v[i], &first, compare_subjects);
	for (size_t i = 0; i < a->n; i++) {
		const struct shape *x = &a->v[i];
		void *found = tfind(x, &first, compare_subjects);
		const struct shape *y = found ? *(void **)found : &nothing;

		if (subjects && !strings_has(subjects, x->subject))
			continue;
		size_t gone = missing(&y->lines, &x->lines);
		size_t more = missing(&x->lines, &y->lines);

		/* what is not there at all is farther off than a change of it */
		n += (gone > more ? gone : more) +
		     (!x->lines.n != !y->lines.n);
	}
	tdestroy(first, leave);
	return n;
}

/* Is anything of this known? Other probes made another shape. */
static bool tells_of(const struct shapes *s, const struct strings *subjects)
{
	bool any = !subjects;

	for (size_t i = 0; subjects && i < subjects->n; i++)
		any |= !!shapes_find(s, subjects->v[i]);
	return any;
}

const struct known_target *known_nearest(const struct known *k,
					 const struct shapes *mine,
					 const struct strings *subjects)
{
	const struct known_target *best = NULL;
	size_t best_near = 0, best_all = 0;

	for (size_t i = 0; i < k->n; i++) {
		const struct shapes *s = &k->v[i].shapes;
		size_t near = shapes_distance(mine, s, subjects);
		size_t all = shapes_distance(mine, s, NULL);

		if (!tells_of(s, subjects))
			continue;
		if (best && (near > best_near ||
			     (near == best_near && all >= best_all)))
			continue;
		best = &k->v[i];
		best_near = near;
		best_all = all;
	}
	return best;
}

/* --- what differs --- */

static char *text_of(const struct shapes *s, const struct strings *subjects)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < subjects->n; i++) {
		const struct shape *one = shapes_find(s, subjects->v[i]);

		if (one)
			add_text(&out, one);
	}
	return buf_steal(&out);
}

char *shapes_difference(const struct shapes *old, const char *old_name,
			const struct shapes *new, const char *new_name,
			const struct strings *subjects)
{
	_cleanup_free_ char *a = text_of(old, subjects);
	_cleanup_free_ char *b = text_of(new, subjects);

	return diff_small(a, old_name, b, new_name);
}
