/* SPDX-License-Identifier: GPL-2.0-only */
/* probe, explain, rules, targets: show what the tool sees, and why. */
#include "commands.h"

#include <string.h>

#include "clean.h"
#include "fanout.h"
#include "gitdiff.h"
#include "jsontext.h"
#include "say.h"

static int longest(const struct session *s)
{
	size_t n = strlen("probe");

	for (size_t i = 0; i < s->probes.n; i++)
		if (strlen(s->probes.v[i].name) > n)
			n = strlen(s->probes.v[i].name);
	return (int)n;
}

static int column(const struct run *r)
{
	int n = (int)strlen(r->target->name);

	return n > 7 ? n : 7; /* "unclear" */
}

/* No blanks after the last column. */
static void add_cell(struct buf *row, const struct session *s, size_t i,
		     const char *text)
{
	buf_printf(row, "  %-*s",
		   i + 1 < s->chosen.n ? column(&s->runs[i]) : 0, text);
}

static void print_evidence(const struct session *s, size_t probe)
{
	for (size_t i = 0; i < s->chosen.n; i++) {
		const struct run *r = &s->runs[i];

		if (r->failed)
			continue;
		_cleanup_free_ char *text =
			evidence_text(&r->answers[probe]);

		say("  %-10s %-7s  %s", r->target->name,
		    answer_text(r->answers[probe].answer), text);
	}
}

static void print_table(const struct session *s)
{
	_cleanup_buf_ struct buf row = { 0 };
	int width = longest(s);

	buf_printf(&row, "%-*s", width, "probe");
	for (size_t i = 0; i < s->chosen.n; i++)
		add_cell(&row, s, i, s->runs[i].target->name);
	say("%s", row.data);
	for (size_t k = 0; k < s->probes.n; k++) {
		buf_reset(&row);
		buf_printf(&row, "%-*s", width, s->probes.v[k].name);
		for (size_t i = 0; i < s->chosen.n; i++) {
			const struct run *r = &s->runs[i];

			add_cell(&row, s, i,
				 r->failed ? "failed"
					   : answer_text(r->answers[k]
								 .answer));
		}
		say("%s", row.data);
		if (s->options.verbosity > 0)
			print_evidence(s, k);
	}
}

/* An answer that is unclear, as what a fault would be about. */
static struct misfit unclear_misfit(const struct probe *p)
{
	struct misfit m = { 0 };

	strings_add(&m.probes, p->name);
	return m;
}

/* What is told of an unclear answer: the nearest known target, and the diff. */
static void add_advice(json_t *answer, struct session *s, struct run *r,
		       const struct probe *p)
{
	_cleanup_advice_ struct advice a = { 0 };
	struct misfit m = unclear_misfit(p);

	advise(s, r, &m, &a);
	json_object_set_new(answer, "nearest", json_text(a.name));
	json_object_set_new(answer, "difference", json_text(a.difference));
	strings_deinit(&m.probes);
}

static json_t *answers_json(struct session *s, struct run *r)
{
	json_t *answers = json_object();

	for (size_t k = 0; k < s->probes.n; k++) {
		const struct evidence *v = &r->answers[k];

		json_t *answer =
			json_pack("{s:s, s:o, s:i, s:o, s:o, s:o}", "answer",
				  answer_text(v->answer), "path",
				  json_text(v->path), "line", v->line, "text", json_text(v->text),
				  "conditions", json_text(v->conditions),
				  "blob", json_text(v->oid));

		if (v->answer == UNCLEAR)
			add_advice(answer, s, r, &s->probes.v[k]);
		json_object_set_new(answers, s->probes.v[k].name, answer);
	}
	return answers;
}

static void print_json(struct session *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->chosen.n; i++) {
		struct run *r = &s->runs[i];

		if (r->failed)
			json_array_append_new(
				list, json_pack("{s:s, s:o, s:o}", "target",
						r->target->name, "ref",
						json_text(r->target->rev),
						"error",
						json_text(r->err.msg)));
		else
			json_array_append_new(
				list,
				json_pack("{s:s, s:o, s:o, s:o}", "target",
					  r->target->name, "ref",
					  json_text(*tree_commit(r->tree)
							    ? r->target->rev
							    : NULL),
					  "commit",
					  json_text(tree_commit(r->tree)),
					  "probes",
					  answers_json(s, r)));
	}
	_cleanup_free_ char *text = json_print(list, JSON_INDENT(2));

	say_text(text, strlen(text));
}

static void tell_unclear(struct session *s, struct run *r, size_t probe)
{
	struct misfit m = unclear_misfit(&s->probes.v[probe]);
	_cleanup_free_ char *text = evidence_text(&r->answers[probe]);
	_cleanup_free_ char *message =
		xasprintf("probe '%s' is unclear: %s", s->probes.v[probe].name,
			  text);

	complain_misfit(s, r, &m, message);
	strings_deinit(&m.probes);
}

/* Tell what failed; is any answer unclear? Then that is a failure too. */
static enum exit_status tell_failed(struct session *s)
{
	enum exit_status status = EXIT_WELL;

	for (size_t i = 0; i < s->chosen.n; i++) {
		struct run *r = &s->runs[i];

		if (r->failed) {
			complain_run(s, r);
			status = EXIT_TARGET;
			continue;
		}
		for (size_t k = 0; k < s->probes.n; k++) {
			if (r->answers[k].answer != UNCLEAR)
				continue;
			tell_unclear(s, r, k);
			status = EXIT_TARGET;
		}
	}
	return status;
}

enum exit_status cmd_probe(struct session *s, char **args, int n)
{
	_cleanup_err_ struct err e = { 0 };

	if (session_open(s, args, n, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	if (session_probe(s, &e)) {
		if (!stop_signal)
			complain("%s", e.msg);
		return EXIT_TARGET;
	}
	if (!strcmp(s->options.format, "json"))
		print_json(s);
	else
		print_table(s);
	return tell_failed(s);
}

static void explain_answers(const struct session *s, const struct run *r,
			    const struct rule *rule)
{
	_cleanup_strings_ struct strings names = { 0 };

	expr_names(rule->when, &names);
	for (size_t i = 0; i < names.n; i++) {
		const struct evidence *v =
			&r->answers[probes_find(&s->probes, names.v[i])];
		_cleanup_free_ char *text = evidence_text(v);

		say("    %s: %s: %s", names.v[i], answer_text(v->answer), text);
	}
}

static void explain_step(const struct carry_step *step)
{
	_cleanup_free_ char *old =
		step->before ? xasprintf("a/%s", step->path)
			     : xstrdup("/dev/null");
	_cleanup_free_ char *new = step->after ? xasprintf("b/%s", step->path)
					       : xstrdup("/dev/null");
	_cleanup_buf_ struct buf diff = { 0 };

	say("  in %s, %d place%s:", step->mail->name, step->sites,
	    step->sites == 1 ? "" : "s");
	diff_text(step->before ? step->before : "",
		  step->before ? strlen(step->before) : 0, old,
		  step->after ? step->after : "",
		  step->after ? strlen(step->after) : 0, new, 3, &diff);
	say_text(diff.data, diff.len);
}

static void explain_rule(const struct session *s, const struct run *r,
			 const struct verdict *v)
{
	say("%s: %s", v->rule->name, v->chosen ? "chosen" : "not chosen");
	say("  %s", v->rule->summary);
	if (v->rule->style)
		say("  Style: %s (%s by --enable)", v->rule->style,
		       v->rule->off ? "off; it is turned on" : "turned on");
	else if (v->rule->off)
		say("  left out by --disable");
	say("  When: %s -> %s", v->rule->when_text,
	       answer_text(v->when));
	explain_answers(s, r, v->rule);
	say("  Uses: %s -> %s", v->rule->uses_text,
	       v->uses ? "yes, the series brings it"
		       : "no, the series brings nothing of it");
	say("  Upstream: %s", v->rule->upstream);
	if (v->chosen && v->rule->refuses)
		say("  Refuses: %s", v->rule->refuses);
	else if (v->chosen && v->rule->note)
		say("  Note: %s", v->rule->note);
	if (v->chosen)
		say("  fired: %d in all", v->fired);
	for (size_t i = 0; i < r->carried.n_steps; i++)
		if (r->carried.steps[i].rule == v->rule)
			explain_step(&r->carried.steps[i]);
}

enum exit_status cmd_explain(struct session *s, char **args, int n)
{
	const char *name = n == 2 ? args[1] : NULL;

	if (n < 1 || n > 2) {
		complain("explain wants a target and at most one rule; see 'backportgen help explain'");
		return EXIT_USE;
	}
	if (name && !rules_find(&s->rules, name)) {
		complain("no rule '%s'; 'backportgen rules' lists them", name);
		return EXIT_USE;
	}
	enum exit_status status = carry_targets(s, args, 1);

	if (status)
		return status;
	struct run *r = &s->runs[0];

	for (size_t i = 0; r->carried.verdicts && i < s->rules.n; i++) {
		const struct verdict *v = &r->carried.verdicts[i];

		if (name && strcmp(name, v->rule->name))
			continue;
		if (!name && i)
			say("%s", "");
		explain_rule(s, r, v);
	}
	if (!r->failed)
		return EXIT_WELL;
	complain_run(s, r);
	return EXIT_TARGET;
}

static void say_list(const char *what, const struct strings *list)
{
	_cleanup_buf_ struct buf line = { 0 };

	buf_puts(&line, what);
	for (size_t i = 0; i < list->n; i++)
		buf_printf(&line, " %s", list->v[i]);
	say("%s", line.data);
}

enum exit_status cmd_rules(struct session *s, char **args, int n)
{
	(void)args;
	if (n) {
		complain("rules takes no argument; 'explain TARGET RULE' tells of one");
		return EXIT_USE;
	}
	for (size_t i = 0; i < s->rules.n; i++) {
		const struct rule *r = &s->rules.v[i];

		say("%s", r->name);
		say("  %s", r->summary);
		if (r->used_by)
			say("  For: %s", r->used_by);
		if (r->style)
			say("  Style: %s (off unless --enable %s)", r->style,
			    r->name);
		say("  When: %s", r->when_text);
		say("  Uses: %s", r->uses_text);
		say_list("  Files:", &r->files);
		if (r->consumes)
			say("  Consumes: %s", r->consumes);
		if (r->drops.n)
			say_list("  Drops:", &r->drops);
		if (r->creates)
			say("  Creates: %s", r->creates);
		say("  Upstream: %s", r->upstream);
	}
	return EXIT_WELL;
}

/* For whoever hands the jobs out; the kernels need not be there. */
static enum exit_status list_jobs(struct session *s, char **args, int n)
{
	_cleanup_err_ struct err e = { 0 };
	_cleanup_buf_ struct buf out = { 0 };
	_cleanup_strings_ struct strings series = { 0 };

	/* all that there are, unless one is asked for */
	if (s->options.series)
		strings_add(&series, s->which->name ? s->which->name
						    : s->options.series);
	for (size_t i = 0; !s->options.series && i < s->listed.n; i++)
		if (s->listed.v[i].name)
			strings_add(&series, s->listed.v[i].name);
	if (targets_choose(&s->configured, args, n, &s->chosen, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	for (size_t i = 0; i < series.n; i++)
		if (!clean_already(series.v[i])) {
			complain("--series '%s' cannot be handed on: it holds a control character, or is no UTF-8",
				 series.v[i]);
			return EXIT_USE;
		}
	fanout(&series, &s->chosen, s->options.format, &out);
	say_text(out.data, out.len);
	return EXIT_WELL;
}

enum exit_status cmd_targets(struct session *s, char **args, int n)
{
	_cleanup_err_ struct err e = { 0 };
	enum exit_status status = EXIT_WELL;

	if (strcmp(s->options.format, "text"))
		return list_jobs(s, args, n);
	if (session_open(s, args, n, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	for (size_t i = 0; i < s->chosen.n; i++) {
		const struct run *r = &s->runs[i];

		say("%-10s %-24s %s", r->target->name, r->target->rev,
		    r->failed || !*tree_commit(r->tree)
			    ? "-"
			    : tree_commit(r->tree));
		if (!r->failed)
			continue;
		complain("%s: %s", r->target->name, r->err.msg);
		status = EXIT_TARGET;
	}
	return status;
}
