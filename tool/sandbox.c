/* SPDX-License-Identifier: GPL-2.0-only */
#include "sandbox.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"
#include "store.h"

/* Absolute, as programs run in other directories; the caller frees. */
static char *find_script(const struct session *s, struct err *e)
{
	char *script = session_data(s, "tool/box.sh", e);
	char *path = script ? realpath(script, NULL) : NULL;

	if (!path)
		return script;
	free(script);
	return path;
}

static void add_binds(const char *how, const char *const *paths,
		      struct strings *out)
{
	for (; paths && *paths; paths++) {
		strings_add(out, how);
		strings_add(out, *paths);
		strings_add(out, *paths);
	}
}

static void add_box(const struct session *s, const struct box *box,
		    struct strings *out)
{
	_cleanup_err_ struct err none = { 0 };
	_cleanup_free_ char *script = find_script(s, &none);

	/* without a box nothing runs: sandbox_ready() has said why */
	strings_add(out, script ? script : "box.sh");
	add_binds("--ro-bind", box->read, out);
	add_binds("--bind", box->write, out);
	strings_add(out, "--chdir");
	strings_add(out, box->cwd);
	strings_add(out, "--");
}

const char **sandbox_argv(const struct session *s, const struct box *box,
			  const char *const *argv, size_t n,
			  struct strings *words)
{
	if (!s->options.no_sandbox)
		add_box(s, box, words);
	const char **all = xcalloc(words->n + n + 1, sizeof(*all));

	for (size_t i = 0; i < words->n; i++)
		all[i] = words->v[i];
	memcpy(all + words->n, argv, n * sizeof(*all));
	return all;
}

int sandbox_ready(const struct session *s, struct err *e)
{
	static const char what[] =
		"there is no box for the programs of the kernel's tree";
	_cleanup_err_ struct err none = { 0 };
	_cleanup_free_ char *path = NULL, *id = NULL;
	_cleanup_free_ char *script =
		s->options.no_sandbox ? NULL : find_script(s, e);
	const char *const argv[] = { script, "--", "true", NULL };
	_cleanup_(child_deinit) struct child c = {
		.argv = argv, .cwd = "/", .home = s->scratch,
		.timeout = s->options.timeout, .label = "bwrap",
	};
	struct child *one[] = { &c };

	if (s->options.no_sandbox)
		return 0;
	if (!script)
		return -1;
	if (program_find("bwrap", "", &path, &id, &none))
		return fail(e, "%s: bwrap is missing; install it with: apt-get install bubblewrap; or, in a container of your own, use --no-sandbox",
			    what);
	if (access(script, X_OK))
		return fail(e, "%s: %s: %s", what, script, strerror(errno));
	if (run_children(one, 1, 1, e))
		return -1;
	if (c.end == CHILD_EXITED && !c.code)
		return 0;
	_cleanup_free_ char *why =
		c.err_out.len ? xstrndup(c.err_out.data,
					 strcspn(c.err_out.data, "\n"))
			      : xstrdup(child_end_text(&c));

	return fail(e, "%s: %s; let this user have namespaces, or, in a container of your own, use --no-sandbox",
		    what, why);
}
