/* SPDX-License-Identifier: GPL-2.0-only */
#include "proof.h"

#include <string.h>

#include "clean.h"
#include "jsontext.h"

const char *level_text(enum level l)
{
	static const char *const texts[] = { "apply", "style", "build",
					     "boot" };

	return texts[l];
}

const char *verdict_text(enum finding v)
{
	static const char *const texts[] = { "passed", "failed", "left out" };

	return texts[v];
}

void proof_deinit(struct proof *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->checks[i].name);
		free(p->checks[i].why);
		free(p->checks[i].log);
	}
	free(p->checks);
	for (size_t l = 0; l < N_LEVELS; l++) {
		free(p->levels[l].key);
		json_decref(p->levels[l].tools);
	}
	free(p->target);
	free(p->commit);
	free(p->base);
	free(p->series);
	free(p->result);
	json_decref(p->old);
	*p = (struct proof){ 0 };
}

struct check *proof_add(struct proof *p, enum level l, const char *name,
			enum finding v, char *why, double seconds)
{
	struct check *c = array_add(p->checks, p->n);

	c->level = l;
	c->name = xstrdup(name);
	c->verdict = v;
	c->why = why ? why : xstrdup("");
	c->seconds = seconds;
	return c;
}

static bool has_text(const json_t *o, const char *key, const char *want)
{
	const char *s = json_string_value(json_object_get(o, key));

	return !strcmp(s ? s : "", want ? want : "");
}

void proof_take_old(struct proof *p, const char *text, size_t len)
{
	json_t *old = json_loadb(text, len, 0, NULL);
	const json_t *base = json_object_get(old, "base");

	if (has_text(old, "series", p->series) &&
	    has_text(base, "tree", p->base) &&
	    has_text(base, "commit", p->commit))
		p->old = json_incref(old);
	json_decref(old);
}

static const json_t *old_level(const struct proof *p, const char *part,
			       enum level l)
{
	return json_object_get(json_object_get(p->old, part), level_text(l));
}

bool proof_remember(struct proof *p, enum level l)
{
	const json_t *old = old_level(p, "levels", l);
	const json_t *checks = json_object_get(old, "checks");
	const json_t *timing = old_level(p, "timing", l);
	const char *result =
		json_string_value(json_object_get(p->old, "result"));
	const json_t *c;
	size_t i;

	if (!old || !p->levels[l].key ||
	    !has_text(old, "key", p->levels[l].key) ||
	    !has_text(old, "verdict", "passed"))
		return false;
	json_array_foreach(checks, i, c) {
		const char *name =
			json_string_value(json_object_get(c, "name"));
		const char *why = json_string_value(json_object_get(c, "why"));

		proof_add(p, l, name ? name : "",
			  has_text(c, "verdict", "passed") ? PASSED : LEFT_OUT,
			  why ? xstrdup(why) : NULL, 0);
	}
	if (result && !p->result)
		p->result = xstrdup(result);
	p->levels[l].remembered = true;
	p->levels[l].seconds =
		json_number_value(json_object_get(timing, "ms")) / 1000;
	return true;
}

enum finding proof_verdict(const struct proof *p, enum level l)
{
	enum finding v = LEFT_OUT;

	for (size_t i = 0; i < p->n; i++) {
		if (p->checks[i].level != l)
			continue;
		if (p->checks[i].verdict == FAILED)
			return FAILED;
		if (p->checks[i].verdict == PASSED)
			v = PASSED;
	}
	return v;
}

static json_t *rounded(double seconds)
{
	return json_integer((json_int_t)(seconds * 1000));
}

/* What a level has shown, and beside it how long that took. */
static void add_level(const struct proof *p, enum level l, json_t *levels,
		      json_t *timing)
{
	json_t *checks = json_array(), *times = json_object();

	for (size_t i = 0; i < p->n; i++) {
		const struct check *c = &p->checks[i];

		if (c->level != l)
			continue;
		json_t *o = json_pack("{s:o, s:s}", "name", json_text(c->name),
				      "verdict", verdict_text(c->verdict));

		if (*c->why)
			json_object_set_new(o, "why", json_text(c->why));
		if (c->log)
			json_object_set_new(o, "log", json_text(c->log));
		json_array_append_new(checks, o);
		json_object_set_new(times, c->name, rounded(c->seconds));
	}
	json_object_set_new(
		levels, level_text(l),
		json_pack("{s:s, s:o, s:O?, s:o}", "verdict",
			  verdict_text(proof_verdict(p, l)), "key",
			  json_text(p->levels[l].key), "tools",
			  p->levels[l].tools, "checks", checks));
	json_object_set_new(timing, level_text(l),
			    json_pack("{s:o, s:o}", "ms",
				      rounded(p->levels[l].seconds), "checks",
				      times));
}

json_t *proof_json(const struct proof *p, bool kept)
{
	json_t *levels = json_object(), *timing = json_object();

	for (enum level l = 0; l < N_LEVELS; l++) {
		const json_t *old = old_level(p, "levels", l);

		bool news = p->levels[l].done && !p->levels[l].remembered &&
			    !(kept && p->levels[l].broken);

		if (news) {
			add_level(p, l, levels, timing);
		} else if (old) {
			json_object_set_new(levels, level_text(l),
					    json_deep_copy(old));
			json_object_set_new(
				timing, level_text(l),
				json_deep_copy(old_level(p, "timing", l)));
		}
	}
	return json_pack("{s:s, s:o*, s:o, s:{s:o, s:o}, s:o, s:o, s:o}",
			 "target", p->target, "name",
			 p->name ? json_text(p->name) : NULL, "series", json_text(p->series), "base",
			 "commit", json_text(p->commit), "tree",
			 json_text(p->base), "result", json_text(p->result),
			 "levels", levels, "timing", timing);
}

void proof_text(const struct proof *p, bool keyed, struct buf *out)
{
	json_t *json = proof_json(p, true);
	json_t *levels = json_object_get(json, "levels");
	const char *name;
	json_t *level;
	void *next;

	json_object_foreach_safe(levels, next, name, level)
		if (keyed && !json_is_string(json_object_get(level, "key")))
			json_object_del(levels, name);
	_cleanup_free_ char *text = json_print(json, JSON_INDENT(2));

	buf_puts(out, text);
}

/*
 * XML 1.0 has no place for most control characters, nor for U+FFFE and U+FFFF,
 * whatever their escape; and who reads it sees what a terminal would show.
 */
static void add_xml(struct buf *out, const char *s)
{
	_cleanup_buf_ struct buf text = { 0 };

	clean_add(&text, s, strlen(s), "");
	for (const char *c = text.data; *c; c++)
		if (*c == '&')
			buf_puts(out, "&amp;");
		else if (*c == '<')
			buf_puts(out, "&lt;");
		else if (*c == '>')
			buf_puts(out, "&gt;");
		else if (*c == '"')
			buf_puts(out, "&quot;");
		else
			buf_putc(out, *c);
}

/* "TARGET", and in front of it what the series is called. */
static void add_name(struct buf *out, const struct proof *p)
{
	if (p->name) {
		add_xml(out, p->name);
		buf_putc(out, '/');
	}
	add_xml(out, p->target);
}

static void add_case(struct buf *out, const struct proof *p,
		     const struct check *c)
{
	buf_puts(out, "    <testcase classname=\"");
	add_name(out, p);
	buf_printf(out, ".%s\" name=\"", level_text(c->level));
	add_xml(out, c->name);
	buf_printf(out, "\" time=\"%.2f\"", c->seconds);
	if (c->verdict == PASSED) {
		buf_puts(out, "/>\n");
		return;
	}
	buf_printf(out, ">\n      <%s message=\"",
		   c->verdict == FAILED ? "failure" : "skipped");
	add_xml(out, c->why);
	buf_puts(out, "\"/>\n");
	if (c->log) {
		buf_puts(out, "      <system-out>the whole log is ");
		add_xml(out, c->log);
		buf_puts(out, "</system-out>\n");
	}
	buf_puts(out, "    </testcase>\n");
}

void proofs_junit(const struct proof *v, size_t n, struct buf *out)
{
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<testsuites>\n");
	for (size_t i = 0; i < n; i++) {
		const struct proof *p = &v[i];
		size_t count[LEFT_OUT + 1] = { 0 };
		double seconds = 0;

		for (size_t k = 0; k < p->n; k++) {
			count[p->checks[k].verdict]++;
			seconds += p->checks[k].seconds;
		}
		buf_puts(out, "  <testsuite name=\"");
		add_name(out, p);
		buf_printf(out,
			   "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"%.2f\">\n",
			   p->n, count[FAILED], count[LEFT_OUT], seconds);
		for (size_t k = 0; k < p->n; k++)
			add_case(out, p, &p->checks[k]);
		buf_puts(out, "  </testsuite>\n");
	}
	buf_puts(out, "</testsuites>\n");
}
