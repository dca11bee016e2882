/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"
#include "excuse.h"
#include "jsontext.h"
#include "publish.h"

/* The id of the series: what is applied, not what says where it came from. */
static char *series_id(const struct file_set *files)
{
	_cleanup_buf_ struct buf all = { 0 };
	char oid[OID_HEX + 1];

	for (size_t i = 0; i < files->n; i++) {
		const struct named_text *f = &files->v[i];

		if (strcmp(f->name, "series") && !ends_with(f->name, ".patch"))
			continue;
		buf_printf(&all, "%s %zu\n", f->name, f->len);
		buf_add(&all, f->text, f->len);
	}
	blob_id(all.data, all.len, oid);
	return xstrdup(oid);
}

/* A patch that nobody applies would pass for a part of the series. */
static int check_names(const struct verification *v, struct err *e)
{
	for (size_t i = 0; i < v->files.n; i++) {
		const char *name = v->files.v[i].name;
		bool known = !ends_with(name, ".patch");

		for (size_t k = 0; k < v->series.n; k++)
			known |= !strcmp(name, v->series.v[k].name);
		if (!known)
			return fail(e, "%s/%s/%s: is not in the series",
				    v->s->output, v->proof.target, name);
	}
	return 0;
}

static int copy_series(struct verification *v, struct err *e)
{
	if (make_dirs(v->patches, e))
		return -1;
	for (size_t i = 0; i < v->files.n; i++) {
		const struct named_text *f = &v->files.v[i];
		_cleanup_free_ char *path =
			xasprintf("%s/%s", v->patches, f->name);

		if (write_file(path, f->text, f->len, e))
			return -1;
	}
	return 0;
}

static void find_paths(struct verification *v)
{
	for (size_t i = 0; i < v->series.n; i++)
		for (size_t k = 0; k < v->series.v[i].n; k++) {
			const char *path = v->series.v[i].deltas[k].path;

			if (!strings_has(&v->paths, path))
				strings_add(&v->paths, path);
		}
	strings_sort(&v->paths);
}

static struct text_file *add_state(struct verification *v)
{
	struct text_file **s = array_add(v->states, v->n_states);

	*s = xcalloc(v->paths.n, sizeof(**s));
	for (size_t i = 0; i < v->paths.n; i++)
		(*s)[i].path = v->paths.v[i];
	return *s;
}

static int read_base(struct verification *v, struct err *e)
{
	struct text_file *state = add_state(v);
	char id[OID_HEX + 1];

	for (size_t i = 0; i < v->paths.n; i++) {
		const struct blob *b;
		int r = tree_read(v->tree, v->paths.v[i], &b, e);

		if (r < 0)
			return -1;
		if (!r)
			continue;
		state[i].executable = b->executable;
		state[i].len = b->len;
		state[i].text = memcpy(xcalloc(b->len + 1, 1), b->text, b->len);
	}
	if (mem_tree_id(state, v->paths.n, id, e))
		return -1;
	v->proof.commit = xstrdup(tree_commit(v->tree));
	v->proof.base = xstrdup(*tree_id(v->tree) ? tree_id(v->tree) : id);
	return 0;
}

int read_settings(const struct verification *v, const char *name,
		  struct buf *out, struct err *e)
{
	const char *const places[] = { v->data, v->s->which->config };
	int there = 0;

	for (size_t i = 0; i < ARRAY_SIZE(places) && places[i]; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", places[i], name);

		int r = read_file_if_there(path, out, e);

		if (r < 0)
			return -1;
		there |= r;
	}
	return there;
}

int verification_open(struct verification *v, const struct session *s,
		      const struct run *run, struct err *e)
{
	const char *name = run->target->name;
	_cleanup_free_ char *scratch = realpath(s->scratch, NULL);

	v->s = s;
	v->tree = run->tree;
	v->proof.target = xstrdup(name);
	v->proof.name = s->which->name;
	v->dir = xasprintf("%s/verify-%s", scratch ? scratch : s->scratch,
			   name);
	v->patches = xasprintf("%s/series", v->dir);
	v->data = session_data(s, PROOF_DATA, e);
	if (!v->data)
		return -1;
	int there = published_read(s->output, name, &v->files, e);

	if (there < 0)
		return -1;
	if (!there) {
		_cleanup_free_ char *generate =
			session_generate(s, run->target);

		return fail(e, "%s/%s is not there; 'backportgen %s' writes it",
			    s->output, name, generate);
	}
	_cleanup_free_ char *folder = xasprintf("%s/%s", s->output, name);

	if (published_check(&v->files, folder, &s->series, e) ||
	    series_read(folder, &v->series, e) || check_names(v, e) ||
	    copy_series(v, e))
		return -1;
	v->proof.series = series_id(&v->files);
	find_paths(v);
	return read_base(v, e);
}

/* The state behind patch @k, or why it does not apply. */
static int next_state(struct verification *v, size_t k, struct err *e)
{
	const struct mail *m = &v->series.v[k];
	const struct named_text *f = file_set_find(&v->files, m->name);
	const struct text_file *before = v->states[v->n_states - 1];
	_cleanup_free_ struct buf *texts =
		xcalloc(v->paths.n, sizeof(*texts));

	if (!f || f->len < m->diff_at + m->diff_len)
		return fail(e, "%s: changed while it was read", m->name);
	int r = mem_apply(before, v->paths.n, f->text + m->diff_at,
			  m->diff_len, texts, e);

	if (r) {
		for (size_t i = 0; i < v->paths.n; i++)
			buf_deinit(&texts[i]);
		fail_prefix(e, "%s", m->name);
		return r;
	}
	struct text_file *s = add_state(v);

	for (size_t i = 0; i < v->paths.n; i++) {
		s[i].executable = before[i].executable;
		s[i].len = texts[i].len;
		s[i].text = texts[i].data ? buf_steal(&texts[i]) : NULL;
	}
	return 0;
}

int make_states(struct verification *v, struct err *e)
{
	int r = 0;

	while (!r && v->n_states <= v->series.n)
		r = next_state(v, v->n_states - 1, e);
	return r;
}

void verification_close(struct verification *v)
{
	_cleanup_err_ struct err ignored = { 0 };

	for (size_t k = 0; k < v->n_states; k++) {
		for (size_t i = 0; i < v->paths.n; i++)
			free((char *)(uintptr_t)v->states[k][i].text);
		free(v->states[k]);
	}
	free(v->states);
	strings_deinit(&v->paths);
	series_deinit(&v->series);
	file_set_deinit(&v->files);
	proof_deinit(&v->proof);
	if (v->dir)
		remove_tree(v->dir, &ignored);
	free(v->dir);
	free(v->data);
	free(v->patches);
	*v = (struct verification){ 0 };
}

int write_state_file(const struct text_file *f, const char *dir,
		     struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", dir, f->path);
	char *slash = strrchr(path, '/');

	if (!f->text) {
		if (unlink(path) && errno != ENOENT && errno != ENOTDIR)
			return fail(e, "%s: cannot remove: %s", path,
				    strerror(errno));
		return 0;
	}
	*slash = '\0';
	if (make_dirs(path, e))
		return -1;
	*slash = '/';
	if (write_file(path, f->text, f->len, e))
		return -1;
	if (f->executable && chmod(path, 0755))
		return fail(e, "%s: cannot make it executable: %s", path,
			    strerror(errno));
	return 0;
}

int write_state(const struct verification *v, const struct text_file *state,
		const char *dir, struct err *e)
{
	for (size_t i = 0; i < v->paths.n; i++)
		if (write_state_file(&state[i], dir, e))
			return -1;
	return 0;
}

int read_state(const struct verification *v, const char *dir,
	       struct buf *texts, struct text_file *state, struct err *e)
{
	for (size_t i = 0; i < v->paths.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", dir, v->paths.v[i]);
		struct stat st;

		state[i] = (struct text_file){ .path = v->paths.v[i] };
		if (lstat(path, &st)) {
			if (errno == ENOENT || errno == ENOTDIR)
				continue;
			return fail(e, "%s: cannot look at it: %s", path,
				    strerror(errno));
		}
		if (read_file(path, &texts[i], e))
			return -1;
		state[i].text = texts[i].data;
		state[i].len = texts[i].len;
		state[i].executable = st.st_mode & S_IXUSR;
	}
	return 0;
}

int run_tool(const struct verification *v, struct child *c, int times,
	     struct err *e)
{
	struct child *one[] = { c };

	c->home = v->dir;
	c->timeout = v->s->options.timeout * times;
	if (run_children(one, 1, 1, e))
		return -1;
	_cleanup_free_ char *excuse = no_verdict(c);

	return excuse ? fail(e, "%s did not get to its end: %s", c->label,
			     excuse)
		      : 0;
}

int run_boxed(const struct verification *v, struct child *c,
	      const struct box *box, struct err *e)
{
	_cleanup_strings_ struct strings words = { 0 };
	const char *const *argv = c->argv;
	size_t n = 0;

	while (argv[n])
		n++;
	_cleanup_free_ const char **all =
		sandbox_argv(v->s, box, argv, n, &words);

	c->argv = all;
	c->by_shell = words.n;
	int r = run_tool(v, c, 1, e);

	c->argv = argv;
	return r;
}

static int is_there(const char *program, struct err *e)
{
	_cleanup_free_ char *path = NULL, *id = NULL;

	return program_look_for(program, &path, &id, e);
}

/* The first line of what a program says of itself. */
static json_t *first_line(const struct child *c)
{
	const struct buf *b = c->out.len ? &c->out : &c->err_out;
	_cleanup_free_ char *line =
		b->len ? xstrndup(b->data, strcspn(b->data, "\n"))
		       : xstrdup("unknown");

	return json_text(line);
}

int tools_missing(const struct tool *tools, size_t n, struct err *e)
{
	_cleanup_strings_ struct strings packages = { 0 };
	_cleanup_buf_ struct buf missing = { 0 }, install = { 0 };

	for (size_t i = 0; i < n; i++) {
		int there = is_there(tools[i].program, e);

		if (there < 0)
			return -1;
		if (there ||
		    strings_has(&packages, tools[i].package))
			continue;
		strings_add(&packages, tools[i].package);
		buf_printf(&missing, "%s%s", missing.len ? ", " : "",
			   tools[i].program);
		buf_printf(&install, " %s", tools[i].package);
	}
	if (missing.len)
		return fail(e, "missing: %s; install with: apt-get install%s",
			    missing.data, install.data);
	return 0;
}

int tools_versions(const struct session *s, const struct tool *tools, size_t n,
		   json_t **versions, struct err *e)
{
	_cleanup_free_ struct child *children = xcalloc(n, sizeof(*children));
	_cleanup_free_ struct child **list = xcalloc(n, sizeof(*list));
	const char *argv[n][3];
	int r;

	for (size_t i = 0; i < n; i++) {
		argv[i][0] = tools[i].program;
		argv[i][1] = tools[i].version ? tools[i].version : "--version";
		argv[i][2] = NULL;
		children[i] = (struct child){ .argv = argv[i],
					      .home = s->scratch,
					      .timeout = s->options.timeout };
		list[i] = &children[i];
	}
	r = run_children(list, n, s->options.jobs, e);
	*versions = json_object();
	for (size_t i = 0; i < n; i++) {
		/* what is shown is remembered by this */
		bool silent = !children[i].out.len && !children[i].err_out.len;

		if (!r && (children[i].end != CHILD_EXITED ||
			   (silent && children[i].code)))
			r = fail(e, "%s %s: %s", argv[i][0], argv[i][1],
				 child_end_text(&children[i]));
		else if (!r && silent)
			r = fail(e, "%s %s: it tells no version", argv[i][0],
				 argv[i][1]);
		json_object_set_new(*versions, tools[i].program,
				    first_line(&children[i]));
		child_deinit(&children[i]);
	}
	return r;
}
