/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the series what this kernel's own rules ask for? By the scripts that it
 * brings itself: an older checkpatch has other opinions.
 */
#include "verify.h"

#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#include "checkout.h"

#define BINDINGS "Documentation/devicetree/bindings/"
#define MOST_WORDS 400 /* bytes of a complaint, which is one line */
#define SCHEMAS "http://devicetree.org/schemas/"

const struct tool style_tools[] = {
	{ "perl", "perl", "-V:version" },
	{ "python3", "python3", NULL },
	{ "sparse", "sparse", NULL },
};

const size_t n_style_tools = ARRAY_SIZE(style_tools);

/* The scripts look for these to know that they are in a kernel. */
static const char *const top_files[] = { "COPYING",	"CREDITS", "Kbuild",
					 "MAINTAINERS", "Makefile", "README",
					 ".mailmap",	".get_maintainer.ignore",
					 ".checkpatch.conf" };
static const char *const top_folders[] = {
	"Documentation", "arch", "include", "drivers", "fs",
	"init",		 "ipc",	 "kernel",  "lib",     "scripts",
};

static bool want_scripts(const char *path, bool folder, void *ctx)
{
	(void)ctx;
	for (size_t i = 0; !folder && i < ARRAY_SIZE(top_files); i++)
		if (!strcmp(path, top_files[i]))
			return true;
	if (folder)
		return !strcmp(path, "scripts") ||
		       starts_with(BINDINGS, path);
	return starts_with(path, "scripts/") ||
	       starts_with(path, BINDINGS "vendor-prefixes.");
}

static void passed(struct verification *v, const char *name, double since)
{
	proof_add(&v->proof, LEVEL_STYLE, name, PASSED, NULL, now() - since);
}

static void failed(struct verification *v, const char *name, double since,
		   char *why)
{
	proof_add(&v->proof, LEVEL_STYLE, name, FAILED, why, now() - since);
}

/*
 * A kernel as far as its scripts look at it, with all of the series: the
 * owner of a new file is asked for when it is there.
 */
static int make_tree(struct verification *v, const char *dir, struct err *e)
{
	if (make_dirs(dir, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(top_folders); i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", dir, top_folders[i]);

		if (make_dirs(path, e))
			return -1;
	}
	return checkout(v->tree, dir, want_scripts, NULL, e) ||
			       write_state(v, v->states[v->series.n], dir, e)
		       ? -1
		       : 0;
}

int style_settings(const struct verification *v, struct buf *out,
		   struct err *e)
{
	return commits_settings(v, out, e) ||
			       read_settings(v, "checkpatch.ignore", out, e) < 0
		       ? -1
		       : 0;
}

/*
 * What the project does without: a line "TYPE # reason" for all messages of a
 * type, "TYPE START # reason" for those on a line of a patch that starts so.
 */
struct ignored {
	struct buf types; /* "A,B,C" */
	struct strings on_lines; /* "TYPE START" */
};

static void ignored_deinit(struct ignored *g)
{
	buf_deinit(&g->types);
	strings_deinit(&g->on_lines);
}

static int read_ignored(const struct verification *v, struct ignored *out,
			struct err *e)
{
	_cleanup_buf_ struct buf text = { 0 };
	const char *line;
	size_t at = 0, len;

	/* the commits that are named are looked up by verify_commits() */
	buf_puts(&out->types, "UNKNOWN_COMMIT_ID");
	if (read_settings(v, "checkpatch.ignore", &text, e) < 0)
		return -1;
	while (next_line(text.data, text.len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		one[strcspn(one, "#")] = '\0';
		for (size_t n = strlen(one); n && one[n - 1] == ' '; n--)
			one[n - 1] = '\0';
		if (strchr(one, ' '))
			strings_add(&out->on_lines, one);
		else if (*one)
			buf_printf(&out->types, ",%s", one);
	}
	return 0;
}

/* Line @n of a patch; the caller frees. */
static char *patch_line(const struct named_text *patch, unsigned long n)
{
	const char *line = "";
	size_t at = 0, len = 0;

	while (n-- && next_line(patch->text, patch->len, &at, &line, &len))
		;
	return xstrndup(line, len);
}

/* "commit ID upstream.", as the stable kernels have it and generate writes. */
static bool is_upstream_line(const char *line)
{
	return starts_with(line, "commit ") &&
	       strspn(line + 7, "0123456789abcdef") == OID_HEX &&
	       !strcmp(line + 7 + OID_HEX, " upstream.");
}

/* Is "LINE: LEVEL:TYPE: text" one that is ignored on that line? */
static bool is_ignored(const struct ignored *g, const struct named_text *patch,
		       const char *message)
{
	_cleanup_free_ char *line =
		patch_line(patch, strtoul(message, NULL, 10));

	if (strstr(message, ":GIT_COMMIT_ID: ") && is_upstream_line(line))
		return true;
	for (size_t i = 0; i < g->on_lines.n; i++) {
		const char *start = strchr(g->on_lines.v[i], ' ') + 1;
		_cleanup_free_ char *type = xasprintf(
			":%.*s: ", (int)(start - g->on_lines.v[i] - 1),
			g->on_lines.v[i]);

		if (strstr(message, type) && starts_with(line, start))
			return true;
	}
	return false;
}

/* Of a script that should say nothing there: its first line, or its end. */
static int script_fault(const struct child *c, const char *script,
			const char *path, struct err *e)
{
	const char *text = c->err_out.data;
	size_t n = text && c->end == CHILD_EXITED ? strcspn(text, "\n") : 0;

	if (!n)
		return fail(e, "%s: %s: %s", path, script, child_end_text(c));
	return fail(e, "%s: %s: %.*s", path, script,
		    (int)(n < MOST_WORDS ? n : MOST_WORDS), text);
}

/*
 * What checkpatch found, from its lines "PATH:LINE: LEVEL:TYPE: text": the
 * first, and how many more, in @why; NULL for nothing. Its status is 1 where it
 * found anything; all else is its own fault.
 */
static int find_complaint(const struct child *c, const struct ignored *g,
			  const struct named_text *patch, char **why,
			  struct err *e)
{
	_cleanup_free_ char *start = xasprintf("%s:", patch->name);
	const char *line;
	size_t at = 0, len, n = 0, passed_over = 0;
	_cleanup_free_ char *first = NULL;

	while (c->out.data &&
	       next_line(c->out.data, c->out.len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);
		const char *own = strstr(one, start);

		if (!own)
			continue;
		if (is_ignored(g, patch, own + strlen(start))) {
			passed_over++;
			continue;
		}
		if (!n++)
			first = xstrdup(own);
	}
	*why = n > 1 ? xasprintf("%s (and %zu more)", first, n - 1)
		     : take_ptr(first);
	if (n || (!c->err_out.len && c->code <= (passed_over ? 1 : 0)))
		return 0;
	return script_fault(c, "checkpatch.pl", patch->name, e);
}

static int checkpatch(struct verification *v, const char *dir,
		      const struct ignored *g, const char *name,
		      struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", v->patches, name);
	_cleanup_free_ char *what = xasprintf("checkpatch %s", name);
	const char *const argv[] = {
		"perl",	   "scripts/checkpatch.pl", "-q",	"--strict",
		"--terse", "--show-types",	    "--ignore",
		g->types.data, path, NULL,
	};
	_cleanup_(child_deinit) struct child c = {
		.argv = argv, .cwd = dir, .label = "checkpatch",
	};
	const struct box box = {
		.cwd = dir,
		.read = (const char *const[]){ v->patches, NULL },
		.write = (const char *const[]){ dir, NULL },
	};
	double since = now();

	char *why;

	if (run_boxed(v, &c, &box, e) ||
	    find_complaint(&c, g, file_set_find(&v->files, name), &why, e))
		return -1;
	if (why)
		failed(v, what, since, why);
	else
		passed(v, what, since);
	return 0;
}

/* Has the kernel's MAINTAINERS an entry for @path, beside the one for all? */
static int find_owner(struct verification *v, const char *dir,
		      const char *path, struct err *e)
{
	_cleanup_free_ char *what = xasprintf("owner %s", path);
	const char *const argv[] = { "perl", "scripts/get_maintainer.pl",
				     "--no-git", "--no-git-fallback",
				     "--noemail", "--nokeywords",
				     "--subsystem",
				     "-f",	  path,
				     NULL };
	_cleanup_(child_deinit) struct child c = {
		.argv = argv, .cwd = dir, .label = "get_maintainer",
	};
	const struct box box = {
		.cwd = dir,
		.write = (const char *const[]){ dir, NULL },
	};
	double since = now();
	const char *line;
	size_t at = 0, len;

	if (run_boxed(v, &c, &box, e))
		return -1;
	if (c.code)
		return script_fault(&c, "get_maintainer.pl", path, e);
	while (c.out.data &&
	       next_line(c.out.data, c.out.len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		/* the list for everything is named among the sections */
		if (!*one || strchr(one, '@') || !strcmp(one, "THE REST"))
			continue;
		passed(v, what, since);
		return 0;
	}
	failed(v, what, since,
	       xasprintf("%s: MAINTAINERS has no entry for this new file",
			 path));
	return 0;
}

/*
 * Read the YAML to its end; the value of the outermost key "$id", "" if it
 * has none, or NULL and the fault in @why, which is NULL if it is none of the
 * text.
 */
static char *read_id(const struct text_file *f, char **why)
{
	yaml_parser_t parser;
	yaml_event_t event;
	char *id = xstrdup("");
	bool end = false, value = false, is_id = false;
	int depth = 0;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const unsigned char *)f->text,
				     f->len);
	while (!end) {
		if (!yaml_parser_parse(&parser, &event)) {
			*why = parser.error == YAML_MEMORY_ERROR
				       ? NULL
				       : xasprintf("%s:%zu: is no YAML: %s",
						   f->path,
						   parser.problem_mark.line + 1,
						   parser.problem);
			free(take_ptr(id));
			break;
		}
		const char *text = event.type == YAML_SCALAR_EVENT
					   ? (const char *)
						     event.data.scalar.value
					   : NULL;
		bool opens = event.type == YAML_MAPPING_START_EVENT ||
			     event.type == YAML_SEQUENCE_START_EVENT;
		bool closes = event.type == YAML_MAPPING_END_EVENT ||
			      event.type == YAML_SEQUENCE_END_EVENT;

		depth -= closes;
		if (depth == 1 && (text || opens || closes)) {
			if (text && value && is_id) {
				free(id);
				id = xstrdup(text);
			}
			is_id = text && !value && !strcmp(text, "$id");
			/* a value that opens is over when it closes */
			if (!opens)
				value = !value;
		}
		depth += opens;
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return id;
}

static int check_binding(struct verification *v, const struct text_file *f,
			 struct err *e)
{
	_cleanup_free_ char *what = xasprintf("binding %s", f->path);
	_cleanup_free_ char *want =
		xasprintf(SCHEMAS "%s#", f->path + strlen(BINDINGS));
	double since = now();
	char *why = NULL;
	_cleanup_free_ char *id = read_id(f, &why);

	if (!id && !why)
		return fail(e, "%s: no memory to read it", f->path);
	if (id && strcmp(id, want))
		why = xasprintf("%s: its $id is '%s' where its path asks for '%s'",
				f->path, id, want);
	if (why)
		failed(v, what, since, why);
	else
		passed(v, what, since);
	return 0;
}

int verify_style(struct verification *v, struct err *e)
{
	const struct text_file *end = v->states[v->series.n];
	_cleanup_free_ char *dir = xasprintf("%s/style", v->dir);
	_cleanup_(ignored_deinit) struct ignored ignored = { 0 };

	if (read_ignored(v, &ignored, e) || make_tree(v, dir, e))
		return -1;
	for (size_t k = 0; k < v->series.n; k++)
		if (checkpatch(v, dir, &ignored, v->series.v[k].name, e))
			return -1;
	if (verify_commits(v, e))
		return -1;
	for (size_t i = 0; i < v->paths.n; i++) {
		const struct text_file *f = &end[i];

		if (f->text && starts_with(f->path, BINDINGS) &&
		    ends_with(f->path, ".yaml") && check_binding(v, f, e))
			return -1;
		if (f->text && !v->states[0][i].text &&
		    find_owner(v, dir, f->path, e))
			return -1;
	}
	return verify_sparse(v, e);
}
