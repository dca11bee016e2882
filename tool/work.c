/* SPDX-License-Identifier: GPL-2.0-only */
#include "work.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ctext.h"
#include "dir.h"
#include "gitdiff.h"
#include "proc.h"

/* Changes whenever the stored form or spatch's options change. */
#define FORMAT "work 5"

/* Where spatch puts its temporary files, in the folder of a job. */
#define MADE "made"

/* Of what spatch makes of a file: as much as of what any program says. */
#define MAX_RESULT (64 << 20)

struct job {
	const struct rule *rule; /* NULL: parse only */
	char *path;		 /* the input's, as first asked for */
	const char *name;	 /* the base name in it */
	char *input;
	size_t len;
	struct store_key key;
	bool known;
	struct outcome outcome;
	struct strings argv;	 /* of the child, while it runs */
	char *dir, *label;
	struct child child;
};

struct work {
	struct work_options options;
	char *spatch; /* path */
	char *identity;
	char *spatch_missing;
	struct job **v;
	size_t n;
	unsigned int runs, remembered;
};

struct work *work_create(const struct work_options *options)
{
	struct work *w = xcalloc(1, sizeof(*w));
	_cleanup_err_ struct err e = { 0 };

	w->options = *options;
	if (program_find("spatch", "coccinelle", &w->spatch, &w->identity, &e))
		w->spatch_missing = take_ptr(e.msg);
	return w;
}

void work_free(struct work *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++) {
		struct job *j = w->v[i];

		free(j->path);
		free(j->input);
		free(j->outcome.error);
		free(j->outcome.text);
		free(j);
	}
	free(w->v);
	free(w->spatch);
	free(w->identity);
	free(w->spatch_missing);
	free(w);
}

unsigned int work_runs(const struct work *w)
{
	return w->runs;
}

unsigned int work_remembered(const struct work *w)
{
	return w->remembered;
}

static struct store_key job_key(const struct work *w, const struct rule *rule,
				const char *name, const char *text, size_t len)
{
	_cleanup_buf_ struct buf input = { 0 };

	/* the name counts: spatch treats a header otherwise than a source */
	buf_printf(&input, FORMAT "\n%s\n%s\n%s\n", w->identity,
		   rule ? rule->oid : "parse", name);
	buf_add(&input, text, len);
	return store_key(&input);
}

/* Stored form of an outcome without fault: "sites parsed\n" and the text. */
static void take_stored(struct job *j, const struct buf *stored)
{
	const char *nl = strchr(stored->data, '\n');
	size_t head = nl ? (size_t)(nl - stored->data) + 1 : stored->len;

	j->known = true;
	j->outcome.sites = atoi(stored->data);
	j->outcome.changed = j->outcome.sites > 0;
	j->outcome.parsed = head > 2 && stored->data[head - 2] == '1';
	j->outcome.len = stored->len - head;
	j->outcome.text = xstrndup(stored->data + head, j->outcome.len);
}

static void store_outcome(struct work *w, const struct job *j)
{
	_cleanup_buf_ struct buf value = { 0 };

	buf_printf(&value, "%d %d\n", j->outcome.sites, j->outcome.parsed);
	buf_add(&value, j->outcome.text, j->outcome.len);
	store_put(w->options.store, &j->key, &value);
}

static const struct outcome *ask(struct work *w, const struct rule *rule,
				 const char *path, const char *text,
				 size_t len)
{
	static struct outcome missing;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	_cleanup_buf_ struct buf stored = { 0 };

	if (w->spatch_missing) {
		missing.error = w->spatch_missing;
		return &missing;
	}
	struct store_key key = job_key(w, rule, name, text, len);

	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->v[i]->key.hex, key.hex))
			return w->v[i]->known ? &w->v[i]->outcome : NULL;
	struct job *j = xcalloc(1, sizeof(*j));

	*array_add(w->v, w->n) = j;
	j->rule = rule;
	j->key = key;
	if (store_get(w->options.store, &key, &stored)) {
		w->remembered++;
		take_stored(j, &stored);
		return &j->outcome;
	}
	j->path = xstrdup(path);
	slash = strrchr(j->path, '/');
	j->name = slash ? slash + 1 : j->path;
	j->input = xcalloc(len + 1, 1);
	memcpy(j->input, text, len);
	j->len = len;
	return NULL;
}

const struct outcome *work_apply(struct work *w, const struct rule *rule,
				 const char *path, const char *text,
				 size_t len)
{
	return ask(w, rule, path, text, len);
}

const struct outcome *work_parse(struct work *w, const char *path,
				 const char *text, size_t len)
{
	return ask(w, NULL, path, text, len);
}

/*
 * Put rule and input into a folder of their own, so that spatch finds no
 * other file to include, and write the command. The result is taken from the
 * temporary file that spatch makes of it (cocci.ml, full_engine2), where there
 * is one if and only if something matched. To copy it anywhere, spatch starts a
 * shell and cp, and does not look at how those end: a cp that was killed, or a
 * fork that failed, would read as a rule that matches nothing.
 */
static int prepare(struct work *w, struct job *j, size_t number,
		   const char *whom, struct err *e)
{
	j->dir = xasprintf("%s/%zu", w->options.scratch, number);
	_cleanup_free_ char *input = xasprintf("%s/%s", j->dir, j->name);
	_cleanup_free_ char *rule = xasprintf("%s/%s", j->dir, "rule.cocci");
	_cleanup_free_ char *made = xasprintf("%s/" MADE, j->dir);

	if (make_dirs(made, e) || write_file(input, j->input, j->len, e))
		return -1;
	strings_add(&j->argv, w->spatch);
	if (j->rule) {
		if (write_file(rule, j->rule->text, strlen(j->rule->text), e))
			return -1;
		/* --quiet and --very-quiet hide what could not be parsed */
		strings_add(&j->argv, "--parse-error-msg");
		strings_add(&j->argv, "--no-includes");
		/* for its diff spatch parses both texts again */
		strings_add(&j->argv, "--no-show-diff");
		strings_add(&j->argv, "--save-tmp-files");
		strings_add(&j->argv, "--temp-files");
		strings_add(&j->argv, MADE);
		strings_add(&j->argv, "--sp-file");
		strings_add(&j->argv, "rule.cocci");
		for (size_t i = 0; i < j->rule->options.n; i++)
			strings_add(&j->argv, j->rule->options.v[i]);
	} else {
		strings_add(&j->argv, "--parse-c");
	}
	strings_add(&j->argv, j->name);
	*array_add(j->argv.v, j->argv.n) = NULL;
	j->child.argv = (const char *const *)j->argv.v;
	j->child.cwd = j->dir;
	j->child.home = w->options.scratch;
	j->child.timeout = w->options.timeout;
	j->label = xasprintf("%s: %s on %s", whom,
			     j->rule ? j->rule->name : "spatch --parse-c",
			     j->name);
	j->child.label = j->label;
	return 0;
}

/*
 * What spatch says to stderr when all is well. "SPECIAL NAMES: " tells which
 * names it has found to be types or macros; what it then cannot parse, it tells
 * as ever.
 */
static bool chatter(const char *line)
{
	return starts_with(line, "init_defs_builtins: ") ||
	       starts_with(line, "HANDLING: ") ||
	       starts_with(line, "Skipping: ") ||
	       starts_with(line, "SPECIAL NAMES: ") ||
	       starts_with(line, "(ONCE) ");
}

/*
 * The first line of a complaint, for a message; where spatch says in which
 * line of the rule it stumbled, with that in front.
 */
static char *first_line(const struct buf *b)
{
	static const char where[] = "File \"rule.cocci\", line ";
	const char *rule = b->data ? strstr(b->data, where) : NULL;
	const char *p;
	size_t at = 0, len;

	while (b->data && next_line(b->data, b->len, &at, &p, &len)) {
		char *line = fold_space(p, len);

		if (chatter(line))
			*line = '\0';
		if (*line && rule) {
			char *both = xasprintf(
				"line %d: %s", atoi(rule + strlen(where)),
				line);

			free(line);
			return both;
		}
		if (*line)
			return line;
		free(line);
	}
	return xstrdup("");
}

static char *fault(const struct job *j, const char *what)
{
	if (j->rule)
		return xasprintf("rule '%s' (%s) on %s: %s", j->rule->name,
				 j->rule->file, j->path, what);
	return xasprintf("spatch cannot parse %s: %s", j->path, what);
}

/*
 * spatch --parse-c ends with "nb good = 58,  nb bad = 3": the bad lines are in
 * functions that a rule would pass over without a word. For the first it
 * writes 'File "x.c", line 7' to stderr.
 */
static void judge_parse(struct job *j)
{
	const char *out = j->child.out.data, *err = j->child.err_out.data;
	const char *bad = out ? strstr(out, "nb bad = ") : NULL;
	const char *at = err ? strstr(err, "File \"") : NULL;
	int line = 0;

	if (!bad) {
		j->outcome.error =
			fault(j, "its report has no count of bad lines");
		return;
	}
	if (!atoi(bad + strlen("nb bad = ")))
		return;
	at = at ? strstr(at, "\", line ") : NULL;
	if (at)
		line = atoi(at + strlen("\", line "));
	_cleanup_free_ char *what =
		xasprintf("it would pass over what stands round line %d",
			  line);

	j->outcome.error = fault(j, what);
}

/*
 * An applied rule passes over what spatch cannot parse, and over a whole file
 * that lacks a word of the rule ("Skipping: "). What it did parse it calls
 * "HANDLING: ", and complains of each bad part: parsing_c/parse_c.ml,
 * show_parsing_error.
 */
static bool parsed_all(const struct job *j, const char *noise)
{
	const char *err = j->child.err_out.data;

	return !*noise && err && strstr(err, "HANDLING: ");
}

/*
 * What spatch made of the input: 1: it is in @text; 0: it says that it looked,
 * and left it as it is; -1: there is a fault.
 */
static int read_result(const struct job *j, struct buf *text, struct err *e)
{
	_cleanup_free_ char *dir = xasprintf("%s/" MADE, j->dir);
	_cleanup_strings_ struct strings names = { 0 };
	const char *says = j->child.err_out.data, *made = NULL;
	struct stat st;

	int there = list_dir(dir, &names, e);

	if (there < 1)
		return there ? -1 : fail(e, "spatch left no " MADE "/");
	for (size_t i = 0; i < names.n; i++)
		if (starts_with(names.v[i], "cocci-output-"))
			made = names.v[i];
	if (!made && says &&
	    (strstr(says, "HANDLING: ") || strstr(says, "Skipping: ")))
		return 0;
	if (!made)
		return fail(e, "spatch ends well without a word of the file");
	_cleanup_free_ char *path = xasprintf("%s/%s", dir, made);

	if (!stat(path, &st) && st.st_size > MAX_RESULT)
		return fail(e, "spatch made more than 64 MiB of it");
	if (read_file(path, text, e))
		return fail_prefix(e, "what spatch made of it");
	if (!text->len || text->data[text->len - 1] != '\n' ||
	    memchr(text->data, '\0', text->len))
		return fail(e, "spatch left no whole text");
	return 1;
}

static void judge_apply(struct job *j)
{
	_cleanup_free_ char *noise = first_line(&j->child.err_out);
	_cleanup_buf_ struct buf result = { 0 };
	_cleanup_err_ struct err e = { 0 };

	j->outcome.parsed = parsed_all(j, noise);
	if (*noise) {
		_cleanup_free_ char *what =
			xasprintf("spatch complains: %s", noise);

		j->outcome.error = fault(j, what);
		return;
	}
	int made = read_result(j, &result, &e);

	if (made < 0) {
		j->outcome.error = fault(j, e.msg);
		return;
	}
	if (!made)
		buf_add(&result, j->input, j->len);
	j->outcome.changed =
		result.len != j->len || memcmp(result.data, j->input, j->len);
	if (j->outcome.changed)
		j->outcome.sites = diff_text(j->input, j->len, j->name,
					     result.data, result.len, j->name,
					     0, NULL);
	if (j->outcome.sites < 0) {
		j->outcome.error =
			fault(j, "its result cannot be compared with the input");
		return;
	}
	j->outcome.len = result.len;
	j->outcome.text = buf_steal(&result);
}

static void judge(struct work *w, struct job *j)
{
	_cleanup_free_ char *noise = first_line(&j->child.err_out);

	j->known = true;
	if (j->child.end != CHILD_EXITED ||
	    (j->child.code && (j->rule || j->child.code > 1))) {
		_cleanup_free_ char *what =
			xasprintf("spatch: %s%s%s", child_end_text(&j->child),
				  *noise ? ": " : "", noise);

		j->outcome.error = fault(j, what);
	} else if (j->rule) {
		judge_apply(j);
	} else {
		judge_parse(j);
	}
	if (!j->outcome.error)
		store_outcome(w, j);
}

int work_run(struct work *w, const char *whom, struct err *e)
{
	struct child **children = xcalloc(w->n, sizeof(*children));
	struct job **jobs = xcalloc(w->n, sizeof(*jobs));
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; i < w->n && !r; i++) {
		if (w->v[i]->known)
			continue;
		jobs[n] = w->v[i];
		children[n] = &w->v[i]->child;
		r = prepare(w, jobs[n++], i, whom, e);
	}
	if (!r)
		r = run_children(children, n, w->options.jobs, e);
	for (size_t i = 0; i < n; i++) {
		if (!r) {
			judge(w, jobs[i]);
			w->runs++;
		}
		child_deinit(&jobs[i]->child);
		jobs[i]->child = (struct child){ 0 };
		strings_deinit(&jobs[i]->argv);
		free(take_ptr(jobs[i]->dir));
		free(take_ptr(jobs[i]->label));
	}
	free(children);
	free(jobs);
	return r;
}
