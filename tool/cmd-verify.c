/* SPDX-License-Identifier: GPL-2.0-only */
/* verify: put the series of the output folder to the proof. */
#include "commands.h"

#include <string.h>

#include "build.h"
#include "jsontext.h"
#include "publish.h"
#include "say.h"
#include "verify.h"

#define MOST_TOOLS 48 /* of all levels together */

/* The levels; each takes the ones above it for granted. */
static const struct {
	int (*ready)(const struct session *s, struct err *e);
	int (*run)(struct verification *v, struct err *e);
	int (*settings)(const struct verification *v, struct buf *out,
			struct err *e);
	struct {
		const struct tool *v;
		const size_t *n;
	} tools[3];
} levels[N_LEVELS] = {
	{ apply_ready, verify_apply, NULL, { { apply_tools, &n_apply_tools } } },
	{ build_ready, verify_style, style_settings,
	  { { style_tools, &n_style_tools }, { gcc_tools, &n_gcc_tools } } },
	{ build_ready, verify_build, build_settings,
	  { { gcc_tools, &n_gcc_tools }, { clang_tools, &n_clang_tools } } },
	{ boot_ready, verify_boot, boot_settings,
	  { { boot_tools, &n_boot_tools } } },
};

struct verifying {
	struct session *s;
	enum level last;
	json_t *tools[N_LEVELS];
	struct proof *proofs; /* one a target */
};

static void verifying_deinit(struct verifying *y)
{
	for (size_t l = 0; l < N_LEVELS; l++)
		json_decref(y->tools[l]);
	for (size_t i = 0; y->proofs && i < y->s->chosen.n; i++)
		proof_deinit(&y->proofs[i]);
	free(y->proofs);
}

static int find_level(const char *text, enum level *l)
{
	for (*l = 0; *l < N_LEVELS; (*l)++)
		if (levels[*l].run && !strcmp(text, level_text(*l)))
			return 0;
	return -1;
}

static const struct tool box_tool = { "bwrap", "bubblewrap", NULL };

static size_t add_tools(const struct verifying *y, enum level l,
			struct tool *all, size_t n)
{
	if (l > LEVEL_APPLY && !y->s->options.no_sandbox)
		all[n++] = box_tool;
	for (size_t i = 0; i < ARRAY_SIZE(levels[l].tools); i++)
		for (size_t k = 0; levels[l].tools[i].v &&
				   k < *levels[l].tools[i].n; k++)
			if (n < MOST_TOOLS)
				all[n++] = levels[l].tools[i].v[k];
	return n;
}

/* What is missing for any level is told before the first one starts. */
static int find_tools(struct verifying *y, struct err *e)
{
	struct tool all[MOST_TOOLS];
	size_t n = 0;

	for (enum level l = 0; l <= y->last; l++)
		n = add_tools(y, l, all, n);
	if (tools_missing(all, n, e))
		return -1;
	for (enum level l = 0; l <= y->last; l++) {
		if (tools_versions(y->s, all, add_tools(y, l, all, 0),
				   &y->tools[l], e))
			return -1;
		/* what was shown so is not taken for what a box has shown */
		if (l > LEVEL_APPLY && y->s->options.no_sandbox)
			json_object_set_new(y->tools[l], box_tool.program,
					    json_string(SANDBOX_NONE));
	}
	return 0;
}

/* All that a level's verdict depends on, as one id; NULL is a fault. */
static char *level_key(const struct verifying *y, const struct verification *v,
		       enum level l, struct err *e)
{
	_cleanup_buf_ struct buf all = { 0 };
	_cleanup_free_ char *tools =
		json_dumps(y->tools[l], JSON_COMPACT | JSON_SORT_KEYS);
	char id[OID_HEX + 1];

	buf_printf(&all, "backportgen " VERSION "\n%s\n%s\n%s\n%s\n%s\n",
		   level_text(l), v->proof.series, v->proof.commit,
		   v->proof.base, tools);
	if (levels[l].settings && levels[l].settings(v, &all, e))
		return NULL;
	blob_id(all.data, all.len, id);
	return xstrdup(id);
}

/* "apply: passed, 4 checks, 0.3 s, tree 0123456789ab" */
static void tell_level(const struct verifying *y, const struct proof *p,
		       enum level l)
{
	enum finding verdict = proof_verdict(p, l);
	size_t n = 0, left_out = 0;

	for (size_t i = 0; i < p->n; i++) {
		n += p->checks[i].level == l;
		left_out += p->checks[i].level == l &&
			    p->checks[i].verdict == LEFT_OUT;
	}
	if (strcmp(y->s->options.format, "text") ||
	    (y->s->options.verbosity < 0 && verdict != FAILED))
		return;
	_cleanup_buf_ struct buf line = { 0 };

	buf_printf(&line, "%s: %s: %s, %zu checks", p->target, level_text(l),
		   verdict_text(verdict), n);
	if (left_out)
		buf_printf(&line, ", %zu left out", left_out);
	if (p->result)
		buf_printf(&line, ", tree %.12s", p->result);
	if (l > LEVEL_APPLY && y->s->options.no_sandbox)
		buf_puts(&line, ", without a sandbox");
	buf_printf(&line,
		   p->levels[l].remembered
			   ? ", unchanged since it was shown in %.1f s; --force repeats it"
			   : ", %.1f s",
		   p->levels[l].seconds);
	say("%s", line.data);
	for (size_t i = 0; y->s->options.verbosity > 0 && i < p->n; i++) {
		const struct check *c = &p->checks[i];

		if (c->level == l)
			say("%s: %s: %s: %s%s%s%s%s", p->target, level_text(l),
			    c->name, verdict_text(c->verdict),
			    *c->why ? ": " : "", c->why,
			    c->log ? "; the whole log is " : "",
			    c->log ? c->log : "");
	}
	say_flush();
}

/* The first check of a level that failed, as a fault of its target. */
static int level_fault(const struct verification *v, enum level l,
		       struct err *e)
{
	for (size_t i = 0; i < v->proof.n; i++) {
		const struct check *c = &v->proof.checks[i];

		if (c->level == l && c->verdict == FAILED)
			return fail(e, "%s: %s: %s%s%s", level_text(l),
				    c->name, c->why,
				    c->log ? "; the whole log is " : "",
				    c->log ? c->log : "");
	}
	return 0;
}

/*
 * What was shown up to a fault must not pass for the whole; of the record it
 * is no part, as it says nothing of the series.
 */
static int unfinished(struct proof *p, enum level l, struct err *e)
{
	p->levels[l].broken = true;
	proof_add(p, l, "to its end", FAILED, xstrdup(e->msg), 0);
	return fail_prefix(e, "%s", level_text(l));
}

/*
 * Has all that the level looks at an id? Of unpacked sources only the files of
 * the series have one, so what else was shown of them is not remembered.
 */
static bool is_known(const struct verification *v, enum level l)
{
	return *tree_id(v->tree) || l == LEVEL_APPLY;
}

static int verify_level(const struct verifying *y, struct verification *v,
			enum level l, struct err *e)
{
	struct proof *p = &v->proof;
	double since = now();

	p->levels[l].done = true;
	p->levels[l].tools = json_incref(y->tools[l]);
	if (is_known(v, l)) {
		p->levels[l].key = level_key(y, v, l, e);
		if (!p->levels[l].key)
			return unfinished(p, l, e);
	}
	if (y->s->options.force || !proof_remember(p, l)) {
		/* a level that is remembered has made no states */
		int r = l > LEVEL_APPLY ? make_states(v, e) : 0;

		if (!r)
			r = levels[l].run(v, e);
		p->levels[l].seconds = now() - since;
		if (r)
			return unfinished(p, l, e);
	}
	tell_level(y, p, l);
	return level_fault(v, l, e);
}

/* What the memory keeps of a series on a kernel stands under this. */
static struct store_key record_key(const struct proof *p)
{
	_cleanup_buf_ struct buf all = { 0 };

	buf_printf(&all, "proof 1\n%s\n%s\n%s\n", p->series, p->commit,
		   p->base);
	return store_key(&all);
}

/*
 * What was shown here stands in the memory. What stands beside the series may
 * come from anybody, as the series does, and is never read for this.
 */
static void recall(struct verification *v)
{
	struct store_key key = record_key(&v->proof);
	_cleanup_buf_ struct buf text = { 0 };

	if (store_get(v->s->store, &key, &text))
		proof_take_old(&v->proof, text.data, text.len);
}

static void remember(const struct verification *v)
{
	struct store_key key = record_key(&v->proof);
	_cleanup_buf_ struct buf text = { 0 };

	proof_text(&v->proof, true, &text);
	store_put(v->s->store, &key, &text);
}

/* Put the proof beside the series, where that is not what stands there. */
static int write_proof(const struct verification *v, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/%s/" PROOF, v->s->output,
					      v->proof.target);
	_cleanup_buf_ struct buf text = { 0 }, there = { 0 };
	_cleanup_err_ struct err none = { 0 };

	proof_text(&v->proof, false, &text);
	if (!read_file(path, &there, &none) && there.len == text.len &&
	    !memcmp(there.data, text.data, text.len))
		return 0;
	return publish_proof(v->s->output, v->proof.target, &v->files,
			     text.data, text.len, e);
}

static int verify_levels(const struct verifying *y, struct verification *v,
			 struct err *e)
{
	_cleanup_err_ struct err unwritten = { 0 };
	bool news = false, shown = false;
	int result = 0;

	recall(v);
	for (enum level l = 0; !result && l <= y->last; l++) {
		result = verify_level(y, v, l, e);
		shown |= !v->proof.levels[l].broken;
		news |= !v->proof.levels[l].broken &&
			!v->proof.levels[l].remembered;
	}
	if (stop_signal || !shown) /* interrupted, or the machine failed */
		return result;
	if (news)
		remember(v);
	if (write_proof(v, &unwritten) && !result)
		return fail(e, "%s", unwritten.msg);
	return result;
}

static int verify_target(const struct verifying *y, const struct run *r,
			 struct proof *proof, struct err *e)
{
	_cleanup_(verification_close) struct verification v = { 0 };
	int result = verification_open(&v, y->s, r, e);

	if (!result)
		result = verify_levels(y, &v, e);
	*proof = v.proof;
	v.proof = (struct proof){ .target = xstrdup(r->target->name) };
	return result;
}

static void tell_json(const struct verifying *y)
{
	json_t *list = json_array();

	for (size_t i = 0; i < y->s->chosen.n; i++)
		json_array_append_new(list, proof_json(&y->proofs[i], false));
	_cleanup_free_ char *text = json_print(list, JSON_INDENT(2));

	say_text(text, strlen(text));
}

static void tell_all(const struct verifying *y)
{
	_cleanup_buf_ struct buf xml = { 0 };

	if (!strcmp(y->s->options.format, "json"))
		tell_json(y);
	if (strcmp(y->s->options.format, "junit"))
		return;
	proofs_junit(y->proofs, y->s->chosen.n, &xml);
	say_text(xml.data, xml.len);
}

/* A target without a kernel or a series has no checks, and still failed. */
static void note_fault(struct proof *p, const struct session *s,
		       const struct run *r)
{
	p->name = s->which->name;
	if (!p->target)
		p->target = xstrdup(r->target->name);
	for (size_t i = 0; i < p->n; i++)
		if (p->checks[i].verdict == FAILED)
			return;
	p->levels[LEVEL_APPLY].done = true;
	p->levels[LEVEL_APPLY].remembered = false;
	proof_add(p, LEVEL_APPLY, "target", FAILED,
		  xstrdup(r->err.msg ? r->err.msg : ""), 0);
}

static enum exit_status verify_targets(struct verifying *y)
{
	struct session *s = y->s;
	enum exit_status status = EXIT_WELL;

	y->proofs = xcalloc(s->chosen.n, sizeof(*y->proofs));
	for (size_t i = 0; i < s->chosen.n && !stop_signal; i++) {
		struct run *r = &s->runs[i];

		progress_task("%zu of %zu targets done, %s: ", i, s->chosen.n,
			      r->target->name);
		if (!r->failed)
			r->failed = verify_target(y, r, &y->proofs[i],
						  &r->err);
		if (!r->failed || stop_signal)
			continue;
		complain("%s: %s", r->target->name, r->err.msg);
		note_fault(&y->proofs[i], s, r);
		status = EXIT_TARGET;
	}
	if (!stop_signal)
		tell_all(y);
	return status;
}

enum exit_status cmd_verify(struct session *s, char **args, int n)
{
	_cleanup_(verifying_deinit) struct verifying y = { .s = s };
	_cleanup_err_ struct err e = { 0 };

	if (find_level(s->options.level, &y.last)) {
		complain("--level is apply, style, build or boot, not '%s'",
			 s->options.level);
		return EXIT_USE;
	}
	if (session_open(s, args, n, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	for (enum level l = 0; l <= y.last; l++)
		if (levels[l].ready && levels[l].ready(s, &e)) {
			complain("%s", e.msg);
			return EXIT_USE;
		}
	if (y.last > LEVEL_APPLY && sandbox_ready(s, &e)) {
		if (!stop_signal)
			complain("%s", e.msg);
		return EXIT_USE;
	}
	if (find_tools(&y, &e)) {
		if (!stop_signal)
			complain("%s", e.msg);
		return EXIT_TARGET;
	}
	return verify_targets(&y);
}
