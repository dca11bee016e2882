/* SPDX-License-Identifier: GPL-2.0-only */
#include "targets.h"

#include <string.h>

#include "clean.h"

#define ARGUMENT "argument"

void targets_deinit(struct targets *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->v[i].name);
		free(t->v[i].rev);
		free(t->v[i].where);
	}
	free(t->v);
	*t = (struct targets){ 0 };
}

const struct target *targets_find(const struct targets *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->v[i].name, name))
			return &t->v[i];
	return NULL;
}

char *target_argument(const struct target *t)
{
	return strcmp(t->where, ARGUMENT)
		       ? xstrdup(t->name)
		       : xasprintf("%s=%s", t->name, t->rev);
}

static void add(struct targets *t, const char *name, const char *rev,
		const char *where)
{
	struct target *to = array_add(t->v, t->n);

	to->name = xstrdup(name);
	to->rev = xstrdup(rev);
	to->where = xstrdup(where);
}

/*
 * A target's name becomes a directory beside that of the mainline series.
 * @where is a prefix for messages: "file:line: " or "".
 */
static int check_name(const char *name, const char *where, struct err *e)
{
	if (!conf_safe_name(name))
		return fail(e, "%s'%s' is no name for a target: " SAFE_NAME,
			    where, name);
	if (!strcmp(name, "mainline"))
		return fail(e, "%s'mainline' names the series that is carried; give the target another name",
			    where);
	return 0;
}

/* It becomes a word of a job matrix and of a Makefile. */
static int check_rev(const char *name, const char *rev, const char *where,
		     struct err *e)
{
	if (!clean_already(rev))
		return fail(e, "%starget '%s': '%s' is no revision: it holds a control character, or is no UTF-8",
			    where, name, rev);
	return 0;
}

static int read_target(const char *path, const struct conf_section *s,
		       struct targets *t, struct err *e)
{
	const char *ref = conf_get(s, "ref");
	_cleanup_free_ char *where = xasprintf("%s:%d", path, s->line);
	_cleanup_free_ char *prefix = xasprintf("%s: ", where);

	if (check_name(s->name, prefix, e))
		return -1;
	if (!ref || !*ref)
		return fail(e, "%s: target '%s' has no ref; add a line 'ref = BRANCH'",
			    where, s->name);
	if (check_rev(s->name, ref, prefix, e))
		return -1;
	add(t, s->name, ref, where);
	return 0;
}

int targets_read(const char *path, const char *here, struct targets *t,
		 struct series_list *series, struct err *e)
{
	static const char *const keys[] = { "ref", NULL };
	const struct conf_shape shapes[] = { { "target", keys, NULL },
					     series_shape };
	_cleanup_conf_ struct conf conf = { 0 };

	if (conf_read(path, shapes, ARRAY_SIZE(shapes), &conf, e))
		return -1;
	for (size_t i = 0; i < conf.n; i++) {
		const struct conf_section *s = &conf.sections[i];

		if (s->shape == &shapes[1]
			    ? series_list_add(series, s, path, here, e)
			    : read_target(path, s, t, e))
			return -1;
	}
	return 0;
}

int targets_choose(const struct targets *all, char *const *args, int n,
		   struct targets *chosen, struct err *e)
{
	for (size_t i = 0; !n && i < all->n; i++)
		add(chosen, all->v[i].name, all->v[i].rev, all->v[i].where);
	for (int i = 0; i < n; i++) {
		const char *eq = strchr(args[i], '=');
		_cleanup_free_ char *name =
			xstrndup(args[i], eq ? (size_t)(eq - args[i])
					     : strlen(args[i]));
		const struct target *t = targets_find(all, name);

		if (targets_find(chosen, name))
			return fail(e, "target '%s' is asked for twice", name);
		if (eq) {
			if (check_name(name, "", e))
				return -1;
			if (!eq[1])
				return fail(e, "argument '%s': no revision after '='",
					    args[i]);
			if (check_rev(name, eq + 1, "", e))
				return -1;
			add(chosen, name, eq + 1, ARGUMENT);
		} else if (t) {
			add(chosen, t->name, t->rev, t->where);
		} else {
			return fail(e, "no target '%s' is configured; 'backportgen targets' lists them, NAME=REV names one that is not",
				    name);
		}
	}
	if (!chosen->n)
		return fail(e, "no target is configured and none was given; name one as NAME=REV");
	return 0;
}
