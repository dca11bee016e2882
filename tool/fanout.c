/* SPDX-License-Identifier: GPL-2.0-only */
#include "fanout.h"

#include <string.h>

#include "jsontext.h"

/* Every series with every target; a series "" is the only one. */
struct jobs {
	struct job {
		const char *series;
		const struct target *target;
		char *argument;
	} *v;
	size_t n;
};

static void add_jobs(struct jobs *jobs, const char *series,
		     const struct targets *targets)
{
	for (size_t i = 0; i < targets->n; i++) {
		struct job *j = array_add(jobs->v, jobs->n);

		j->series = series;
		j->target = &targets->v[i];
		j->argument = target_argument(&targets->v[i]);
	}
}

static void jobs_deinit(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++)
		free(jobs->v[i].argument);
	free(jobs->v);
}

static json_t *matrix(const struct jobs *jobs, const char *series_key,
		      const char *target_key, const char *ref_key)
{
	json_t *list = json_array();

	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *j = &jobs->v[i];
		json_t *one = json_object();

		if (*j->series)
			json_object_set_new(one, series_key,
					    json_text(j->series));
		json_object_set_new(one, target_key, json_text(j->argument));
		json_object_set_new(one, ref_key, json_text(j->target->rev));
		json_array_append_new(list, one);
	}
	return list;
}

static void add_json(struct buf *out, json_t *json, size_t flags)
{
	_cleanup_free_ char *text = json_print(json, flags);

	buf_puts(out, text);
}

/* A word for a recipe: make takes "$", the shell takes what stands in ''. */
static void add_quoted(struct buf *out, const char *word)
{
	buf_putc(out, '\'');
	for (const char *c = word; *c; c++)
		if (*c == '\'')
			buf_puts(out, "'\\''");
		else if (*c == '$')
			buf_puts(out, "$$");
		else
			buf_putc(out, *c);
	buf_putc(out, '\'');
}

/* "verify-SERIES/TARGET": neither of a name and a target has a slash. */
static void add_goal(struct buf *out, const struct job *j)
{
	buf_printf(out, "verify-%s%s%s", j->series, *j->series ? "/" : "",
		   j->target->name);
}

/* "+": the jobserver goes to verify, which hands it on to its own makes. */
static void add_make(const struct jobs *jobs, struct buf *out)
{
	buf_puts(out, "# backportgen targets --format=make\n"
		      "BACKPORTGEN ?= backportgen\n"
		      "BACKPORTGENFLAGS ?=\n"
		      "VERIFYFLAGS ?= --level=apply\n\n"
		      "verify-all:");
	for (size_t i = 0; i < jobs->n; i++) {
		buf_putc(out, ' ');
		add_goal(out, &jobs->v[i]);
	}
	buf_putc(out, '\n');
	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *j = &jobs->v[i];

		buf_putc(out, '\n');
		add_goal(out, j);
		buf_puts(out, ":\n\t+$(BACKPORTGEN) $(BACKPORTGENFLAGS) ");
		if (*j->series) {
			buf_puts(out, "--series ");
			add_quoted(out, j->series);
			buf_putc(out, ' ');
		}
		buf_puts(out, "verify $(VERIFYFLAGS) ");
		add_quoted(out, j->argument);
		buf_putc(out, '\n');
	}
	buf_puts(out, "\n.PHONY: verify-all");
	for (size_t i = 0; i < jobs->n; i++) {
		buf_putc(out, ' ');
		add_goal(out, &jobs->v[i]);
	}
	buf_putc(out, '\n');
}

void fanout(const struct strings *series, const struct targets *targets,
	    const char *format, struct buf *out)
{
	_cleanup_(jobs_deinit) struct jobs jobs = { 0 };

	for (size_t i = 0; i < series->n; i++)
		add_jobs(&jobs, series->v[i], targets);
	if (!series->n)
		add_jobs(&jobs, "", targets);
	if (!strcmp(format, "github"))
		add_json(out,
			 json_pack("{s:o}", "include",
				   matrix(&jobs, "series", "target", "ref")),
			 JSON_COMPACT);
	else if (!strcmp(format, "gitlab"))
		add_json(out,
			 json_pack("{s:[{s:s}], s:{s:s, s:{s:o}}}", "include",
				   "local", "/.gitlab/verify-job.yml",
				   "verify", "extends", ".verify", "parallel",
				   "matrix",
				   matrix(&jobs, "SERIES", "TARGET", "REF")),
			 JSON_INDENT(2));
	else
		add_make(&jobs, out);
}
