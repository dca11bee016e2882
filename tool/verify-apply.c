/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does the series apply as people apply patches? In memory, by quilt and by
 * git am, each without an offset, and all to the same tree.
 */
#include "verify.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "excuse.h"

const struct tool apply_tools[] = {
	{ "git", "git", NULL },
	{ "quilt", "quilt", NULL },
	{ "patch", "patch", NULL },
};

const size_t n_apply_tools = ARRAY_SIZE(apply_tools);

#define N_WAYS 3
static const char *const ways[N_WAYS] = { "libgit2", "quilt", "git am" };

static void passed(struct verification *v, const char *name, double since)
{
	proof_add(&v->proof, LEVEL_APPLY, name, PASSED, NULL, now() - since);
}

static void failed(struct verification *v, const char *name, double since,
		   char *why)
{
	proof_add(&v->proof, LEVEL_APPLY, name, FAILED, why, now() - since);
}

static int in_memory(struct verification *v, char *id, struct err *e)
{
	_cleanup_err_ struct err why = { 0 };
	double since = now();

	int r = make_states(v, &why);

	if (r < 0)
		return fail(e, "%s", why.msg);
	if (r) {
		failed(v, ways[0], since, take_ptr(why.msg));
		return 0;
	}
	if (mem_tree_id(v->states[v->series.n], v->paths.n, id, e))
		return -1;
	passed(v, ways[0], since);
	return 0;
}

static char *last_word(const struct buf *text)
{
	char *line = last_line(text);

	return line ? line : xstrdup("it says nothing");
}

/* The first line of @text that has one of @words, else its last line. */
static char *telling_line(const struct buf *text, const char *const *words)
{
	const char *line;
	size_t at = 0, len;

	while (next_line(text->data, text->len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		for (size_t i = 0; words[i]; i++)
			if (strstr(one, words[i]))
				return take_ptr(one);
	}
	return last_word(text);
}

/* The hunk that went in elsewhere than its head says, or NULL. */
static char *moved_hunk(const struct buf *text)
{
	const char *line, *file = "";
	size_t at = 0, len, file_len = 0;

	while (text->data &&
	       next_line(text->data, text->len, &at, &line, &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);

		if (starts_with(one, "patching file ")) {
			file = line + strlen("patching file ");
			file_len = len - strlen("patching file ");
		}
		if (starts_with(one, "Hunk ") &&
		    (strstr(one, "offset") || strstr(one, "fuzz")))
			return xasprintf("%.*s: %s", (int)file_len, file, one);
	}
	return NULL;
}

static void close_fts(FTS **walk)
{
	if (*walk)
		fts_close(*walk);
}

static int by_path(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Is there more below @dir than the series' files and what quilt notes? */
static int find_more(const struct verification *v, const char *dir,
		     char **more, struct err *e)
{
	_cleanup_free_ char *root = xstrdup(dir);
	char *const roots[] = { root, NULL };
	_cleanup_(close_fts) FTS *walk =
		fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_path);
	FTSENT *entry;

	if (!walk)
		return fail(e, "%s: cannot be read: %s", dir, strerror(errno));
	for (errno = 0; !*more && (entry = fts_read(walk)); errno = 0) {
		const char *path = entry->fts_path + strlen(dir);

		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
		    entry->fts_info == FTS_NS)
			return fail(e, "%s: cannot be read: %s",
				    entry->fts_path,
				    strerror(entry->fts_errno));
		if (!strcmp(path, "/.pc"))
			fts_set(walk, entry, FTS_SKIP);
		else if (entry->fts_info != FTS_D &&
			 entry->fts_info != FTS_DP &&
			 (entry->fts_info != FTS_F ||
			  !strings_has(&v->paths, path + 1)))
			*more = xasprintf("it makes %s, of which the diffs of the series say nothing",
					  path + 1);
	}
	return errno && !*more ? fail(e, "%s: cannot be read: %s", dir,
				      strerror(errno))
			       : 0;
}

/*
 * patch(1) looks for heads of diffs everywhere in a file, in the message too.
 * Does it say of as many files that it patches them as there are in the diffs?
 */
static char *other_count(const struct verification *v, const struct buf *said)
{
	const char *line;
	size_t at = 0, len, n = 0, want = 0;

	for (size_t i = 0; i < v->series.n; i++)
		want += v->series.v[i].n;
	while (said->data && next_line(said->data, said->len, &at, &line, &len))
		n += len > 9 && !memcmp(line, "patching ", 9);
	return n == want ? NULL
			 : xasprintf("it patches %zu files, the diffs of the series are of %zu",
				     n, want);
}

static int tree_of(const struct verification *v, const char *dir, char *id,
		   struct err *e)
{
	_cleanup_free_ struct buf *texts =
		xcalloc(v->paths.n, sizeof(*texts));
	_cleanup_free_ struct text_file *state =
		xcalloc(v->paths.n, sizeof(*state));
	int r = read_state(v, dir, texts, state, e);

	if (!r)
		r = mem_tree_id(state, v->paths.n, id, e);
	for (size_t i = 0; i < v->paths.n; i++)
		buf_deinit(&texts[i]);
	return r;
}

static int quilt(const struct verification *v, const char *dir,
		 const char *what, struct child *c, struct err *e)
{
	_cleanup_free_ char *patches =
		xasprintf("QUILT_PATCHES=%s", v->patches);
	const char *const push[] = { "quilt", "--quiltrc", "-",	  "push",
				     "-a",    "--fuzz=0",  NULL };
	const char *const pop[] = { "quilt", "--quiltrc", "-", "pop", "-a",
				    NULL };
	const char *const env[] = { patches, NULL };

	c->argv = strcmp(what, "push") ? pop : push;
	c->env = env;
	c->cwd = dir;
	return run_tool(v, c, 1, e);
}

static int no_rejection(const struct child *push, struct err *e)
{
	_cleanup_free_ char *out = last_word(&push->out);
	_cleanup_free_ char *why = last_word(
		push->err_out.len ? &push->err_out : &push->out);

	return fail(e, "quilt push: %s (%s)", out, why);
}

static int by_quilt(struct verification *v, char *id, struct err *e)
{
	/* what patch(1) itself says of a patch that does not fit */
	static const char *const words[] = {
		"FAILED", "can't find", "malformed", "mangled", "garbage",
		"unexpected", "unterminated", "misordered", "already exists",
		"previously applied", "refusing to", "not deleting",
		"Not deleting", "kipping patch", NULL,
	};
	_cleanup_(child_deinit) struct child push = { .label = "quilt" };
	_cleanup_(child_deinit) struct child pop = { .label = "quilt" };
	_cleanup_free_ char *dir = xasprintf("%s/quilt", v->dir);
	_cleanup_free_ char *moved = NULL;
	char base[OID_HEX + 1], after[OID_HEX + 1];
	double since = now();

	if (make_dirs(dir, e) || write_state(v, v->states[0], dir, e) ||
	    mem_tree_id(v->states[0], v->paths.n, base, e) ||
	    quilt(v, dir, "push", &push, e))
		return -1;
	if (push.code) {
		_cleanup_free_ char *why = first_line_with(&push.out, words);

		/* quilt says "does not apply" even if patch was killed */
		if (!why)
			return no_rejection(&push, e);
		failed(v, ways[1], since, take_ptr(why));
		return 0;
	}
	moved = moved_hunk(&push.out);
	if (!moved)
		moved = other_count(v, &push.out);
	if (!moved && find_more(v, dir, &moved, e))
		return -1;
	if (moved) {
		failed(v, ways[1], since, take_ptr(moved));
		return 0;
	}
	if (tree_of(v, dir, id, e) || quilt(v, dir, "pop", &pop, e) ||
	    tree_of(v, dir, after, e))
		return -1;
	if (pop.code || strcmp(base, after)) {
		failed(v, ways[1], since,
		       xasprintf("quilt pop -a does not bring the kernel's files back (%s)",
				 child_end_text(&pop)));
		return 0;
	}
	passed(v, ways[1], since);
	return 0;
}

/* git in @dir, finding neither the user's settings nor other repositories. */
static int git(const struct verification *v, const char *dir,
	       const char *const *args, struct child *c, struct err *e)
{
	static const char *const fixed[] = {
		"git",	"-c", "core.autocrlf=false", "-c", "gc.auto=0",
		"-c",	"init.defaultBranch=scratch",
	};
	_cleanup_free_ char *ceiling =
		xasprintf("GIT_CEILING_DIRECTORIES=%s", v->dir);
	const char *const env[] = { ceiling,
				    "GIT_CONFIG_NOSYSTEM=1",
				    "GIT_CONFIG_GLOBAL=/dev/null",
				    "GIT_AUTHOR_NAME=base",
				    "GIT_AUTHOR_EMAIL=base@scratch.invalid",
				    "GIT_COMMITTER_NAME=verify",
				    "GIT_COMMITTER_EMAIL=verify@scratch.invalid",
				    NULL };
	size_t n = 0;

	while (args[n])
		n++;
	_cleanup_free_ const char **argv =
		xcalloc(ARRAY_SIZE(fixed) + n + 1, sizeof(*argv));

	memcpy(argv, fixed, sizeof(fixed));
	memcpy(argv + ARRAY_SIZE(fixed), args, n * sizeof(*args));
	child_deinit(c);
	*c = (struct child){ .argv = argv, .env = env, .cwd = dir,
			     .label = "git am" };
	return run_tool(v, c, 1, e);
}

/* For a step that says nothing of the series: any fault of it is git's own. */
static int git_step(const struct verification *v, const char *dir,
		    const char *const *args, struct child *c, struct err *e)
{
	if (git(v, dir, args, c, e))
		return -1;
	if (!c->code)
		return 0;
	const char *why = c->err_out.len ? c->err_out.data : child_end_text(c);

	return fail(e, "git %s fails in %s: %.*s", args[0], dir,
		    (int)strcspn(why, "\n"), why);
}

/* A repository of the kernel's files as they are, in one commit. */
static int make_repository(struct verification *v, const char *dir,
			   struct child *c, struct err *e)
{
	static const char *const steps[][7] = {
		{ "init", "-q", "--template=", NULL },
		{ "add", "-A", "-f", NULL },
		{ "commit", "-q", "--allow-empty", "-m", "base", NULL },
	};

	if (make_dirs(dir, e) || write_state(v, v->states[0], dir, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (git_step(v, dir, steps[i], c, e))
			return -1;
	return 0;
}

/* One patch a call: git am of several does not say which one it is at. */
static int am_all(struct verification *v, const char *dir, struct child *c,
		  char **why, struct err *e)
{
	static const char *const words[] = { "error: ", "fatal: ", NULL };

	for (size_t k = 0; k < v->series.n; k++) {
		const char *name = v->series.v[k].name;
		_cleanup_free_ char *path =
			xasprintf("%s/%s", v->patches, name);
		const char *const am[] = { "am", "-q", "--keep-cr", path,
					   NULL };

		if (git(v, dir, am, c, e))
			return -1;
		if (!c->code)
			continue;
		_cleanup_free_ char *line = telling_line(&c->err_out, words);

		*why = xasprintf("%s: %s", name,
				 starts_with(line, "error: ") ||
						 starts_with(line, "fatal: ")
					 ? line + 7
					 : line);
		return 0;
	}
	return 0;
}

static int by_git_am(struct verification *v, char *id, struct err *e)
{
	static const char *const count[] = { "rev-list", "--count", "HEAD",
					     NULL };
	static const char *const tree[] = { "rev-parse", "HEAD^{tree}", NULL };
	_cleanup_(child_deinit) struct child c = { 0 };
	_cleanup_free_ char *dir = xasprintf("%s/am", v->dir);
	_cleanup_free_ char *why = NULL;
	double since = now();

	if (make_repository(v, dir, &c, e) || am_all(v, dir, &c, &why, e))
		return -1;
	if (why) {
		failed(v, ways[2], since, take_ptr(why));
		return 0;
	}
	if (git_step(v, dir, count, &c, e))
		return -1;
	if (strtoul(c.out.len ? c.out.data : "0", NULL, 10) !=
	    v->series.n + 1) {
		failed(v, ways[2], since,
		       xasprintf("it does not make %zu commits of %zu patches",
				 v->series.n, v->series.n));
		return 0;
	}
	if (git_step(v, dir, tree, &c, e))
		return -1;
	if (c.out.len <= OID_HEX)
		return fail(e, "git %s names no tree in %s", tree[0], dir);
	memcpy(id, c.out.data, OID_HEX);
	passed(v, ways[2], since);
	return 0;
}

int apply_ready(const struct session *s, struct err *e)
{
	_cleanup_free_ char *scratch = realpath(s->scratch, NULL);

	/* gen_tempfile() of quilt 0.66 hands TMPDIR to mktemp without quotes */
	if (!scratch || !strpbrk(scratch, " \t\n"))
		return 0;
	return fail(e, "temporary files go to '%.*s': quilt splits a path at a blank; set TMPDIR to a directory that has none in its path",
		    (int)(strrchr(scratch, '/') - scratch), scratch);
}

int verify_apply(struct verification *v, struct err *e)
{
	char ids[N_WAYS][OID_HEX + 1] = { "", "", "" };
	char whole[OID_HEX + 1];

	if (in_memory(v, ids[0], e) || by_quilt(v, ids[1], e) ||
	    by_git_am(v, ids[2], e))
		return -1;
	if (proof_verdict(&v->proof, LEVEL_APPLY) == FAILED)
		return 0;
	double since = now();

	for (size_t i = 1; i < N_WAYS; i++) {
		if (!strcmp(ids[i], ids[0]))
			continue;
		failed(v, "same tree", since,
		       xasprintf("%s ends in another tree than %s", ways[i],
				 ways[0]));
		return 0;
	}
	/* of unpacked sources, only the files that are touched are known */
	strcpy(whole, ids[0]);
	if (*tree_id(v->tree) &&
	    mem_tree_id_over(v->tree, v->states[v->series.n], v->paths.n,
			     whole, e))
		return -1;
	free(v->proof.result);
	v->proof.result = xstrdup(whole);
	passed(v, "same tree", since);
	return 0;
}
