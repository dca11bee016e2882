/* SPDX-License-Identifier: GPL-2.0-only */
/* generate and check: make every series; write it, or compare it. */
#include "commands.h"

#include <string.h>
#include <sys/resource.h>

#include "gitdiff.h"
#include "publish.h"
#include "say.h"

/* What stands in the directory of a target, if it is this series. */
static int read_present(const struct session *s, const char *name,
			struct file_set *out, struct err *e)
{
	_cleanup_free_ char *dir = xasprintf("%s/%s", s->output, name);
	int there = published_read(s->output, name, out, e);

	if (there > 0 && published_check(out, dir, &s->series, e))
		return -1;
	return there;
}

/* "2 rules (a, b)": the rules that fired on this target; and those left out. */
static char *rules_text(const struct session *s, const struct run *r)
{
	_cleanup_buf_ struct buf names = { 0 };
	_cleanup_buf_ struct buf without = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < s->rules.n; i++) {
		const struct verdict *v = &r->carried.verdicts[i];

		if (v->chosen && (v->fired || !v->idle))
			buf_printf(&names, "%s%s", n++ ? ", " : "",
				   v->rule->name);
		if (verdict_disabled(v))
			buf_printf(&without, "%s%s",
				   without.len ? ", " : ", without ",
				   v->rule->name);
	}
	const char *left = without.len ? without.data : "";

	if (!n)
		return xasprintf("no rule %s%s", without.len ? "used" : "needed",
				 left);
	return xasprintf("%zu rule%s (%s)%s", n, n == 1 ? "" : "s",
			 names.data, left);
}

/* ", 1 in this kernel already (0001-a.patch: a/b.c:3)", or "" */
static char *present_text(const struct carried *c)
{
	struct buf b = { 0 };

	buf_add(&b, "", 0);
	for (size_t i = 0; i < c->n_present; i++) {
		const struct present_patch *p = &c->present[i];

		if (!i)
			buf_printf(&b, ", %zu in this kernel already (",
				   c->n_present);
		buf_printf(&b, "%s%s: %s:%d", i ? ", " : "", p->mail->name,
			   p->path, p->line);
	}
	if (c->n_present)
		buf_putc(&b, ')');
	return buf_steal(&b);
}

static void summary(const struct session *s, const struct run *r,
		    const char *what)
{
	_cleanup_free_ char *rules = rules_text(s, r);
	_cleanup_free_ char *present = present_text(&r->carried);

	if (s->options.verbosity < 0)
		return;
	say("%s: %zu patch%s%s, %s, base %.12s, %s", r->target->name,
	    r->carried.n, r->carried.n == 1 ? "" : "es", present, rules,
	    *tree_commit(r->tree) ? tree_commit(r->tree) : "unpacked", what);
}

static void verbose_rules(const struct session *s, const struct run *r)
{
	for (size_t i = 0; s->options.verbosity > 0 && i < s->rules.n; i++) {
		const struct verdict *v = &r->carried.verdicts[i];

		if (v->chosen)
			say("%s: rule %s chosen by '%s', fired %d",
			    r->target->name, v->rule->name,
			    v->rule->when_text, v->fired);
	}
}

static int render_run(struct session *s, struct run *r, const char *signoff,
		      struct file_set *out, struct err *e)
{
	struct carry_input in = session_input(s);
	struct run *same = r->twin ? r->twin : r;

	if (session_shapes(s, same, e))
		return -1;
	return render(&in, r->target, r->tree, r->answers, &same->shapes,
		      &r->carried, signoff, out, e);
}

static int generate_one(struct session *s, struct run *r,
			const char *signoff, struct err *e)
{
	_cleanup_file_set_ struct file_set fresh = { 0 };
	_cleanup_file_set_ struct file_set present = { 0 };
	const char *name = r->target->name;

	if (render_run(s, r, signoff, &fresh, e))
		return -1;
	int there = read_present(s, name, &present, e);

	if (there < 0)
		return -1;
	bool same = there && file_sets_equal(&fresh, &present);

	if (!same && !s->options.dry_run &&
	    publish(s->output, name, &fresh, e))
		return -1;
	verbose_rules(s, r);
	summary(s, r, same		   ? "unchanged"
		      : s->options.dry_run ? "would be written"
					   : "written");
	return 0;
}

static void tell_work(const struct session *s)
{
	struct rusage usage;
	size_t twins = 0;

	if (s->options.verbosity <= 0)
		return;
	for (size_t i = 0; i < s->chosen.n; i++)
		twins += !!s->runs[i].twin;
	getrusage(RUSAGE_SELF, &usage);
	say("spatch: %u run, %u remembered; targets: %zu, %zu of them like another; memory: %ld MiB at most",
	    work_runs(s->work), work_remembered(s->work), s->chosen.n, twins,
	    usage.ru_maxrss / 1024);
}

static enum exit_status open_targets(struct session *s, char **args, int n)
{
	_cleanup_err_ struct err e = { 0 };

	if (!session_open(s, args, n, &e))
		return EXIT_WELL;
	complain("%s", e.msg);
	return EXIT_USE;
}

static enum exit_status carry_opened(struct session *s)
{
	_cleanup_err_ struct err e = { 0 };

	if (session_probe(s, &e) || session_carry(s, &e)) {
		if (!stop_signal)
			complain("%s", e.msg);
		return EXIT_TARGET;
	}
	return EXIT_WELL;
}

enum exit_status carry_targets(struct session *s, char **args, int n)
{
	enum exit_status status = open_targets(s, args, n);

	return status ? status : carry_opened(s);
}

enum exit_status cmd_generate(struct session *s, char **args, int n)
{
	_cleanup_free_ char *signoff = NULL;
	_cleanup_err_ struct err e = { 0 };
	int lock = -1;
	enum exit_status status = open_targets(s, args, n);

	if (status)
		return status;
	/* before the work, not after it */
	if (session_check_output(s, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	if (s->options.signoff && repo_user(s->repo, &signoff, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	status = carry_opened(s);
	if (status)
		return status;
	if (!s->options.dry_run && publish_lock(s->output, &lock, &e)) {
		complain("%s", e.msg);
		return EXIT_TARGET;
	}
	for (size_t i = 0; i < s->chosen.n && !stop_signal; i++) {
		struct run *r = &s->runs[i];

		if (!r->failed)
			r->failed = generate_one(s, r, signoff, &r->err);
		if (!r->failed)
			continue;
		complain_run(s, r);
		status = EXIT_TARGET;
	}
	publish_unlock(lock);
	tell_work(s);
	return status;
}

enum state { CURRENT, MOVED, DIFFERS };

/* What check compares: the folder, what generate would write, the blobs. */
struct comparison {
	struct file_set present, fresh;
	struct strings blobs; /* consulted ones that are others now */
};

static void comparison_deinit(struct comparison *c)
{
	file_set_deinit(&c->present);
	file_set_deinit(&c->fresh);
	strings_deinit(&c->blobs);
}

static bool file_differs(const struct comparison *c, const char *name)
{
	const struct named_text *a = file_set_find(&c->present, name);
	const struct named_text *b = file_set_find(&c->fresh, name);

	return !a || !b || !same_but_for_base(a, b, c->blobs.n);
}

/*
 * A series whose base is the same has nothing to differ in. Where the base
 * moved, it may differ in what comes from the base alone.
 */
static enum state compare(struct comparison *c)
{
	const struct named_text *old = file_set_find(&c->present, PROVENANCE);
	const struct named_text *new = file_set_find(&c->fresh, PROVENANCE);

	if (file_sets_equal(&c->present, &c->fresh))
		return CURRENT;
	if (c->present.n != c->fresh.n || same_base(old, new))
		return DIFFERS;
	moved_blobs(old, new, &c->blobs);
	for (size_t i = 0; i < c->fresh.n; i++)
		if (file_differs(c, c->fresh.v[i].name))
			return DIFFERS;
	return MOVED;
}

/* One file's difference, from what is there to what generate would write. */
static void print_diff(const struct session *s, const struct run *r,
		       const char *name, const struct named_text *present,
		       const struct named_text *fresh)
{
	_cleanup_free_ char *old =
		present ? xasprintf("%s/%s/%s", s->output, r->target->name,
				    name)
			: xstrdup("/dev/null");
	_cleanup_free_ char *new = fresh ? xasprintf("fresh/%s", name)
					 : xstrdup("/dev/null");
	_cleanup_buf_ struct buf out = { 0 };

	diff_text(present ? present->text : "", present ? present->len : 0,
		  old, fresh ? fresh->text : "", fresh ? fresh->len : 0, new,
		  3, &out);
	say_text(out.data, out.len);
}

static void print_diffs(const struct session *s, const struct run *r,
			const struct comparison *c)
{
	for (size_t i = 0; i < c->fresh.n; i++) {
		const char *name = c->fresh.v[i].name;

		print_diff(s, r, name, file_set_find(&c->present, name),
			   &c->fresh.v[i]);
	}
	for (size_t i = 0; i < c->present.n; i++)
		if (!file_set_find(&c->fresh, c->present.v[i].name))
			print_diff(s, r, c->present.v[i].name,
				   &c->present.v[i], NULL);
}

static void tell_moved(const struct session *s, const struct run *r,
		       const struct comparison *c)
{
	_cleanup_buf_ struct buf list = { 0 };

	for (size_t i = 0; i < c->blobs.n; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", c->blobs.v[i]);
	_cleanup_free_ char *what =
		list.len ? xasprintf("base moved, same series; files that changed: %s",
				     list.data)
			 : xstrdup("base moved, same series; no file changed that was consulted");

	summary(s, r, what);
}

static int check_one(struct session *s, struct run *r, enum state *state,
		     struct err *e)
{
	_cleanup_(comparison_deinit) struct comparison c = { 0 };
	int there = read_present(s, r->target->name, &c.present, e);

	if (there < 0)
		return -1;
	if (!there) {
		_cleanup_free_ char *generate = session_generate(s, r->target);

		return fail(e, "%s/%s is not there; 'backportgen %s' writes it",
			    s->output, r->target->name, generate);
	}
	_cleanup_free_ char *signoff =
		recorded_signoff(file_set_find(&c.present, PROVENANCE));

	if (render_run(s, r, signoff, &c.fresh, e))
		return -1;
	*state = compare(&c);
	if (*state == CURRENT) {
		summary(s, r, "current");
	} else if (*state == MOVED) {
		tell_moved(s, r, &c);
	} else {
		if (s->options.verbosity < 0)
			return fail(e, "differs from what generate would write");
		summary(s, r, "differs from what generate would write:");
		print_diffs(s, r, &c);
	}
	return 0;
}

enum exit_status cmd_check(struct session *s, char **args, int n)
{
	enum exit_status status = carry_targets(s, args, n);

	if (status)
		return status;
	for (size_t i = 0; i < s->chosen.n; i++) {
		struct run *r = &s->runs[i];
		enum state state = CURRENT;

		if (!r->failed)
			r->failed = check_one(s, r, &state, &r->err);
		if (r->failed)
			complain_run(s, r);
		if (r->failed || state == DIFFERS)
			status = EXIT_TARGET;
	}
	tell_work(s);
	return status;
}
