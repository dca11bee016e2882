/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does each patch of the series build, on top of those before it, and without
 * a warning that the kernel alone does not give?
 */
#include "verify.h"

#include <ctype.h>
#include <string.h>

#include "build.h"
#include "cacheroom.h"

static const struct variant default_variant = { "default", NULL, false };
static const struct variant driver_off = { "driver-off", NULL, true };

/* What is being looked at. */
struct step {
	struct builder *b;
	enum level level;
	const struct variant *variant;
	size_t from, to; /* patches, from 1 */
	const char *patch; /* how they are called */
	const char *const *extra;
	double since;
};

static void note(const struct step *s, const struct lane *l,
		 enum finding verdict, char *why, const char *log)
{
	_cleanup_free_ char *name =
		s->patch ? xasprintf("%s, %s, %s", l->name, s->variant->name,
				     s->patch)
			 : xasprintf("%s, %s", l->name, s->variant->name);
	struct check *c = proof_add(&s->b->v->proof, s->level, name, verdict,
				    why, now() - s->since);

	if (log && verdict == FAILED)
		c->log = xstrdup(log);
}

/* A failure, with the command that shows it again. */
static void note_failure(const struct step *s, struct lane *l)
{
	note(s, l, FAILED,
	     xasprintf("%s; to see it: %s", l->why, l->command), l->log);
}

static bool is_touched(const struct verification *v, const char *warning)
{
	for (size_t i = 0; i < v->paths.n; i++) {
		size_t n = strlen(v->paths.v[i]);

		if (!strncmp(warning, v->paths.v[i], n) && warning[n] == ':')
			return true;
	}
	return false;
}

/*
 * The first of @now that is not one of @before, each of which stands for one.
 * With an object that the kernel alone does not have, only files of the series
 * count: that object includes headers that no other one does here.
 */
static const char *new_warning(const struct verification *v,
			       const struct strings *now_there,
			       const struct strings *before, bool touched_only)
{
	size_t k = 0;

	for (size_t i = 0; i < now_there->n; i++) {
		const char *w = now_there->v[i];

		while (k < before->n && strcmp(before->v[k], w) < 0)
			k++;
		if (k < before->n && !strcmp(before->v[k], w))
			k++;
		else if (!touched_only || is_touched(v, w))
			return w;
	}
	return NULL;
}

/* What a lane showed with the series, while it is asked without. */
struct suspect {
	struct lane *lane;
	bool ok;
	char *why, *log, *command;
	struct strings warnings, objects;
};

static void suspect_deinit(struct suspect *p)
{
	free(p->why);
	free(p->log);
	free(p->command);
	strings_deinit(&p->warnings);
	strings_deinit(&p->objects);
	*p = (struct suspect){ 0 };
}

static void take_over(struct suspect *p, struct lane *l)
{
	p->lane = l;
	p->ok = l->ok;
	p->why = take_ptr(l->why);
	p->log = take_ptr(l->log);
	p->command = take_ptr(l->command);
	p->warnings = l->warnings;
	l->warnings = (struct strings){ 0 };
	p->objects = l->objects;
	l->objects = (struct strings){ 0 };
}

/*
 * Settle it by what the kernel alone shows. False: there seems to be a new
 * warning, and this is not the @last word.
 */
static bool judge(const struct step *s, struct suspect *p, bool last)
{
	struct lane *l = p->lane;
	bool more = false;
	bool alone_fails = !l->ok && l->goals.n;

	for (size_t i = 0; i < p->objects.n; i++)
		more |= !strings_has(&l->objects, p->objects.v[i]);
	if (!p->ok && s->extra && !strstr(p->command, s->extra[0])) {
		note(s, l, LEFT_OUT,
		     xasprintf("it does not build: %s", p->why), NULL);
		return true;
	}
	/* sparse may find errors in the kernel itself */
	if (p->ok || (alone_fails && s->extra)) {
		const char *w = new_warning(s->b->v, &p->warnings,
					    &l->warnings, more);

		if (w && !last)
			return false;
		note(s, l, w ? FAILED : PASSED,
		     w ? xasprintf("new warning, %s; to see it: %s", w,
				   p->command)
		       : NULL,
		     p->log);
	} else if (alone_fails && (l->clang || s->variant != &default_variant)) {
		note(s, l, LEFT_OUT,
		     xasprintf("the kernel itself does not build: %s", l->why),
		     NULL);
	} else {
		note(s, l, FAILED,
		     xasprintf("%s%s; to see it: %s",
			       alone_fails ? "the kernel itself does not build: "
					   : "",
			       alone_fails ? l->why : p->why, p->command),
		     p->log);
	}
	return true;
}

/*
 * Build in state @k what the step changes, @rounds times: the last time, all
 * that make had to prepare is there, and warns no more.
 */
static int build_state(const struct step *s, struct lane **lanes, size_t n,
		       size_t k, int rounds, struct err *e)
{
	_cleanup_free_ struct lane **some = xcalloc(n, sizeof(*some));
	_cleanup_free_ char *label =
		k ? xasprintf("%s, patch %zu of %zu", s->variant->name, s->to,
			      s->b->v->series.n)
		  : xasprintf("%s without the series", s->variant->name);
	size_t count = 0;

	if (builder_put(s->b, k, e) ||
	    builder_configure(s->b, lanes, n, s->variant, k, e))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (builder_choose(s->b, lanes[i], s->from, s->to, !k, e))
			return -1;
		if (lanes[i]->ok && lanes[i]->goals.n)
			some[count++] = lanes[i];
	}
	for (int i = 0; i < rounds && count; i++)
		if (builder_make(s->b, some, count, NULL, label, e))
			return -1;
	/* a checker for what is built: only what it says itself counts */
	size_t good = 0;

	for (size_t i = 0; s->extra && i < count; i++)
		if (some[i]->ok)
			some[good++] = some[i];
	return good ? builder_make(s->b, some, good, s->extra, label, e) : 0;
}

/* The same lanes, as what they showed before is needed once more. */
static void lanes_of(const struct suspect *v, size_t n, struct lane **lanes)
{
	for (size_t i = 0; i < n; i++)
		lanes[i] = v[i].lane;
}

/* Ask the kernel alone; where a warning seems to be new, with more care. */
static int settle(const struct step *s, struct suspect *v, size_t n,
		  struct err *e)
{
	_cleanup_free_ struct lane **lanes = xcalloc(n, sizeof(*lanes));
	size_t left = 0;

	lanes_of(v, n, lanes);
	if (n && build_state(s, lanes, n, 0, 1, e))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct suspect p = v[i];

		if (judge(s, &p, false))
			continue;
		v[i] = v[left];
		v[left++] = p;
	}
	if (!left)
		return 0;
	lanes_of(v, left, lanes);
	if (build_state(s, lanes, left, s->to, 2, e))
		return -1;
	for (size_t i = 0; i < left; i++) {
		suspect_deinit(&v[i]);
		take_over(&v[i], lanes[i]);
	}
	if (build_state(s, lanes, left, 0, 2, e))
		return -1;
	for (size_t i = 0; i < left; i++)
		judge(s, &v[i], true);
	return 0;
}

/* Build what the step changes, in every lane that has a part in it. */
static int run_step(const struct step *s, struct lane **lanes, size_t n,
		    struct err *e)
{
	_cleanup_free_ struct suspect *v = xcalloc(n, sizeof(*v));
	size_t suspects = 0;
	int r;

	if (build_state(s, lanes, n, s->to, 1, e))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (lanes[i]->ok && !lanes[i]->goals.n)
			continue;
		else if (lanes[i]->ok && !lanes[i]->warnings.n)
			note(s, lanes[i], PASSED, NULL, NULL);
		else
			take_over(&v[suspects++], lanes[i]);
	r = settle(s, v, suspects, e);
	for (size_t i = 0; i < suspects; i++)
		suspect_deinit(&v[i]);
	return r;
}

/* The symbols that the whole series adds. */
static void own_symbols(const struct builder *b, struct strings *out)
{
	for (size_t i = 0; i < b->v->series.n; i++)
		added_symbols(b->v->series.v[i].deltas,
			      b->v->series.v[i].n, out);
}

/* A line of what was asked for that did not come true, or NULL. */
static char *unfulfilled(const struct builder *b, const struct lane *l)
{
	_cleanup_strings_ struct strings own = { 0 };
	const char *line;
	size_t at = 0, len;

	while (next_line(l->fragment.data, l->fragment.len, &at, &line,
			 &len)) {
		_cleanup_free_ char *one = xstrndup(line, len);
		char *eq = strchr(one, '=');

		if (!starts_with(one, "CONFIG_") || !eq)
			continue;
		*eq = '\0';
		_cleanup_free_ char *value = config_value(&l->config, one);

		if (strcmp(value, eq + 1))
			return xasprintf("%s is %s and not %s", one, value,
					 eq + 1);
	}
	own_symbols(b, &own);
	for (size_t i = 0; i < own.n; i++) {
		_cleanup_free_ char *value =
			config_value(&l->config, own.v[i]);

		if (strcmp(value, "y"))
			return xasprintf("%s, which the series adds, is %s and not y",
					 own.v[i], value);
	}
	return NULL;
}

/* Why this configuration cannot exist here, or NULL: no list says it. */
static char *impossible(const struct builder *b, const struct lane *l,
			const struct variant *variant)
{
	_cleanup_strings_ struct strings own = { 0 };

	if (variant->driver_off)
		own_symbols(b, &own);
	if (variant->off)
		strings_add(&own, variant->off);
	if (!own.n)
		return xstrdup("the series adds nothing that could be off");
	for (size_t i = 0; i < own.n; i++) {
		_cleanup_free_ char *value =
			config_value(&l->config, own.v[i]);

		if (strcmp(value, "n"))
			return xasprintf("%s cannot be off: it is %s all the same",
					 own.v[i], value);
	}
	if (l->config.len == l->default_config.len &&
	    !memcmp(l->config.data, l->default_config.data, l->config.len))
		return xstrdup("it is the default configuration");
	return NULL;
}

/* Does the lane take part in the variant? If not, that is noted. */
static bool takes_part(const struct step *s, struct lane *l)
{
	bool is_default = s->variant == &default_variant;
	char *why;

	if (l->refused || (l->clang && !is_default))
		return false;
	if (!l->ok) {
		/* scripts/cc-version.sh and its like */
		if (l->clang) {
			l->refused = xstrdup(l->why);
			note(s, l, LEFT_OUT, xstrdup(l->why), NULL);
		} else {
			note_failure(s, l);
		}
		return false;
	}
	if (is_default) {
		buf_reset(&l->default_config);
		buf_add(&l->default_config, l->config.data, l->config.len);
		why = unfulfilled(s->b, l);
		if (why)
			note(s, l, FAILED,
			     xasprintf("cannot be configured: %s", why), NULL);
		free(why);
		return !why;
	}
	why = impossible(s->b, l, s->variant);
	if (why)
		note(s, l, LEFT_OUT, why, NULL);
	return !why;
}

/* The lanes that can have this variant, configured for the whole series. */
static int choose_lanes(const struct step *s, struct lane **out, size_t *n,
			struct err *e)
{
	struct builder *b = s->b;
	size_t count = 0;

	*n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (!b->lanes[i].refused &&
		    (!b->lanes[i].clang || s->variant == &default_variant))
			out[count++] = &b->lanes[i];
	if (builder_put(b, b->v->series.n, e) ||
	    builder_configure(b, out, count, s->variant, b->v->series.n, e))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (takes_part(s, out[i]))
			out[(*n)++] = out[i];
	return 0;
}

/* The symbol that leaves the object out, "" if none is known; NULL: it is in. */
static const char *left_out_by(const struct lane *l, const char *object)
{
	for (size_t i = 0; !strings_has(&l->built, object) && i < l->n_off; i++)
		if (!strcmp(l->off[i].object, object))
			return l->off[i].symbol ? l->off[i].symbol : "";
	return NULL;
}

/* Say of a file of the series that no lane of this architecture compiled it. */
static void note_off(struct step *s, struct lane *l, const char *source,
		     const char *symbol, enum finding verdict)
{
	_cleanup_strings_ struct strings own = { 0 };
	char *why;

	own_symbols(s->b, &own);
	if (!*symbol)
		why = xasprintf("%s is not compiled: its Makefile leaves it out",
				source);
	else if (strings_has(&own, symbol))
		why = xasprintf("%s is not compiled: %s comes with another patch than the one that changes it",
				source, symbol);
	else
		why = xasprintf("%s is not compiled: %s is not y in the configuration; add %s=y, or what selects it, to " PROOF_DATA "/%s.config",
				source, symbol, symbol, l->arch);
	s->patch = source;
	note(s, l, verdict, why, NULL);
}

/*
 * What no lane compiled is not proven, and must not pass for it. Where one of
 * them did, it is a matter of the architecture.
 */
static void account_for(struct step *s, struct lane **lanes, size_t n,
			const char *object)
{
	_cleanup_free_ char *source =
		xasprintf("%.*sc", (int)strlen(object) - 1, object);
	bool built = false, off = false;

	/* what a Makefile lists may be made of several */
	if (!n || !strings_has(&s->b->v->paths, source))
		return;
	for (size_t i = 0; i < n; i++)
		built |= strings_has(&lanes[i]->built, object);
	for (size_t i = 0; i < n; i++) {
		const char *symbol = left_out_by(lanes[i], object);

		off |= !!symbol;
		if (symbol && !lanes[i]->clang)
			note_off(s, lanes[i], source, symbol,
				 built ? LEFT_OUT : FAILED);
	}
	if (!built && !off)
		proof_add(&s->b->v->proof, s->level, source, LEFT_OUT,
			  xasprintf("%s is of none of the architectures that are built for",
				    source),
			  0);
}

static void account_for_all(struct step *s, struct lane **lanes, size_t n)
{
	const struct series *series = &s->b->v->series;
	_cleanup_strings_ struct strings objects = { 0 };

	s->since = now();
	for (size_t k = 0; k < series->n; k++)
		changed_objects(series->v[k].deltas, series->v[k].n, &objects);
	for (size_t i = 0; i < objects.n; i++)
		account_for(s, lanes, n, objects.v[i]);
}

static int run_variant(struct builder *b, const struct variant *variant,
		       struct err *e)
{
	_cleanup_free_ struct lane **lanes = xcalloc(b->n, sizeof(*lanes));
	_cleanup_free_ struct lane **some = xcalloc(b->n, sizeof(*some));
	struct step s = { .b = b, .level = LEVEL_BUILD, .variant = variant,
			  .since = now() };
	size_t n;

	if (choose_lanes(&s, lanes, &n, e))
		return -1;
	for (size_t k = 1; k <= b->v->series.n; k++) {
		s.from = s.to = k;
		s.patch = b->v->series.v[k - 1].name;
		s.since = now();
		memcpy(some, lanes, n * sizeof(*some));
		if (n && run_step(&s, some, n, e))
			return -1;
	}
	if (variant == &default_variant)
		account_for_all(&s, lanes, n);
	return 0;
}

/* "net-off": without the symbol CONFIG_NET. */
static int run_without(struct builder *b, const char *symbol, struct err *e)
{
	_cleanup_free_ char *name =
		xasprintf("%s-off", symbol + strlen("CONFIG_"));
	const struct variant variant = { name, symbol, false };

	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return run_variant(b, &variant, e);
}

int verify_build(struct verification *v, struct err *e)
{
	const struct strings *off = &v->s->which->off;
	_cleanup_builder_ struct builder b = { 0 };
	bool all = v->s->options.all_configs;

	if (builder_open(&b, v, true, e) ||
	    run_variant(&b, &default_variant, e) ||
	    (all && run_variant(&b, &driver_off, e)))
		return -1;
	for (size_t i = 0; all && i < off->n; i++)
		if (run_without(&b, off->v[i], e))
			return -1;
	return place_check(&b.place, true, e);
}

int verify_sparse(struct verification *v, struct err *e)
{
	static const char *const extra[] = { "C=2", "CHECK=sparse", NULL };
	_cleanup_builder_ struct builder b = { 0 };
	struct step s = { .b = &b, .level = LEVEL_STYLE,
			  .variant = &default_variant, .from = 1,
			  .to = v->series.n, .patch = "sparse",
			  .extra = extra, .since = now() };

	if (builder_open(&b, v, false, e))
		return -1;
	_cleanup_free_ struct lane **lanes = xcalloc(b.n, sizeof(*lanes));
	size_t n;

	if (choose_lanes(&s, lanes, &n, e))
		return -1;
	if (n && run_step(&s, lanes, n, e))
		return -1;
	return place_check(&b.place, true, e);
}

int build_ready(const struct session *s, struct err *e)
{
	long long limit;

	(void)s;
	return cache_limit(&limit, e);
}

/* The fragments, the flag for more and what that is: all matter. */
int build_settings(const struct verification *v, struct buf *out,
		   struct err *e)
{
	static const char *const names[] = { "arm64.config", "arm.config" };
	const struct strings *off = &v->s->which->off;

	buf_printf(out, "%d\n", v->s->options.all_configs);
	for (size_t i = 0; v->s->options.all_configs && i < off->n; i++)
		buf_printf(out, "%s\n", off->v[i]);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (read_settings(v, names[i], out, e) < 0)
			return -1;
	return 0;
}
