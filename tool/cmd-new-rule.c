/* SPDX-License-Identifier: GPL-2.0-only */
/* new-rule: start a rule for a target that fits none. */
#include "commands.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "newrule.h"
#include "say.h"

#define CASE "series-form"

/* Where everything goes; tests/rule is beside the folder of rules. */
struct places {
	char *rule, *probes, *tests, *unit_case;
};

static void places_deinit(struct places *p)
{
	free(p->rule);
	free(p->probes);
	free(p->tests);
	free(p->unit_case);
}

static struct places find_places(const struct session *s, const char *name)
{
	_cleanup_free_ char *cocci = xstrdup(s->cocci);
	size_t n = strlen(cocci);

	while (n > 1 && cocci[n - 1] == '/')
		cocci[--n] = '\0';
	const char *slash = strrchr(cocci, '/');
	int folder = slash ? (int)(slash - cocci) + 1 : 0;

	return (struct places){
		.rule = xasprintf("%s/%s.cocci", cocci, name),
		.probes = xasprintf("%s/probes.conf", cocci),
		.tests = xasprintf("%.*stests/rule/%s", folder, cocci, name),
		.unit_case = xasprintf("%.*stests/rule/%s/" CASE, folder,
				       cocci, name),
	};
}

/* A link that leads nowhere is there as well, and would be followed. */
static bool is_there(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

/* Names of rules are names of files, and in SmPL identifiers. */
static int check_name(const struct session *s, const char *name,
		      const struct places *p, struct err *e)
{
	size_t n = strlen(name);

	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != n || !n ||
	    n > 60 || !strchr("abcdefghijklmnopqrstuvwxyz", *name) ||
	    name[n - 1] == '-')
		return fail(e, "'%s' is no name for a rule: use small letters, digits and '-', a letter first, 60 at most",
			    name);
	if (rules_find(&s->rules, name))
		return fail(e, "a rule '%s' is there already: %s", name,
			    rules_find(&s->rules, name)->file);
	if (probes_find(&s->probes, name) >= 0)
		return fail(e, "a probe '%s' is there already; choose another name",
			    name);
	if (is_there(p->rule) || is_there(p->tests))
		return fail(e, "%s: is there already; choose another name",
			    is_there(p->rule) ? p->rule : p->tests);
	return 0;
}

/* A whole file, which was not there before or is replaced at once. */
static int put(const char *path, const char *text, struct err *e)
{
	_cleanup_free_ char *part = xasprintf("%s.backportgen-part", path);

	return replace_file_by(part, path, text, strlen(text), e);
}

static int put_case(const struct places *p, const struct new_rule *n,
		    struct err *e)
{
	_cleanup_free_ char *before =
		xasprintf("%s/before.%s", p->unit_case, n->suffix);
	_cleanup_free_ char *after =
		xasprintf("%s/after.%s", p->unit_case, n->suffix);

	return make_dirs(p->unit_case, e) || put(before, n->before, e) ||
			       put(after, n->after, e)
		       ? -1
		       : 0;
}

static int put_probe(const struct places *p, const struct new_rule *n,
		     const struct buf *old, struct err *e)
{
	_cleanup_free_ char *all = xasprintf("%s%s", old->data,
					     n->probe ? n->probe : "");

	return n->probe ? put(p->probes, all, e) : 0;
}

/* Are they what the program itself takes? */
static int read_back(const struct session *s, const struct places *p,
		     struct err *e)
{
	struct probes probes = { 0 };
	struct rules rules = { 0 };
	int result = probes_read(p->probes, &probes, e) ||
				     rules_read(s->cocci, &probes, &rules, e)
			     ? -1
			     : 0;

	rules_deinit(&rules);
	probes_deinit(&probes);
	return result;
}

/* All of it or nothing. */
static int put_all(const struct session *s, const struct places *p,
		   const struct new_rule *n, struct err *e)
{
	_cleanup_buf_ struct buf old = { 0 };
	_cleanup_err_ struct err ignored = { 0 };

	if (read_file(p->probes, &old, e))
		return -1;
	buf_add(&old, "", 0);
	if (!put_case(p, n, e) && !put_probe(p, n, &old, e) &&
	    !put(p->rule, n->rule, e) && !read_back(s, p, e))
		return 0;
	remove_tree(p->tests, &ignored);
	unlink(p->rule);
	if (n->probe && put(p->probes, old.data, &ignored))
		fail_prefix(e, "%s: has probe '%s' now, take it out", p->probes,
			    p->rule);
	return -1;
}

/* Does the choice of this rule rest on what the fault is about? */
static bool rests_on(const struct rule *rule, const struct misfit *misfit)
{
	_cleanup_strings_ struct strings names = { 0 };

	expr_names(rule->when, &names);
	for (size_t i = 0; i < names.n; i++)
		if (strings_has(&misfit->probes, names.v[i]))
			return true;
	return false;
}

/* What is in the way of the new rule: others that take the kernel. */
static void tell_others(const struct session *s, const struct run *r,
			const char *name)
{
	for (size_t i = 0; r->carried.verdicts && i < s->rules.n; i++) {
		const struct verdict *v = &r->carried.verdicts[i];

		if (v->chosen && rests_on(v->rule, &r->carried.misfit))
			say("%s: %s; its When: may want \"&& !%s\"",
			    v->rule->file,
			    v->rule->refuses ? "refuses this kernel still"
					     : "is chosen here too",
			    name);
	}
}

static void tell(const struct places *p, const char *name,
		 const struct new_rule *n)
{
	say("%s: written, it changes nothing yet", p->rule);
	if (n->probe)
		say("%s: has probe '%s' now", p->probes, name);
	say("%s: a unit case, to fail until the rule is written",
	    p->unit_case);
}

enum exit_status cmd_new_rule(struct session *s, char **args, int n)
{
	_cleanup_(new_rule_deinit) struct new_rule made = { 0 };
	_cleanup_err_ struct err e = { 0 };
	char *target[] = { (char *)(uintptr_t)s->options.target };

	if (n != 1 || !*target) {
		complain("new-rule wants one name, and a target by --target; see 'backportgen help new-rule'");
		return EXIT_USE;
	}
	_cleanup_(places_deinit) struct places p = find_places(s, args[0]);

	if (check_name(s, args[0], &p, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	enum exit_status status = carry_targets(s, target, 1);
	struct run *r = s->runs;

	if (status)
		return status;
	if (!r->failed) {
		complain("%s: nothing to write: the series goes there without a fault",
			 r->target->name);
		return EXIT_USE;
	}
	if (new_rule_make(s, r, args[0], &made, &e) ||
	    put_all(s, &p, &made, &e)) {
		complain("%s: %s", r->target->name, e.msg);
		return EXIT_TARGET;
	}
	tell(&p, args[0], &made);
	if (made.probe)
		tell_others(s, r, args[0]);
	return EXIT_WELL;
}
