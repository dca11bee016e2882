/* SPDX-License-Identifier: GPL-2.0-only */
#include "build.h"

#include <string.h>
#include <unistd.h>

#include "dir.h"
#include "makejob.h"

const struct tool gcc_tools[] = {
	{ "make", "make", NULL },
	{ "bc", "bc", NULL },
	{ "flex", "flex", NULL },
	{ "bison", "bison", NULL },
	{ "gcc", "gcc", NULL },
	{ "aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu", NULL },
	{ "arm-linux-gnueabi-gcc", "gcc-arm-linux-gnueabi", NULL },
};

const size_t n_gcc_tools = ARRAY_SIZE(gcc_tools);

const struct tool clang_tools[] = {
	{ "clang", "clang", NULL },
	{ "ld.lld", "lld", NULL },
	{ "llvm-nm", "llvm", NULL },
};

const size_t n_clang_tools = ARRAY_SIZE(clang_tools);

/* Soft float: v4.4 asks gcc for ARMv7 in a way that hard float refuses. */
static const struct {
	const char *arch, *cross;
} archs[] = {
	{ "arm64", "aarch64-linux-gnu-" },
	{ "arm", "arm-linux-gnueabi-" },
};

static void lane_deinit(struct lane *l)
{
	lane_forget(l);
	free(l->name);
	free(l->out);
	free(l->made_by);
	buf_deinit(&l->fragment);
	strings_deinit(&l->also);
	free(l->refused);
	free(l->config_key);
	buf_deinit(&l->config);
	buf_deinit(&l->default_config);
	strings_deinit(&l->goals);
	strings_deinit(&l->objects);
	for (size_t i = 0; i < l->n_off; i++) {
		free(l->off[i].object);
		free(l->off[i].symbol);
	}
	free(l->off);
	strings_deinit(&l->built);
}

/* Which symbol does "CONFIG_A=..." set? Its length, or 0. */
static size_t set_symbol(const char *line, size_t len)
{
	const char *eq = memchr(line, '=', len);

	return eq && starts_with(line, "CONFIG_") ? (size_t)(eq - line) : 0;
}

static bool is_set_again(const char *rest, const char *line, size_t n)
{
	const char *later;
	size_t at = 0, len;

	while (next_text_line(rest, &at, &later, &len))
		if (set_symbol(later, len) == n && !strncmp(later, line, n))
			return true;
	return false;
}

/* The last word on a symbol stands: the series has it behind the general. */
static void drop_overridden(struct buf *fragment)
{
	struct buf out = { 0 };
	const char *line;
	size_t at = 0, len;

	while (next_line(fragment->data, fragment->len, &at, &line, &len)) {
		size_t n = set_symbol(line, len);

		if (!n || at >= fragment->len ||
		    !is_set_again(fragment->data + at, line, n))
			buf_printf(&out, "%.*s\n", (int)len, line);
	}
	buf_deinit(fragment);
	*fragment = out;
}

/* "# Also: a.o b.o" in a fragment. */
static void read_also(struct lane *l)
{
	const char *line;
	size_t at = 0, len;

	while (next_line(l->fragment.data, l->fragment.len, &at, &line,
			 &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		if (!starts_with(one, "# Also: "))
			continue;
		for (char *w = strtok(one + 8, " "); w; w = strtok(NULL, " "))
			strings_add(&l->also, w);
	}
}

static void add_version(const struct verification *v, const char *program,
			struct buf *out)
{
	for (enum level l = LEVEL_STYLE; l < N_LEVELS; l++) {
		const char *text = json_string_value(
			json_object_get(v->proof.levels[l].tools, program));

		if (!text)
			continue;
		buf_printf(out, "%s\n", text);
		break;
	}
}

/* The programs that decide what is in a lane's build folder. */
static char *made_by(const struct verification *v, const struct lane *l)
{
	_cleanup_free_ char *cross = xasprintf("%sgcc", l->cross);
	_cleanup_buf_ struct buf all = { 0 };

	add_version(v, "gcc", &all);
	add_version(v, l->clang ? "clang" : cross, &all);
	if (l->clang)
		add_version(v, "ld.lld", &all);
	return buf_steal(&all);
}

/*
 * A build folder of another compiler would be a mixture, and one whose make
 * was killed may hold half a file that make takes for a whole one.
 */
static int keep_or_clear(const struct lane *l, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/" MADE_BY, l->out);
	_cleanup_free_ char *configs = xasprintf("%s/configs", l->out);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf there = { 0 };

	if (!read_file(path, &there, &none) && !strcmp(there.data, l->made_by))
		return 0;
	return remove_tree(l->out, e) || make_dirs(configs, e) ||
			       replace_file(path, l->made_by,
					    strlen(l->made_by), e)
		       ? -1
		       : 0;
}

static int add_lane(struct builder *b, size_t i, bool clang, struct err *e)
{
	_cleanup_free_ char *name = xasprintf("%s.config", archs[i].arch);
	_cleanup_buf_ struct buf fragment = { 0 };
	int there = read_settings(b->v, name, &fragment, e);

	/* an architecture without one is not built for */
	if (there <= 0)
		return there;
	struct lane *l = array_add(b->lanes, b->n);

	l->arch = archs[i].arch;
	l->cross = archs[i].cross;
	l->clang = clang;
	l->compiler = clang ? "clang" : "gcc";
	l->name = xasprintf("%s %s", l->arch, l->compiler);
	l->out = xasprintf("%s/%s-%s", b->place.dir, l->arch, l->compiler);
	buf_add(&fragment, "", 0);
	drop_overridden(&fragment);
	l->fragment = fragment;
	fragment = (struct buf){ 0 };
	read_also(l);
	l->made_by = made_by(b->v, l);
	return keep_or_clear(l, e);
}

int builder_open(struct builder *b, struct verification *v, bool clang,
		 struct err *e)
{
	b->v = v;
	b->makeflags = inherited_jobserver(b->jobserver, &b->fifo);
	if (place_open(&b->place, v, e))
		return -1;
	b->ccache = xasprintf("%s/ccache", b->place.dir);
	if (make_dirs(b->ccache, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++)
		if (add_lane(b, i, false, e))
			return -1;
	for (size_t i = 0; clang && i < ARRAY_SIZE(archs); i++)
		if (add_lane(b, i, true, e))
			return -1;
	if (!b->n)
		return fail(e, "%s: has no fragment of a configuration, arm64.config or arm.config",
			    v->data);
	return 0;
}

void builder_close(struct builder *b)
{
	for (size_t i = 0; i < b->n; i++)
		lane_deinit(&b->lanes[i]);
	free(b->lanes);
	place_close(&b->place);
	free(b->ccache);
	free(b->makeflags);
	free(b->fifo);
}

int builder_put(struct builder *b, size_t k, struct err *e)
{
	return place_put(&b->place, b->v->states[k], e);
}

static bool is_overridden(const struct variant *variant, const char *line)
{
	size_t n = variant->off ? strlen(variant->off) : 0;

	return n && !strncmp(line, variant->off, n) && line[n] == '=';
}

/* What is asked for: the fragment, the series' own, and what is off. */
static void ask_for(const struct builder *b, const struct lane *l,
		    const struct variant *variant, size_t k, struct buf *out)
{
	_cleanup_strings_ struct strings own = { 0 };
	const char *line;
	size_t at = 0, len;

	for (size_t i = 0; i < k; i++)
		added_symbols(b->v->series.v[i].deltas, b->v->series.v[i].n,
			      &own);
	while (next_line(l->fragment.data, l->fragment.len, &at, &line, &len))
		if (starts_with(line, "CONFIG_") &&
		    !is_overridden(variant, line))
			buf_printf(out, "%.*s\n", (int)len, line);
	for (size_t i = 0; i < own.n; i++)
		buf_printf(out, variant->driver_off ? "# %s is not set\n"
						    : "%s=y\n",
			   own.v[i]);
	if (variant->off)
		buf_printf(out, "# %s is not set\n", variant->off);
}

/* The Kconfig files of the state, as they enter the key. */
static void add_kconfig(const struct builder *b, size_t k, struct buf *out)
{
	for (size_t i = 0; i < b->v->paths.n; i++) {
		const struct text_file *f = &b->v->states[k][i];

		if (f->text && strstr(f->path, "Kconfig"))
			buf_add(out, f->text, f->len);
	}
}

static int take_config(struct lane *l, const char *path, struct err *e)
{
	buf_reset(&l->config);
	return read_file(path, &l->config, e);
}

/* Make the .config that @key stands for the one in use. */
static int use_config(struct lane *l, const char *kept, const char *key,
		      struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/.config", l->out);
	_cleanup_free_ char *mark = xasprintf("%s/configured", l->out);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf last = { 0 };

	l->ok = true;
	free(l->config_key);
	l->config_key = xstrdup(key);
	if (take_config(l, kept, e))
		return -1;
	if (!read_file(mark, &last, &none) && !strcmp(last.data, key))
		return 0;
	unlink(mark);
	if (write_file(path, l->config.data, l->config.len, e))
		return -1;
	return write_file(mark, key, strlen(key), e);
}

/* Set up the job that makes the .config, if it is not known yet. */
static int config_job(struct builder *b, struct lane *l,
		      const struct variant *variant, size_t k,
		      unsigned int jobs, struct job *j, char **kept,
		      struct err *e)
{
	_cleanup_buf_ struct buf asked = { 0 }, all = { 0 };
	char key[OID_HEX + 1];

	ask_for(b, l, variant, k, &asked);
	buf_add(&all, asked.data, asked.len);
	add_kconfig(b, k, &all);
	blob_id(all.data, all.len, key);
	*kept = xasprintf("%s/configs/%s", l->out, key);
	lane_forget(l);
	if (!access(*kept, F_OK))
		return use_config(l, *kept, key, e);
	_cleanup_free_ char *fragment = xasprintf("%s/fragment", l->out);
	_cleanup_free_ char *mark = xasprintf("%s/configured", l->out);

	unlink(mark);
	if (write_file(fragment, asked.data, asked.len, e))
		return -1;
	free(l->config_key);
	l->config_key = xstrdup(key);
	job_start(b, j, l, jobs);
	job_add(j, xasprintf("KCONFIG_ALLCONFIG=%s", fragment));
	job_add(j, xstrdup("allnoconfig"));
	return 1;
}

static int keep_config(struct lane *l, const char *kept, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/.config", l->out);
	_cleanup_free_ char *mark = xasprintf("%s/configured", l->out);

	if (!l->ok)
		return 0;
	if (take_config(l, path, e) ||
	    replace_file(kept, l->config.data, l->config.len, e))
		return -1;
	return write_file(mark, l->config_key, strlen(l->config_key), e);
}

int builder_configure(struct builder *b, struct lane **lanes, size_t n,
		      const struct variant *variant, size_t k, struct err *e)
{
	_cleanup_free_ struct job *jobs = xcalloc(n, sizeof(*jobs));
	_cleanup_free_ char **kept = xcalloc(n, sizeof(*kept));
	_cleanup_free_ char **waiting = xcalloc(n, sizeof(*waiting));
	_cleanup_free_ char *label =
		xasprintf("configuring, %s", variant->name);
	size_t count = 0;
	int r = 0;

	for (size_t i = 0; i < n && r >= 0; i++) {
		r = config_job(b, lanes[i], variant, k, job_share(b, n),
			       &jobs[count], &kept[i], e);
		if (r > 0)
			waiting[count++] = kept[i];
	}
	if (r >= 0)
		r = jobs_run(b, jobs, count, label, e);
	for (size_t i = 0; i < count; i++) {
		if (!r)
			r = keep_config(jobs[i].lane, waiting[i], e);
		job_deinit(&jobs[i]);
	}
	for (size_t i = 0; i < n; i++)
		free(kept[i]);
	return r;
}

/* Takes @symbol over. */
static void note_off(struct lane *l, const char *object, char *symbol)
{
	for (size_t i = 0; i < l->n_off; i++)
		if (!strcmp(l->off[i].object, object)) {
			free(symbol);
			return;
		}
	*array_add(l->off, l->n_off) =
		(struct off){ xstrdup(object), symbol };
}

static int choose_object(struct builder *b, struct lane *l,
			 const char *object, bool base, struct err *e)
{
	_cleanup_free_ char *goal = NULL;
	_cleanup_free_ char *source =
		xasprintf("%s/%.*sc", b->place.src, (int)strlen(object) - 1,
			  object);
	int r = goal_of(b->place.src, l->arch, object, &goal, e);

	if (r > 0 && base)
		r = path_is_there(source, e);
	if (r < 1 || strings_has(&l->objects, object))
		return r < 0 ? -1 : 0;
	_cleanup_free_ char *asked =
		ends_with(goal, "/") ? xasprintf("%sfolder.o", goal)
				     : xstrdup(goal);

	char *off = NULL;

	r = is_built(b->place.src, &l->config, asked, &off, e);
	if (r < 1) {
		if (base || r < 0)
			free(off);
		else
			note_off(l, object, off);
		return r;
	}
	if (!base && !strings_has(&l->built, object))
		strings_add(&l->built, object);
	strings_add(&l->objects, object);
	if (!strings_has(&l->goals, goal))
		strings_add(&l->goals, goal);
	return 0;
}

int builder_choose(struct builder *b, struct lane *l, size_t from, size_t to,
		   bool base, struct err *e)
{
	const struct series *s = &b->v->series;
	_cleanup_strings_ struct strings objects = { 0 };
	bool headers = false;

	strings_deinit(&l->goals);
	strings_deinit(&l->objects);
	for (size_t k = from; k <= to; k++)
		headers |= changes_header(s->v[k - 1].deltas,
					  s->v[k - 1].n);
	/* a header may break what earlier patches brought */
	for (size_t k = headers ? 1 : from; k <= to; k++)
		changed_objects(s->v[k - 1].deltas, s->v[k - 1].n, &objects);
	for (size_t i = 0; i < objects.n; i++)
		if (choose_object(b, l, objects.v[i], base, e))
			return -1;
	/* with nothing to build in the kernel alone, does that build at all? */
	headers |= base && !l->goals.n;
	for (size_t i = 0; headers && i < l->also.n; i++)
		if (choose_object(b, l, l->also.v[i], base, e))
			return -1;
	return 0;
}

/* Is the object there, by this lane's compiler, and no part of a module? */
static int check_object(struct lane *l, const char *object, struct err *e)
{
	const char *slash = strrchr(object, '/');
	_cleanup_free_ char *path = xasprintf("%s/%s", l->out, object);
	_cleanup_free_ char *cmd =
		xasprintf("%s/%.*s/.%s.cmd", l->out, (int)(slash - object),
			  object, slash + 1);
	_cleanup_buf_ struct buf text = { 0 };
	int there = path_is_there(path, e);

	/* by another architecture's folder it has its .cmd elsewhere */
	if (there < 0 || read_file_if_there(cmd, &text, e) < 0)
		return -1;
	if (!there)
		l->why = xasprintf("make succeeds, but there is no %s", object);
	else if (text.data && strstr(text.data, " -DMODULE "))
		l->why = xasprintf("%s is built as a module", object);
	else if (text.data && !strstr(text.data, l->clang ? "clang" : "gcc"))
		l->why = xasprintf("%s was not built by %s", object,
				   l->compiler);
	l->ok = !l->why;
	return 0;
}

static void remove_objects(const struct lane *l)
{
	for (size_t i = 0; i < l->objects.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", l->out, l->objects.v[i]);

		unlink(path);
	}
}

int builder_make(struct builder *b, struct lane **lanes, size_t n,
		 const char *const *extra, const char *label, struct err *e)
{
	_cleanup_free_ struct job *jobs = xcalloc(n, sizeof(*jobs));
	int r;

	for (size_t i = 0; i < n; i++) {
		struct job *j = &jobs[i];

		if (!extra)
			remove_objects(lanes[i]);
		job_start(b, j, lanes[i], job_share(b, n));
		for (size_t k = 0; extra && extra[k]; k++)
			strings_add(&j->words, extra[k]);
		for (size_t k = 0; k < lanes[i]->goals.n; k++)
			strings_add(&j->words, lanes[i]->goals.v[k]);
	}
	r = jobs_run(b, jobs, n, label, e);
	for (size_t i = 0; i < n; i++) {
		struct lane *l = lanes[i];

		for (size_t k = 0; !r && l->ok && k < l->objects.n; k++)
			r = check_object(l, l->objects.v[k], e);
		job_deinit(&jobs[i]);
	}
	return r;
}
