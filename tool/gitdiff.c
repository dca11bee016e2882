/* SPDX-License-Identifier: GPL-2.0-only */
#include "gitdiff.h"

#include <git2.h>
#include <stdio.h>
#include <string.h>

#include "difftext.h"
#include "gitmem.h"
#include "plain.h"

#define STAT_WIDTH 72
#define SMALL_DIFF 20 /* lines */
/* Of a file: each of them is looked for in all of it. */
#define MAX_HUNKS 1000

static void free_diff(git_diff **d)
{
	git_diff_free(*d);
}

static void free_patch(git_patch **p)
{
	git_patch_free(*p);
}

static void free_index(git_index **i)
{
	git_index_free(*i);
}

static void free_git_tree(git_tree **t)
{
	git_tree_free(*t);
}

void delta_deinit(struct delta *d)
{
	for (size_t i = 0; i < d->n; i++) {
		for (size_t k = 0; k < d->hunks[i].n; k++)
			free(d->hunks[i].lines[k].text);
		free(d->hunks[i].lines);
		free(d->hunks[i].heading);
	}
	free(d->hunks);
	free(d->path);
	buf_deinit(&d->added);
}

/* "int f(void)" of "@@ -1,2 +3,4 @@ int f(void)". */
static char *heading_of(const git_diff_hunk *hunk)
{
	_cleanup_free_ char *head = xstrndup(hunk->header, hunk->header_len);
	const char *second = *head ? strstr(head + 1, " @@") : NULL;
	const char *start = second ? second + 3 + strspn(second + 3, " ") : "";

	return xstrndup(start, strcspn(start, "\r\n"));
}

/* Lines that start so, one after the other. */
struct finder {
	const char *start;
	size_t at;
	int line; /* the one that comes next */
};

/* The line of the next one. */
static int find_next(struct finder *f, const char *text, size_t len)
{
	size_t n, want = strlen(f->start);
	const char *p;

	while (next_line(text, len, &f->at, &p, &n)) {
		f->line++;
		if (n >= want && !memcmp(p, f->start, want))
			break;
	}
	return f->line - 1;
}

static int take_line(struct delta *d, struct hunk *h,
		     const git_diff_line *line, const char *where,
		     struct err *e)
{
	size_t n = line->content_len;

	if (line->origin == GIT_DIFF_LINE_CONTEXT_EOFNL ||
	    line->origin == GIT_DIFF_LINE_ADD_EOFNL ||
	    line->origin == GIT_DIFF_LINE_DEL_EOFNL)
		return fail(e, "%s: %s: a file without a newline at its end cannot be carried",
			    where, d->path);
	if (line->origin == GIT_DIFF_LINE_ADDITION &&
	    turns_text(line->content, n))
		return fail(e, "%s: %s: a line is added in which a mark turns the direction of writing: it reads as something else than it is",
			    where, d->path);
	if (line->origin == GIT_DIFF_LINE_ADDITION)
		buf_add(&d->added, line->content, n);
	if (n && line->content[n - 1] == '\n')
		n--;
	struct hunk_line *to = array_add(h->lines, h->n);

	to->origin = line->origin;
	to->text = xstrndup(line->content, n);
	return 0;
}

static int take_hunks(struct delta *d, git_patch *patch, const char *where,
		      struct err *e)
{
	size_t n = git_patch_num_hunks(patch);

	if (n > MAX_HUNKS)
		return fail(e, "%s: %s: the patch has %zu hunks of it, and of no file can more than %d be carried",
			    where, d->path, n, MAX_HUNKS);
	buf_add(&d->added, "", 0);
	for (size_t i = 0; i < n; i++) {
		const git_diff_hunk *hunk;
		struct hunk *h = array_add(d->hunks, d->n);
		size_t lines;

		if (git_patch_get_hunk(&hunk, &lines, patch, i))
			return fail(e, "%s: %s: cannot read a hunk: %s",
				    where, d->path, git_fault());
		h->old_start = hunk->old_start;
		h->heading = heading_of(hunk);
		for (size_t k = 0; k < lines; k++) {
			const git_diff_line *line;

			if (git_patch_get_line_in_hunk(&line, patch, i, k))
				return fail(e, "%s: %s: cannot read a hunk: %s",
					    where, d->path, git_fault());
			if (take_line(d, h, line, where, e))
				return -1;
			if (d->kind == DELTA_ADDED && line->origin != '+')
				return fail(e, "%s: malformed patch: %s is new, but the patch has old lines of it",
					    where, d->path);
		}
	}
	if (!n)
		return fail(e, "%s: %s: the patch changes no line", where,
			    d->path);
	return 0;
}

static int take_delta(git_diff *diff, size_t i, const char *name, int line,
		      struct delta *d, struct err *e)
{
	_cleanup_(free_patch) git_patch *patch = NULL;
	const git_diff_delta *g = git_diff_get_delta(diff, i);
	_cleanup_free_ char *where = xasprintf("%s:%d", name, line);

	d->file_line = line;
	d->path = xstrdup(g->new_file.path);
	if (g->status == GIT_DELTA_ADDED)
		d->kind = DELTA_ADDED;
	else if (g->status == GIT_DELTA_MODIFIED &&
		 g->old_file.mode == g->new_file.mode &&
		 !strcmp(g->old_file.path, g->new_file.path))
		d->kind = DELTA_MODIFIED;
	else
		return fail(e, "%s: %s: only new files and changed lines can be carried, no deletion, rename or change of mode",
			    where, d->path);
	if (g->flags & GIT_DIFF_FLAG_BINARY)
		return fail(e, "%s: %s: a binary file cannot be carried",
			    where, d->path);
	if (d->kind == DELTA_ADDED &&
	    g->new_file.mode != GIT_FILEMODE_BLOB)
		return fail(e, "%s: %s: only ordinary files can be added",
			    where, d->path);
	if (d->kind == DELTA_MODIFIED)
		git_oid_nfmt(d->old_oid, g->old_file.id_abbrev,
			     &g->old_file.id);
	if (git_patch_from_diff(&patch, diff, i))
		return fail(e, "%s: %s: cannot read the patch: %s", where,
			    d->path, git_fault());
	return take_hunks(d, patch, where, e);
}

/* libgit2 counts lines from the diff's first; say it in the file's. */
static int parse_fault(const char *name, int line0, struct err *e)
{
	const char *msg = git_fault();
	const char *at = strstr(msg, "at line ");
	int line;

	if (at && sscanf(at, "at line %d", &line) == 1)
		return fail(e, "%s:%d: malformed patch: %.*s", name,
			    line0 + line - 1,
			    at > msg ? (int)(at - msg) - 1 : 0, msg);
	return fail(e, "%s:%d: malformed patch: %s", name, line0, msg);
}

int diff_parse(const char *text, size_t len, const char *name, int line0,
	       struct delta **deltas, size_t *n, struct err *e)
{
	_cleanup_(free_diff) git_diff *diff = NULL;
	struct finder files = { "diff --git ", 0, line0 };
	struct finder hunks = { "@@ -", 0, line0 };
	size_t heads;

	*deltas = NULL;
	*n = 0;
	/* libgit2 1.5 copies lines as strings, and reads behind what it copied */
	if (memchr(text, '\0', len))
		return fail(e, "%s: is not a text file", name);
	if (git_diff_from_buffer(&diff, text, len))
		return parse_fault(name, line0, e);
	if (diff_check_lines(text, len, name, line0, &heads, e))
		return -1;
	/* it passes over a head that it does not understand */
	if (heads != git_diff_num_deltas(diff))
		return fail(e, "%s:%d: malformed patch: of %zu \"diff --git\" lines, %zu begin a diff",
			    name, line0, heads, git_diff_num_deltas(diff));
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		int line = find_next(&files, text, len);
		struct delta *d = array_add(*deltas, *n);

		if (take_delta(diff, i, name, line, d, e))
			return -1;
		for (size_t k = 0; k < d->n; k++)
			d->hunks[k].file_line = find_next(&hunks, text, len);
	}
	if (!*n)
		return fail(e, "%s:%d: malformed patch: no \"diff --git\" in it",
			    name, line0);
	return 0;
}

/* The tree of all files as they are before or after the change. */
static int make_tree(struct mem *s, const struct change *changes, size_t n,
		     bool after, git_tree **tree, struct err *e)
{
	_cleanup_(free_index) git_index *index = NULL;
	git_oid id;

	if (git_index_new(&index))
		return fail(e, "cannot make an index: %s", git_fault());
	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes[i];
		git_index_entry entry = {
			.mode = c->executable ? GIT_FILEMODE_BLOB_EXECUTABLE
					      : GIT_FILEMODE_BLOB,
			.path = c->path,
		};

		if (!after && !c->before)
			continue;
		if (git_blob_create_from_buffer(
			    &entry.id, s->git, after ? c->after : c->before,
			    after ? c->after_len : c->before_len) ||
		    git_index_add(index, &entry))
			return fail(e, "%s: cannot make a blob: %s", c->path,
				    git_fault());
	}
	if (git_index_write_tree_to(&id, index, s->git) ||
	    git_tree_lookup(tree, s->git, &id))
		return fail(e, "cannot make a tree: %s", git_fault());
	return 0;
}

static void diff_options(git_diff_options *o)
{
	git_diff_options_init(o, GIT_DIFF_OPTIONS_VERSION);
	o->flags = GIT_DIFF_INDENT_HEURISTIC;
	o->id_abbrev = OID_HEX;
	o->context_lines = 3;
	/* diff.noprefix of a user's configuration must not reach a patch */
	o->old_prefix = "a/";
	o->new_prefix = "b/";
}

/* One line of a diffstat. */
struct stat_line {
	const char *path;
	size_t added, removed;
};

/* So many characters for @n of @max lines, in a graph of @width. */
static size_t scale(size_t n, size_t width, size_t max)
{
	if (!n || max < width)
		return n;
	return 1 + n * (width - 1) / max;
}

/* A path that is too long loses folders in front, as git does it. */
static void add_path(struct buf *out, const char *path, size_t width)
{
	size_t len = strlen(path);

	if (len > width) {
		const char *tail = path + len - (width - 3);
		const char *slash = strchr(tail, '/');
		_cleanup_free_ char *cut =
			xasprintf("...%s", slash ? slash : tail);

		buf_printf(out, " %-*s |", (int)width, cut);
		return;
	}
	buf_printf(out, " %-*s |", (int)width, path);
}

static void add_graph(struct buf *out, const struct stat_line *l,
		      size_t width, size_t max)
{
	size_t total = scale(l->added + l->removed, width, max);
	bool fewer = l->added < l->removed;
	size_t less = scale(fewer ? l->added : l->removed, width, max);

	if (total < 2 && l->added && l->removed)
		total = 2;
	for (size_t i = 0; i < (fewer ? less : total - less); i++)
		buf_putc(out, '+');
	for (size_t i = 0; i < (fewer ? total - less : less); i++)
		buf_putc(out, '-');
}

/*
 * The stat of git format-patch, by its rules (git, diff.c, show_stats()):
 * libgit2 1.5 draws a '-' for files that only grow.
 */
static void add_stat_lines(struct buf *out, const struct stat_line *v,
			   size_t n)
{
	size_t name = 0, max = 0, digits = 1, graph, added = 0, removed = 0;

	for (size_t i = 0; i < n; i++) {
		if (strlen(v[i].path) > name)
			name = strlen(v[i].path);
		if (v[i].added + v[i].removed > max)
			max = v[i].added + v[i].removed;
		added += v[i].added;
		removed += v[i].removed;
	}
	for (size_t i = max; i >= 10; i /= 10)
		digits++;
	graph = max;
	if (name + digits + 6 + graph > STAT_WIDTH) {
		size_t share = STAT_WIDTH * 3 / 8 - digits - 6;

		if (graph > share)
			graph = share;
		if (name > STAT_WIDTH - digits - 6 - graph)
			name = STAT_WIDTH - digits - 6 - graph;
		else
			graph = STAT_WIDTH - digits - 6 - name;
	}
	for (size_t i = 0; i < n; i++) {
		add_path(out, v[i].path, name);
		buf_printf(out, " %*zu%s", (int)digits,
			   v[i].added + v[i].removed,
			   v[i].added + v[i].removed ? " " : "");
		add_graph(out, &v[i], graph, max);
		buf_putc(out, '\n');
	}
	buf_printf(out, " %zu file%s changed", n, n == 1 ? "" : "s");
	if (added || !removed)
		buf_printf(out, ", %zu insertion%s(+)", added,
			   added == 1 ? "" : "s");
	if (removed || !added)
		buf_printf(out, ", %zu deletion%s(-)", removed,
			   removed == 1 ? "" : "s");
	buf_putc(out, '\n');
}

static int add_stat(git_diff *diff, struct buf *stat, struct err *e)
{
	size_t n = git_diff_num_deltas(diff);
	_cleanup_free_ struct stat_line *v = xcalloc(n, sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		_cleanup_(free_patch) git_patch *patch = NULL;
		size_t context;

		if (git_patch_from_diff(&patch, diff, i) ||
		    git_patch_line_stats(&context, &v[i].added, &v[i].removed,
					 patch))
			return fail(e, "cannot make a diffstat: %s",
				    git_fault());
		v[i].path = git_diff_get_delta(diff, i)->new_file.path;
	}
	add_stat_lines(stat, v, n);
	return 0;
}

/* What nobody could read again: libgit2 takes the square of them to apply it. */
static int check_hunks(git_diff *diff, struct err *e)
{
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		_cleanup_(free_patch) git_patch *patch = NULL;
		size_t n;

		if (git_patch_from_diff(&patch, diff, i))
			return fail(e, "cannot read the patch made: %s",
				    git_fault());
		n = patch ? git_patch_num_hunks(patch) : 0;
		if (n > MAX_HUNKS)
			return fail(e, "%s: the patch made has %zu hunks of it, and of no file can more than %d be carried",
				    git_diff_get_delta(diff, i)->new_file.path,
				    n, MAX_HUNKS);
	}
	return 0;
}

/* Parse the patch as anyone else would, apply it, compare the trees. */
static int prove(struct mem *s, const char *text, size_t len,
		 git_tree *before, git_tree *after, struct err *e)
{
	_cleanup_(free_diff) git_diff *diff = NULL;
	_cleanup_(free_index) git_index *index = NULL;
	git_oid id;

	if (git_diff_from_buffer(&diff, text, len))
		return fail(e, "the patch made cannot be read: %s",
			    git_fault());
	if (check_hunks(diff, e))
		return -1;
	if (git_apply_to_tree(&index, s->git, before, diff, NULL) ||
	    git_index_write_tree_to(&id, index, s->git))
		return fail(e, "the patch made does not apply: %s",
			    git_fault());
	if (!git_oid_equal(&id, git_tree_id(after)))
		return fail(e, "the patch made does not give the result it was made from");
	return 0;
}

int diff_make(const struct change *changes, size_t n, struct buf *stat,
	      struct buf *patch, struct err *e)
{
	_cleanup_mem_ struct mem s = { 0 };
	_cleanup_(free_git_tree) git_tree *before = NULL;
	_cleanup_(free_git_tree) git_tree *after = NULL;
	_cleanup_(free_diff) git_diff *diff = NULL;
	git_diff_options options;
	git_buf text = { 0 };

	diff_options(&options);
	if (mem_open(&s, NULL, e) ||
	    make_tree(&s, changes, n, false, &before, e) ||
	    make_tree(&s, changes, n, true, &after, e))
		return -1;
	if (git_diff_tree_to_tree(&diff, s.git, before, after, &options) ||
	    git_diff_to_buf(&text, diff, GIT_DIFF_FORMAT_PATCH))
		return fail(e, "cannot diff: %s", git_fault());
	buf_add(patch, text.ptr, text.size);
	int r = prove(&s, text.ptr, text.size, before, after, e);

	git_buf_dispose(&text);
	return r ? r : add_stat(diff, stat, e);
}

int diff_text(const char *old, size_t old_len, const char *old_name,
	      const char *new, size_t new_len, const char *new_name,
	      unsigned int context, struct buf *out)
{
	_cleanup_(free_patch) git_patch *patch = NULL;
	git_diff_options options;
	git_buf text = { 0 };

	diff_options(&options);
	options.context_lines = context;
	options.flags |= GIT_DIFF_FORCE_TEXT;
	options.old_prefix = "";
	options.new_prefix = "";
	if (git_patch_from_buffers(&patch, old, old_len, old_name, new,
				   new_len, new_name, &options) ||
	    git_patch_to_buf(&text, patch))
		return -1;
	/* the file lines say it all; "diff --git" and "index" are noise */
	const char *from = text.size ? strstr(text.ptr, "\n--- ") : NULL;

	if (from && out)
		buf_puts(out, from + 1);
	git_buf_dispose(&text);
	return (int)git_patch_num_hunks(patch);
}

char *diff_small(const char *old, const char *old_name, const char *new,
		 const char *new_name)
{
	_cleanup_buf_ struct buf diff = { 0 };
	struct buf out = { 0 };
	size_t at = 0, len, n = 0;
	const char *p;

	/* of two texts that are the same, libgit2 makes no patch at all */
	if (strcmp(old, new))
		diff_text(old, strlen(old), old_name, new, strlen(new),
			  new_name, 1, &diff);
	while (diff.len && next_line(diff.data, diff.len, &at, &p, &len)) {
		if (n++ >= SMALL_DIFF)
			continue;
		buf_add(&out, p, len);
		buf_putc(&out, '\n');
	}
	if (n > SMALL_DIFF)
		buf_printf(&out, "... and %zu more\n", n - SMALL_DIFF);
	return buf_steal(&out);
}

struct added {
	bool *v;
	size_t n;
};

static int note_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		     const git_diff_line *line, void *payload)
{
	struct added *a = payload;

	(void)delta;
	(void)hunk;
	if (line->origin == GIT_DIFF_LINE_ADDITION && line->new_lineno > 0 &&
	    (size_t)line->new_lineno <= a->n)
		a->v[line->new_lineno - 1] = true;
	return 0;
}

int diff_added(const char *old, const char *new, bool *added, size_t lines,
	       struct err *e)
{
	struct added a = { added, lines };
	git_diff_options options;

	diff_options(&options);
	options.flags |= GIT_DIFF_FORCE_TEXT;
	if (git_diff_buffers(old, strlen(old), NULL, new, strlen(new), NULL,
			     &options, NULL, NULL, NULL, note_line, &a))
		return fail(e, "cannot diff: %s", git_fault());
	return 0;
}
