/* SPDX-License-Identifier: GPL-2.0-only */
#include "fanout.h"

#include <string.h>

#include "jsontext.h"

/* What to call the target on a command line; the caller frees. */
static char *argument(const struct target *t, const struct targets *configured)
{
	for (size_t i = 0; i < configured->n; i++)
		if (!strcmp(configured->v[i].name, t->name) &&
		    !strcmp(configured->v[i].rev, t->rev))
			return xstrdup(t->name);
	return xasprintf("%s=%s", t->name, t->rev);
}

static json_t *matrix(const struct targets *targets,
		      const struct targets *configured, const char *argument_key,
		      const char *ref_key)
{
	json_t *list = json_array();

	for (size_t i = 0; i < targets->n; i++) {
		_cleanup_free_ char *arg =
			argument(&targets->v[i], configured);

		json_array_append_new(
			list, json_pack("{s:o, s:o}", argument_key,
					json_text(arg), ref_key,
					json_text(targets->v[i].rev)));
	}
	return list;
}

static void add_json(struct buf *out, json_t *json, size_t flags)
{
	_cleanup_free_ char *text = json_dumps(json, flags);

	json_decref(json);
	buf_printf(out, "%s\n", text);
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

/* "+": the jobserver goes to verify, which hands it on to its own makes. */
static void add_make(const struct targets *targets,
		     const struct targets *configured, struct buf *out)
{
	buf_puts(out, "# backportgen targets --format=make\n"
		      "BACKPORTGEN ?= backportgen\n"
		      "BACKPORTGENFLAGS ?=\n"
		      "VERIFYFLAGS ?= --level=apply\n\n"
		      "verify-all:");
	for (size_t i = 0; i < targets->n; i++)
		buf_printf(out, " verify-%s", targets->v[i].name);
	buf_putc(out, '\n');
	for (size_t i = 0; i < targets->n; i++) {
		const char *name = targets->v[i].name;
		_cleanup_free_ char *arg =
			argument(&targets->v[i], configured);

		buf_printf(out, "\nverify-%s:\n\t+$(BACKPORTGEN) $(BACKPORTGENFLAGS) verify $(VERIFYFLAGS) ",
			   name);
		add_quoted(out, arg);
		buf_puts(out, "\n");
	}
	buf_puts(out, "\n.PHONY: verify-all");
	for (size_t i = 0; i < targets->n; i++)
		buf_printf(out, " verify-%s", targets->v[i].name);
	buf_putc(out, '\n');
}

void fanout(const struct targets *targets, const struct targets *configured,
	    const char *format, struct buf *out)
{
	if (!strcmp(format, "github"))
		add_json(out,
			 json_pack("{s:o}", "include",
				   matrix(targets, configured, "target",
					  "ref")),
			 JSON_COMPACT);
	else if (!strcmp(format, "gitlab"))
		add_json(out,
			 json_pack("{s:[{s:s}], s:{s:s, s:{s:o}}}", "include",
				   "local", "/.gitlab/verify-job.yml",
				   "verify", "extends", ".verify", "parallel",
				   "matrix",
				   matrix(targets, configured, "TARGET",
					  "REF")),
			 JSON_INDENT(2));
	else
		add_make(targets, configured, out);
}
