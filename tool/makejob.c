/* SPDX-License-Identifier: GPL-2.0-only */
#include "makejob.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "excuse.h"

#define MAKE_TIMES 30 /* of the time limit of other programs */

void lane_forget(struct lane *l)
{
	l->ok = false;
	free(take_ptr(l->why));
	free(take_ptr(l->log));
	free(take_ptr(l->command));
	strings_deinit(&l->warnings);
}

/*
 * A jobserver of the make that runs us is handed on to the makes that we run,
 * if its descriptors are really there: "+" in front of the recipe.
 */
char *inherited_jobserver(int fds[2], char **fifo)
{
	static const char *const options[] = { "--jobserver-auth=",
					       "--jobserver-fds=" };
	const char *flags = getenv("MAKEFLAGS");

	for (size_t i = 0; flags && i < ARRAY_SIZE(options); i++) {
		const char *at = strstr(flags, options[i]);

		if (!at)
			continue;
		const char *value = at + strlen(options[i]);

		if (starts_with(value, "fifo:"))
			*fifo = xstrndup(value + 5, strcspn(value + 5, " "));
		else if (sscanf(value, "%d,%d", &fds[0], &fds[1]) != 2 ||
			 fcntl(fds[0], F_GETFD) < 0 ||
			 fcntl(fds[1], F_GETFD) < 0)
			continue;
		return xasprintf("MAKEFLAGS= -j %.*s", (int)strcspn(at, " "),
				 at);
	}
	return NULL;
}

void job_add(struct job *j, char *word)
{
	strings_add(&j->words, word);
	free(word);
}

static bool in_path(const char *program)
{
	_cleanup_err_ struct err none = { 0 };
	_cleanup_free_ char *path = NULL, *id = NULL;

	return !program_find(program, "", &path, &id, &none);
}

/*
 * dtc's lexer has a definition of its own of what its parser defines, where
 * e33a814e772c ("scripts/dtc: Remove redundant YYLOC global declaration") is
 * not in; gcc 10 and later do not merge them any more.
 */
static bool wants_fcommon(const struct builder *b)
{
	_cleanup_free_ char *path =
		xasprintf("%s/scripts/dtc/dtc-lexer.l", b->place.src);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	return !read_file(path, &text, &none) &&
	       strstr(text.data, "\nYYLTYPE yylloc;\n");
}

/*
 * The user's ccache, although make gets another home; in a box, one of this
 * kernel's own: what others build must not come out of what a tree left there.
 */
static void set_environment(const struct builder *b, struct job *j)
{
	static const char *const cleared[] = {
		"MAKE*", "MFLAGS", "GNUMAKEFLAGS", "KBUILD_*", "KCONFIG_*",
		"KCFLAGS", "KCPPFLAGS", "KAFLAGS", "ARCH", "SRCARCH",
		"SUBARCH", "CROSS_COMPILE", "CC", "LD", "AR", "NM", "LLVM*",
		"HOSTCC", "HOSTCXX", "HOSTCFLAGS", "HOSTLDFLAGS", "CFLAGS",
		"LDFLAGS", "CPPFLAGS", "CHECK", "CF", "C", "W", "V", "O", "M",
	};
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cleared); i++)
		j->env[n++] = cleared[i];
	/* a kernel's Makefile takes LC_ALL away, and gcc quotes by LANG */
	j->env[n++] = "LANG=C";
	j->env[n++] = "LC_CTYPE=C";
	j->env[n++] = "LC_MESSAGES=C";
	if (b->makeflags)
		j->env[n++] = b->makeflags;
	if (!b->v->s->options.no_sandbox) {
		j->env[n++] = "CCACHE_*";
		j->env[n++] = "CCACHE_MAXSIZE=500M";
		j->env_ccache = xasprintf("CCACHE_DIR=%s", b->ccache);
		j->env[n++] = j->env_ccache;
	} else if (!getenv("CCACHE_DIR") && (cache || home)) {
		j->env_ccache =
			cache && *cache
				? xasprintf("CCACHE_DIR=%s/ccache", cache)
				: xasprintf("CCACHE_DIR=%s/.cache/ccache",
					    home);
		j->env[n++] = j->env_ccache;
	}
}

void job_start(const struct builder *b, struct job *j,
		      struct lane *lane, unsigned int jobs)
{
	const char *cache = in_path("ccache") ? "ccache " : "";

	j->lane = lane;
	job_add(j, xstrdup("make"));
	job_add(j, xstrdup("-s"));
	if (!b->makeflags)
		job_add(j, xasprintf("-j%u", jobs ? jobs : 1));
	job_add(j, xasprintf("O=%s", lane->out));
	job_add(j, xasprintf("ARCH=%s", lane->arch));
	job_add(j, xasprintf("CROSS_COMPILE=%s", lane->cross));
	job_add(j, xstrdup("W=1"));
	job_add(j, xasprintf("HOSTCC=%sgcc", cache));
	if (lane->clang) {
		/* old kernels do not know LLVM=, and would take gcc */
		job_add(j, xstrdup("LLVM=1"));
		job_add(j, xasprintf("CC=%sclang", cache));
	} else {
		job_add(j, xasprintf("CC=%s%sgcc", cache, lane->cross));
	}
	if (wants_fcommon(b))
		job_add(j, xstrdup("HOSTCFLAGS=-O2 -fcommon"));
	set_environment(b, j);
}

void job_deinit(struct job *j)
{
	strings_deinit(&j->box);
	strings_deinit(&j->words);
	free(j->argv);
	free(j->env_ccache);
	child_deinit(&j->child);
}

/* The command as one can type it. */
static char *command_text(const struct builder *b, const struct job *j)
{
	_cleanup_buf_ struct buf text = { 0 };

	buf_printf(&text, "cd %s &&", b->place.src);
	for (size_t i = 0; i < j->words.n; i++)
		buf_printf(&text, strchr(j->words.v[i], ' ') ? " '%s'" : " %s",
			   j->words.v[i]);
	return buf_steal(&text);
}

/* "a/b/../../c" becomes "c": arm64 builds files of arm in this way. */
static void fold_dots(char *path)
{
	char *out = path;

	for (const char *in = path; *in;) {
		if (out == path || !starts_with(in, "/../")) {
			*out++ = *in++;
			continue;
		}
		while (out > path && out[-1] != '/')
			out--;
		/* the slash behind the dots is that in front of them */
		in += out > path ? 3 : 4;
		out -= out > path;
	}
	*out = '\0';
}

/* "PATH: TEXT" of a line "PATH:LINE:COLUMN: warning: TEXT", or NULL. */
static char *warning_of(const struct builder *b, const char *line)
{
	static const char *const kinds[] = { ": warning: ", ": error: " };
	size_t n = strlen(b->place.src);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const char *at = strstr(line, kinds[i]);

		if (!at)
			continue;
		_cleanup_free_ char *path =
			xstrndup(line, (size_t)(at - line));

		path[strcspn(path, ":")] = '\0';
		char *p = path;

		if (starts_with(p, b->place.src) && p[n] == '/')
			p += n + 1;
		else if (starts_with(p, "../src/"))
			p += strlen("../src/");
		while (starts_with(p, "./"))
			p += 2;
		fold_dots(p);
		return xasprintf("%s%s", p, at);
	}
	return NULL;
}

/* Why make failed: what tells most goes first. */
static char *reason_of(const struct builder *b, const struct child *c)
{
	static const char *const words[] = {
		"too old", "not supported", "unrecognized option",
		": Error: ", " error: ", "fatal error",
		"undefined reference", "No rule to make", "Error ", NULL,
	};
	static const char *const wanted[] = { "Minimum ", NULL };
	char *line = first_line_with(&c->err_out, words);
	size_t n = strlen(b->place.src);

	if (!line)
		return xstrdup(child_end_text(c));
	/* scripts/cc-version.sh says below what would not be */
	_cleanup_free_ char *least =
		strstr(line, words[0]) ? first_line_with(&c->err_out, wanted)
				       : NULL;

	if (least) {
		_cleanup_free_ char *alone = line;

		line = xasprintf("%s %s", alone, least + strspn(least, "* "));
	}
	/* "***" of a script, which says what is wrong behind it */
	memmove(line, line + strspn(line, "* "),
		strlen(line + strspn(line, "* ")) + 1);
	char *out = line;

	for (const char *in = line; *in;)
		if (starts_with(in, b->place.src))
			in += n + (in[n] == '/');
		else
			*out++ = *in++;
	*out = '\0';
	return line;
}

/* Keep what make said where it can be read. */
static int write_log(const struct builder *b, struct job *j, const char *name,
		     struct err *e)
{
	_cleanup_buf_ struct buf log = { 0 };
	struct lane *l = j->lane;

	l->command = command_text(b, j);
	l->log = xasprintf("%s/logs/%s-%s-%s.log", b->place.dir, l->arch,
			   l->compiler, name);
	for (char *c = l->log + strlen(b->place.dir); *c; c++)
		if (*c == ' ' || *c == ',')
			*c = '-';
	buf_printf(&log, "%s\n", l->command);
	buf_add(&log, j->child.out.data ? j->child.out.data : "",
		j->child.out.len);
	buf_add(&log, j->child.err_out.data ? j->child.err_out.data : "",
		j->child.err_out.len);
	return write_file(l->log, log.data, log.len, e);
}

/* What make's output says, to its lane. */
static int read_output(struct builder *b, struct job *j, const char *label,
		       struct err *e)
{
	struct lane *l = j->lane;
	_cleanup_free_ char *excuse = no_verdict(&j->child);
	const char *line;
	size_t at = 0, len;

	l->ok = j->child.end == CHILD_EXITED && !j->child.code;
	if (!l->ok)
		l->why = reason_of(b, &j->child);
	if (write_log(b, j, label, e))
		return -1;
	if (excuse)
		return fail(e, "%s: make did not get to its end: %s; the whole log is %s",
			    l->name, excuse, l->log);
	while (j->child.err_out.data &&
	       next_line(j->child.err_out.data, j->child.err_out.len, &at,
			 &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);
		_cleanup_free_ char *w = warning_of(b, one);

		if (w)
			strings_add(&l->warnings, w);
	}
	strings_sort(&l->warnings);
	return 0;
}

static void set_up(const struct builder *b, struct job *j, const char *label)
{
	int timeout = b->v->s->options.timeout;
	const struct box box = {
		.cwd = b->place.src,
		.read = (const char *const[]){ b->place.src, NULL },
		.write = (const char *const[]){ j->lane->out, b->ccache,
						b->fifo, NULL },
	};

	j->argv = sandbox_argv(b->v->s, &box, (const char *const *)j->words.v,
			       j->words.n, &j->box);
	j->child = (struct child){
		.argv = j->argv,
		.by_shell = j->box.n,
		.cwd = b->place.src,
		.home = b->v->dir,
		.env = j->env,
		.keep = b->makeflags && !b->fifo ? b->jobserver : NULL,
		.timeout = timeout > 2880 ? 86400 : timeout * MAKE_TIMES,
		.label = label,
	};
	lane_forget(j->lane);
}

/* A make that is killed, or that nobody waits for, leaves the mark off. */
static int mark(const struct job *j, bool at_work, struct err *e)
{
	const struct lane *l = j->lane;
	_cleanup_free_ char *path = xasprintf("%s/" MADE_BY, l->out);

	if (at_work) {
		unlink(path);
		return 0;
	}
	return j->child.end == CHILD_EXITED
		       ? replace_file(path, l->made_by, strlen(l->made_by), e)
		       : 0;
}

/* Run the jobs, and leave with each lane what came of it. */
int jobs_run(struct builder *b, struct job *jobs, size_t n,
		    const char *label, struct err *e)
{
	_cleanup_free_ struct child **list = xcalloc(n, sizeof(struct child *));
	bool went_well = true;

	for (size_t i = 0; i < n; i++) {
		set_up(b, &jobs[i], label);
		list[i] = &jobs[i].child;
		if (mark(&jobs[i], true, e))
			return -1;
	}
	/* a job of a make above us is one process */
	if (run_children(list, n, b->makeflags ? 1 : b->v->s->options.jobs,
			 e))
		return -1;
	for (size_t i = 0; i < n; i++)
		went_well &= !jobs[i].child.code &&
			     jobs[i].child.end == CHILD_EXITED;
	/* whatever make says, it may be for want of a file */
	if (n && place_check(&b->place, !went_well, e))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (mark(&jobs[i], false, e) ||
		    read_output(b, &jobs[i], label, e))
			return -1;
	return 0;
}

/* Fair shares for those that run at once. */
unsigned int job_share(const struct builder *b, size_t n)
{
	unsigned int jobs = b->v->s->options.jobs;

	return n && jobs > n ? jobs / (unsigned int)n : 1;
}
