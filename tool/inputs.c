/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the inputs of a run are, and its output: beside the configuration. */
#include "session.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"

#define CONFIG "stable-targets.conf"
#define INSTALLED DATADIR "/"

char *session_data(const struct session *s, const char *name, struct err *e)
{
	_cleanup_free_ char *beside = directory_of(s->config);
	_cleanup_free_ char *path = xasprintf("%s%s", beside, name);
	int there = path_is_there(path, e);

	/* one that cannot be looked at is not one to do without */
	if (there < 0)
		return NULL;
	return there || access(INSTALLED, F_OK)
		       ? take_ptr(path)
		       : xasprintf(INSTALLED "%s", name);
}

/*
 * A project of the user's own may do with the installed series: all of them
 * where it has none, or one that it lists without having it.
 */
static int list_series(struct session *s, const char *here, struct err *e)
{
	_cleanup_(targets_deinit) struct targets others = { 0 };
	_cleanup_(series_list_deinit) struct series_list installed = { 0 };
	_cleanup_err_ struct err none = { 0 };
	_cleanup_free_ char *beside = directory_of(s->config);
	_cleanup_free_ char *own = xasprintf("%spatches/mainline", beside);

	int configured = path_is_there(s->config, e);
	int there = configured < 0 ? -1 : path_is_there(own, e);

	if (there < 0 ||
	    (configured &&
	     targets_read(s->config, here, &s->configured, &s->listed, e)))
		return -1;
	/* what is at fault there is none of this project's business */
	if (access(INSTALLED CONFIG, F_OK) ||
	    targets_read(INSTALLED CONFIG, here, &others, &installed, &none))
		series_list_deinit(&installed);
	if (series_list_fill(&s->listed, &installed, e))
		return -1;
	if (s->listed.n)
		return 0;
	if (there || !installed.n)
		return series_list_add_unnamed(&s->listed, s->config, here, e);
	s->listed = installed;
	installed = (struct series_list){ 0 };
	return 0;
}

/* The series that is meant, and where its results go. */
static int choose_series(struct session *s, struct err *e)
{
	const struct options *o = &s->options;

	s->which = o->series ? series_list_find(&s->listed, o->series,
						&s->loose, e)
			     : &s->listed.v[0];
	if (!s->which)
		return -1;
	const char *output = o->output ? o->output : s->which->output;

	/* there is a place for each series that is listed, and for no other */
	if (!output && !s->listed.v[0].name)
		output = s->listed.v[0].output;
	s->output = output ? xstrdup(output) : NULL;
	return 0;
}

/* Where the inputs are; an installed tool works in any directory. */
int session_find_inputs(struct session *s, struct err *e)
{
	const struct options *o = &s->options;
	int here = o->config ? 1 : path_is_there(CONFIG, e);
	/* with rules, series and NAME=REV given, nothing is left to configure */
	bool wanted = o->config || !o->cocci || !o->series;

	s->config = xstrdup(o->config ? o->config
			    : here    ? CONFIG
				      : INSTALLED CONFIG);
	int there = here < 0 ? -1 : path_is_there(s->config, e);

	if (there < 0)
		return -1;
	if (!there && wanted)
		return fail(e, o->config
				       ? "%s: is not there; name another with --config"
				       : "no " CONFIG " here, nor installed as %s; run where there is one, or name it with --config",
			    s->config);
	_cleanup_free_ char *beside = directory_of(s->config);

	s->cocci = o->cocci ? xstrdup(o->cocci) : session_data(s, "cocci", e);
	if (!s->cocci)
		return -1;
	return list_series(s, here ? beside : "", e) || choose_series(s, e)
		       ? -1
		       : 0;
}

/* What git format-patch leaves is a series but for its list. */
int session_read_series(struct session *s, struct err *e)
{
	const struct series_entry *w = s->which;
	_cleanup_free_ char *list = xasprintf("%s/series", w->patches);
	bool there = !access(w->patches, F_OK);

	if (there && access(list, F_OK))
		return fail(e, "%s: cannot open the file: %s; where 'git format-patch' wrote, 'ls *.patch >series' in that directory makes it",
			    list, strerror(errno));
	if (series_read(w->patches, &s->series, e))
		return !there && w->where
			       ? fail_prefix(e, "%s: series '%s'", w->where,
					     w->name)
			       : -1;
	s->series.name = w->name;
	if (!s->output && s->options.writes)
		return fail(e, "'%s' is no series of %s, so nothing says where its results are; name that with --output",
			    w->patches, s->config);
	return 0;
}

void session_known(struct session *s)
{
	_cleanup_strings_ struct strings order = { 0 };
	_cleanup_(series_list_deinit) struct series_list installed = { 0 };
	_cleanup_(targets_deinit) struct targets others = { 0 };
	_cleanup_err_ struct err none = { 0 };

	if (s->known.n)
		return;
	for (size_t i = 0; i < s->configured.n; i++)
		strings_add(&order, s->configured.v[i].name);
	if (s->output)
		known_read(s->output, &order, &s->known);
	/* the kernels are the same, whatever series was carried to them */
	for (size_t i = 0; i < s->listed.n; i++)
		known_read(s->listed.v[i].known, &order, &s->known);
	if (s->known.n || access(INSTALLED CONFIG, F_OK) ||
	    targets_read(INSTALLED CONFIG, "", &others, &installed, &none))
		return;
	for (size_t i = 0; i < others.n; i++)
		strings_add(&order, others.v[i].name);
	for (size_t i = 0; i < installed.n; i++)
		known_read(installed.v[i].known, &order, &s->known);
}

static int check_output(const struct session *s, const char *patches,
			struct err *e)
{
	_cleanup_free_ char *series = NULL, *output = NULL;
	int known = path_is_there(patches, e);
	int there = known < 0 ? -1 : path_is_there(s->output, e);

	/* that it cannot be told is no reason to write there */
	if (there < 0)
		return -1;
	if (known && !(series = realpath(patches, NULL)))
		return fail(e, "%s: cannot look at its path: %s", patches,
			    strerror(errno));
	if (there && !(output = realpath(s->output, NULL)))
		return fail(e, "%s: cannot look at its path: %s", s->output,
			    strerror(errno));
	size_t n = series ? strlen(series) : 0;

	if (series && output && starts_with(output, series) &&
	    (!output[n] || output[n] == '/'))
		return fail(e, "%s: lies in the mainline series, which is never written; choose another --output",
			    s->output);
	for (size_t i = 0; i < s->chosen.n; i++) {
		_cleanup_free_ char *dir = xasprintf(
			"%s/%s", s->output, s->chosen.v[i].name);

		if (path_is_there(dir, e) < 0)
			return -1;
		if (same_place(dir, patches))
			return fail(e, "%s: is the mainline series, which is never written; choose another --output or name",
				    dir);
	}
	return 0;
}

int session_check_output(const struct session *s, struct err *e)
{
	if (check_output(s, s->which->patches, e))
		return -1;
	for (size_t i = 0; i < s->listed.n; i++)
		if (check_output(s, s->listed.v[i].patches, e))
			return -1;
	return 0;
}
