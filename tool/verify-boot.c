/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does the series do its job on a kernel that runs? tool/boot boots it, in the
 * ways that the series has for that; each boot is a check. What boot.sh prints
 * is in its help.
 */
#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "dir.h"
#include "excuse.h"
#include "jsontext.h"
#include "makejob.h"

#define SCRIPTS "tool/boot"
#define ALL_TIMES 120 /* of the time limit of other programs */
#define BOOT_TIMES 3
#define MAX_WHY 4096 /* bytes of reasons for one boot */

const struct tool boot_tools[] = {
	{ "qemu-system-aarch64", "qemu-system-arm", NULL },
	{ "dtc", "device-tree-compiler", NULL },
	{ "mke2fs", "e2fsprogs", "-V" },
	{ "cpio", "cpio", NULL },
	{ "apt-get", "apt", NULL },
	{ "dpkg-deb", "dpkg", NULL },
	{ "make", "make", NULL },
	{ "bc", "bc", NULL },
	{ "flex", "flex", NULL },
	{ "bison", "bison", NULL },
	{ "gcc", "gcc", NULL },
	{ "aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu", NULL },
};

const size_t n_boot_tools = ARRAY_SIZE(boot_tools);

/* The directory of the scripts; the caller frees. NULL is a fault. */
static char *find_scripts(const struct session *s, struct err *e)
{
	_cleanup_free_ char *program = session_data(s, SCRIPTS "/boot.sh", e);
	int there = program ? path_is_there(program, e) : -1;

	if (!there)
		fail(e, "%s: is not there, nor in " DATADIR, program);
	return there > 0 ? xstrndup(program, (size_t)(strrchr(program, '/') -
						      program))
			 : NULL;
}

int boot_ready(const struct session *s, struct err *e)
{
	_cleanup_free_ char *scripts = find_scripts(s, e);
	const char *path = getenv("PATH");
	_cleanup_free_ char *more = xasprintf(
		"%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");

	if (!scripts)
		return -1;
	if (!s->which->boots)
		return fail(e, "the series '%s' has no boots: no directory 'boot' beside its patches, and no 'boots' in its section, says what to boot and what must come of it; --level=build goes as far as there is something to show",
			    s->which->name ? s->which->name : s->which->patches);
	if (s->options.tree)
		return fail(e, "--level=boot builds from a git repository, and --tree has none; use --repo and NAME=REV");
	/* mke2fs is where only administrators look */
	setenv("PATH", more, 1);
	return 0;
}

/* All files below @dir, one behind the other. */
static int add_files(const char *dir, struct buf *out, struct err *e)
{
	_cleanup_strings_ struct strings names = { 0 };
	int there = list_dir(dir, &names, e);

	if (there < 1)
		return there ? -1 : fail(e, "%s: is not there", dir);
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", dir, names.v[i]);
		struct stat st;

		if (*names.v[i] == '.')
			continue;
		if (stat(path, &st))
			return fail(e, "%s: cannot look at it: %s", path,
				    strerror(errno));
		buf_printf(out, "%s\n", names.v[i]);
		if (S_ISDIR(st.st_mode) ? add_files(path, out, e)
					: read_file(path, out, e))
			return -1;
	}
	return 0;
}

int boot_settings(const struct verification *v, struct buf *out,
		  struct err *e)
{
	_cleanup_free_ char *scripts = find_scripts(v->s, e);
	const char *more = getenv("BACKPORTGEN_BOOT_CONFIG");

	if (!scripts || add_files(scripts, out, e) || add_files(v->s->which->boots, out, e))
		return -1;
	if (more && *more && read_file(more, out, e))
		return fail_prefix(e, "BACKPORTGEN_BOOT_CONFIG");
	return 0;
}

/* boot.sh at work, and what it has told so far. */
struct boots {
	struct verification *v;
	struct child child;
	char state[200]; /* what it was about last, for the progress line */
	struct check *failed; /* the boot that the next lines are about */
	size_t n, n_failed;
	long plan;
};

/* "ok - NAME (SECONDS s)" or "not ok - ...": the name, or NULL. */
static char *boot_name(const char *line, bool *ok, double *seconds)
{
	const char *at = strstr(line, "ok - "), *end = strrchr(line, '(');

	*ok = at == line;
	if (!*ok && (!at || strncmp(line, "not ", 4) || at != line + 4))
		return NULL;
	at += strlen("ok - ");
	*seconds = 0;
	if (!end || end <= at || !ends_with(line, " s)"))
		return xstrdup(at);
	*seconds = strtod(end + 1, NULL);
	return xstrndup(at, (size_t)(end - at) - 1);
}

static void hear(struct child *c, const char *line)
{
	struct boots *b = c->ctx;
	bool ok;
	double seconds;
	_cleanup_free_ char *name = boot_name(line, &ok, &seconds);

	if (name)
		snprintf(b->state, sizeof(b->state), "%s: %s, %.1f s", name,
			 verdict_text(ok ? PASSED : FAILED), seconds);
	else if (starts_with(line, "boot: "))
		snprintf(b->state, sizeof(b->state), "%s", line + 6);
	if (name)
		progress_step(b->state);
}

static void add_tool(struct boots *b, const char *text)
{
	const char *colon = strstr(text, ": ");

	if (!colon)
		return;
	_cleanup_free_ char *name = xstrndup(text, (size_t)(colon - text));

	json_object_set_new(b->v->proof.levels[LEVEL_BOOT].tools, name,
			    json_text(colon + 2));
}

/* "NAME; WHY" */
static void add_left_out(struct boots *b, const char *text)
{
	const char *at = strrchr(text, ';');
	_cleanup_free_ char *name =
		xstrndup(text, at ? (size_t)(at - text) : strlen(text));

	proof_add(&b->v->proof, LEVEL_BOOT, name, LEFT_OUT,
		  xstrdup(at ? at + 1 + strspn(at + 1, " ") : ""), 0);
}

/* A line about the boot that failed last. */
static void add_reason(struct boots *b, const char *text)
{
	static const char log[] = "the log is ";
	struct check *c = b->failed;

	if (!c)
		return;
	if (starts_with(text, log)) {
		free(c->log);
		c->log = xstrdup(text + strlen(log));
		return;
	}
	if (strlen(c->why) > MAX_WHY)
		return;
	char *both = *c->why ? xasprintf("%s; %s", c->why, text)
			     : xstrdup(text);

	free(c->why);
	c->why = both;
}

static void take_line(struct boots *b, const char *line)
{
	bool ok;
	double seconds;
	_cleanup_free_ char *name = boot_name(line, &ok, &seconds);

	if (name) {
		struct check *c = proof_add(&b->v->proof, LEVEL_BOOT, name,
					    ok ? PASSED : FAILED, NULL,
					    seconds);

		b->failed = ok ? NULL : c;
		b->n_failed += !ok;
		b->n++;
	} else if (starts_with(line, "# with ")) {
		add_tool(b, line + strlen("# with "));
	} else if (starts_with(line, "# left out: ")) {
		add_left_out(b, line + strlen("# left out: "));
		b->failed = NULL;
	} else if (starts_with(line, "# ")) {
		add_reason(b, line + 2);
	} else if (starts_with(line, "1..")) {
		b->plan = strtol(line + 3, NULL, 10);
	}
}

/* The last thing that boot.sh complained of, or how it ended. */
static char *complaint(const struct child *c)
{
	_cleanup_free_ char *line = last_line(&c->err_out);

	if (!line)
		return xstrdup(child_end_text(c));
	const char *text = line;

	if (starts_with(text, "boot: ") && text[6])
		text += 6;
	return c->end == CHILD_EXITED
		       ? xstrdup(text)
		       : xasprintf("%s; its last word: %s", child_end_text(c),
				   text);
}

static void take_output(struct boots *b)
{
	const struct buf *out = &b->child.out;
	const char *line;
	size_t at = 0, len;

	while (out->data && next_line(out->data, out->len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		take_line(b, one);
	}
}

static void judge(struct boots *b)
{
	const struct child *c = &b->child;

	/* all that it set out to do, and the status that belongs to it? */
	if (b->n && b->plan == (long)b->n && c->code == (b->n_failed ? 1 : 0))
		return;
	proof_add(&b->v->proof, LEVEL_BOOT, "boot.sh", FAILED,
		  !c->code ? xasprintf("it ends well after %zu boots of %ld",
				       b->n, b->plan)
			   : complaint(c),
		  0);
}

/*
 * A repository in our own directory that has the objects of the user's: git may
 * not trust the directory of another user, and here it reads objects only.
 */
static int borrow_objects(const struct verification *v, const char *repo,
			  struct err *e)
{
	_cleanup_free_ char *objects = tree_objects(v->tree);
	_cleanup_free_ char *info = xasprintf("%s/objects/info", repo);
	_cleanup_free_ char *refs = xasprintf("%s/refs", repo);
	_cleanup_free_ char *head = xasprintf("%s/HEAD", repo);
	_cleanup_free_ char *list = xasprintf("%s/alternates", info);
	_cleanup_free_ char *line = xasprintf("%s\n", objects);
	static const char none[] = "ref: refs/heads/none\n";

	if (make_dirs(info, e) || make_dirs(refs, e) ||
	    write_file(head, none, strlen(none), e))
		return -1;
	return write_file(list, line, strlen(line), e);
}

static int run_boots(struct boots *b, const char *scripts, struct err *e)
{
	struct verification *v = b->v;
	_cleanup_free_ char *program = xasprintf("%s/boot.sh", scripts);
	_cleanup_free_ char *repo = xasprintf("%s/kernel.git", v->dir);
	_cleanup_free_ char *cache = cache_path("boot");
	_cleanup_free_ char *own = xasprintf("%s/boot", v->dir);
	_cleanup_free_ char *fifo = NULL;
	int jobserver[2];
	_cleanup_free_ char *server = inherited_jobserver(jobserver, &fifo);
	_cleanup_free_ char *jobs =
		xasprintf("JOBS=%u", server ? 1 : v->s->options.jobs);
	_cleanup_free_ char *limit = xasprintf(
		"BOOT_TIMEOUT=%d", v->s->options.timeout * BOOT_TIMES);
	bool boxed = !v->s->options.no_sandbox;
	const char *const argv[] = { boxed ? NULL : program,
				     boxed ? program : "--no-sandbox",
				     "--name", v->proof.target,
				     v->s->which->boots, repo, tree_commit(v->tree), v->patches,
				     cache ? cache : own, NULL };
	const char *const env[] = { "CROSS_COMPILE", jobs, limit, NULL };

	if (borrow_objects(v, repo, e))
		return -1;
	b->child.argv = argv + boxed;
	b->child.env = env;
	b->child.label = b->state;
	b->child.hear = hear;
	b->child.ctx = b;
	return run_tool(v, &b->child, ALL_TIMES, e);
}

int verify_boot(struct verification *v, struct err *e)
{
	struct boots b = { .v = v, .state = "boot.sh" };
	_cleanup_free_ char *scripts = find_scripts(v->s, e);
	json_t **tools = &v->proof.levels[LEVEL_BOOT].tools;
	json_t *shared = *tools;
	int r;

	if (!scripts)
		return -1;
	*tools = json_deep_copy(shared);
	json_decref(shared);
	r = run_boots(&b, scripts, e);
	take_output(&b);
	if (!r) {
		judge(&b);
	} else if (b.child.end != CHILD_EXITED) {
		_cleanup_free_ char *why = complaint(&b.child);

		fail(e, "boot.sh: %s", why);
	}
	child_deinit(&b.child);
	return r;
}
