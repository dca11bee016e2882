/* SPDX-License-Identifier: GPL-2.0-only */
#include "rules.h"

#include <fnmatch.h>
#include <string.h>

#include "ctext.h"
#include "dir.h"
#include "plain.h"
#include "smpl.h"

/* The keys of a header, in the order in which they stand. */
enum key {
	KEY_SPDX,
	KEY_SUMMARY,
	KEY_LIMITS,
	KEY_UPSTREAM,
	KEY_FOR,
	KEY_STYLE,
	KEY_WHEN,
	KEY_USES,
	KEY_AFTER,
	KEY_FILES,
	KEY_ALSO,
	KEY_CONSUMES,
	KEY_DROPS,
	KEY_CREATES,
	KEY_ANCHOR,
	KEY_REFUSES,
	KEY_NOTE,
	KEY_OPTIONS,
	N_KEYS,
};

static const struct {
	const char *start;
	bool must;
} keys[N_KEYS] = {
	[KEY_SPDX] = { "// SPDX-License-Identifier:", true },
	[KEY_SUMMARY] = { "///", true },
	[KEY_LIMITS] = { "//#", false },
	[KEY_UPSTREAM] = { "// Upstream:", true },
	[KEY_FOR] = { "// For:", false },
	[KEY_STYLE] = { "// Style:", false },
	[KEY_WHEN] = { "// When:", true },
	[KEY_USES] = { "// Uses:", true },
	[KEY_AFTER] = { "// After:", false },
	[KEY_FILES] = { "// Files:", true },
	[KEY_ALSO] = { "// Also:", false },
	[KEY_CONSUMES] = { "// Consumes:", false },
	[KEY_DROPS] = { "// Drops:", false },
	[KEY_CREATES] = { "// Creates:", false },
	[KEY_ANCHOR] = { "// Anchor:", false },
	[KEY_REFUSES] = { "// Refuses:", false },
	[KEY_NOTE] = { "// Note:", false },
	[KEY_OPTIONS] = { "// Options:", false },
};

struct header {
	struct buf text[N_KEYS]; /* what was put together of it until now */
	char *value[N_KEYS];
	int line[N_KEYS];
};

static void header_deinit(struct header *h)
{
	for (int i = 0; i < N_KEYS; i++) {
		buf_deinit(&h->text[i]);
		free(h->value[i]);
	}
}

static int find_key(const char *line)
{
	for (int i = 0; i < N_KEYS; i++)
		if (starts_with(line, keys[i].start))
			return i;
	return -1;
}

/* Append a header line's text to a value: "a" + "b" is "a b". */
static void add_value(struct buf *value, const char *s)
{
	_cleanup_free_ char *folded = fold_space(s, strlen(s));

	if (value->len)
		buf_putc(value, ' ');
	buf_puts(value, folded);
}

/* The lines up to the first that is no comment; *body_at is its offset. */
static int read_header(struct rule *r, struct header *h, size_t *body_at,
		       struct err *e)
{
	size_t at = 0, len, text_len = strlen(r->text);
	const char *p;
	int last = -1;

	for (int n = 1;; n++) {
		/* next_line() steps over a newline that a last line may lack */
		*body_at = at < text_len ? at : text_len;
		if (!next_line(r->text, text_len, &at, &p, &len) ||
		    len < 2 || p[0] != '/' || p[1] != '/')
			break;
		_cleanup_free_ char *line = xstrndup(p, len);
		int key = find_key(line);

		if (key < 0 && starts_with(line, "//  ") && last >= 0) {
			add_value(&h->text[last], line + 2);
			continue;
		}
		if (key < 0)
			return fail(e, "%s:%d: unknown header line '%s'",
				    r->file, n, line);
		if (key < last)
			return fail(e, "%s:%d: '%s' stands after '%s'; the order is fixed",
				    r->file, n, keys[key].start,
				    keys[last].start);
		if (key == last && key != KEY_LIMITS && key != KEY_SUMMARY)
			return fail(e, "%s:%d: '%s' is there twice", r->file,
				    n, keys[key].start);
		last = key;
		if (!h->line[key])
			h->line[key] = n;
		add_value(&h->text[key], line + strlen(keys[key].start));
	}
	for (int i = 0; i < N_KEYS; i++)
		if (h->line[i])
			h->value[i] = buf_steal(&h->text[i]);
	for (int i = 0; i < N_KEYS; i++) {
		/* without it, an anchor is for whatever lacks the context */
		if (i == KEY_WHEN && !h->value[i] && h->value[KEY_ANCHOR] &&
		    !h->value[KEY_CONSUMES])
			continue;
		if (keys[i].must && (!h->value[i] || !*h->value[i]))
			return fail(e, "%s: the header lacks '%s'", r->file,
				    keys[i].start);
	}
	return 0;
}

static void split_words(const char *s, struct strings *out)
{
	while (*(s += strspn(s, " \t"))) {
		size_t n = strcspn(s, " \t");
		_cleanup_free_ char *word = xstrndup(s, n);

		strings_add(out, word);
		s += n;
	}
}

static int check_path(const struct rule *r, const struct header *h, int key,
		      const char *path, struct err *e)
{
	const char *fault = path_fault(path);

	return fault ? fail(e, "%s:%d: path '%s' %s", r->file, h->line[key],
			    path, fault)
		     : 0;
}

static int take_list(struct rule *r, const struct header *h, int key,
		     struct strings *to, struct err *e)
{
	bool plain = key == KEY_ALSO ||
		     (key == KEY_FILES && h->value[KEY_CONSUMES]);

	if (!h->value[key])
		return 0;
	split_words(h->value[key], to);
	if (!to->n && key == KEY_ALSO)
		return fail(e, "%s:%d: Also: names no file", r->file,
			    h->line[key]);
	for (size_t i = 0; i < to->n; i++) {
		if (check_path(r, h, key, to->v[i], e))
			return -1;
		if (plain && strpbrk(to->v[i], "*?["))
			return fail(e, "%s:%d: %s names its files one by one, not '%s'",
				    r->file, h->line[key],
				    key == KEY_ALSO
					    ? "Also:"
					    : "a rule that consumes a hunk",
				    to->v[i]);
	}
	return 0;
}

static int take_paths(struct rule *r, struct header *h, struct err *e)
{
	struct {
		int key;
		char **to;
	} single[] = {
		{ KEY_CONSUMES, &r->consumes },
		{ KEY_CREATES, &r->creates },
	};

	if (take_list(r, h, KEY_FILES, &r->files, e) ||
	    take_list(r, h, KEY_ALSO, &r->also, e) ||
	    take_list(r, h, KEY_DROPS, &r->drops, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(single); i++) {
		char *value = h->value[single[i].key];

		if (!value)
			continue;
		if (!*value || strchr(value, ' '))
			return fail(e, "%s:%d: one path is wanted, not '%s'",
				    r->file, h->line[single[i].key], value);
		if (check_path(r, h, single[i].key, value, e))
			return -1;
		*single[i].to = xstrdup(value);
	}
	return 0;
}

static int take_anchor(struct rule *r, struct header *h, struct err *e)
{
	static const struct {
		const char *word;
		enum anchor anchor;
	} anchors[] = {
		{ "before-first ", ANCHOR_BEFORE_FIRST },
		{ "before-last ", ANCHOR_BEFORE_LAST },
		{ "after-first ", ANCHOR_AFTER_FIRST },
		{ "after-last ", ANCHOR_AFTER_LAST },
	};
	const char *value = h->value[KEY_ANCHOR];

	if (!value)
		return 0;
	if (!strcmp(value, "end"))
		r->anchor = ANCHOR_END;
	for (size_t i = 0; i < ARRAY_SIZE(anchors); i++) {
		if (!starts_with(value, anchors[i].word))
			continue;
		r->anchor = anchors[i].anchor;
		r->anchor_line = xstrdup(value + strlen(anchors[i].word));
	}
	if (!r->anchor)
		return fail(e, "%s:%d: unknown anchor '%s'; known are end, and before-first, before-last, after-first, after-last LINE",
			    r->file, h->line[KEY_ANCHOR], value);
	return 0;
}

/* A rule is one thing: SmPL, an anchor, or a drop with what replaces it. */
static int check_kind(const struct rule *r, size_t body_at, struct err *e)
{
	int kinds = r->semantic + (r->anchor != ANCHOR_NONE) + !!r->drops.n +
		    !!r->refuses;
	bool body = strspn(r->text + body_at, " \t\n") !=
		    strlen(r->text + body_at);

	if (kinds != 1 || (r->creates && r->drops.n != 1))
		return fail(e, "%s: a .cocci file has neither Anchor: nor Drops: nor Refuses:, a .rule file has one of them; Creates: goes with Drops: of one path",
			    r->file);
	/* an anchor for every kernel says nothing of one */
	if (r->note ? !!r->refuses : !r->refuses && r->when)
		return fail(e, "%s: the header lacks '// Note:', or has it beside Refuses:",
			    r->file);
	if (r->also.n && (!r->semantic || r->consumes))
		return fail(e, "%s: Also: goes with a .cocci file that has no Consumes:",
			    r->file);
	if (r->consumes && r->drops.n)
		return fail(e, "%s: Consumes: and Drops: exclude each other",
			    r->file);
	if (r->consumes && r->anchor && r->files.n != 1)
		return fail(e, "%s: lines go to one file; with Consumes: and Anchor:, Files: has one path",
			    r->file);
	if (body && !r->semantic && !r->creates)
		return fail(e, "%s: nothing may follow this rule's header",
			    r->file);
	if (!body && (r->semantic || r->creates))
		return fail(e, "%s: nothing follows the header", r->file);
	if (!ends_with(r->text, "\n"))
		return fail(e, "%s: its last line has no newline", r->file);
	return r->semantic ? smpl_check(r->file, r->text, body_at, e) : 0;
}

/* Options that change how spatch prints or matches, and no other. */
static int check_options(const struct rule *r, const struct header *h,
			 struct err *e)
{
	static const char *const known[] = {
		"--smpl-spacing",  "--linux-spacing",
		"--keep-comments", "--no-loops",
		"--disallow-nested-exps",
	};

	for (size_t i = 0; i < r->options.n; i++) {
		bool ok = false;

		for (size_t k = 0; k < ARRAY_SIZE(known); k++)
			ok |= !strcmp(r->options.v[i], known[k]);
		if (!ok)
			return fail(e, "%s:%d: option '%s' is not allowed in a rule",
				    r->file, h->line[KEY_OPTIONS],
				    r->options.v[i]);
	}
	return 0;
}

static int take_expr(const struct rule *r, const struct header *h, int key,
		     struct expr **to, char **text, struct err *e)
{
	if (!h->value[key]) {
		*text = xstrdup("the context is not there");
		return 0;
	}
	*text = xstrdup(h->value[key]);
	*to = expr_parse(*text, e);
	if (*to)
		return 0;
	return fail_prefix(e, "%s:%d", r->file, h->line[key]);
}

/* 2d471b20c55e ("iommu: Streamline registration interface") v5.13 */
static int take_upstream(struct rule *r, const struct header *h,
			 struct err *e)
{
	size_t hex = strspn(r->upstream, "0123456789abcdef");
	const char *subject = r->upstream + 12;
	const char *end = strstr(r->upstream, "\") ");

	if (starts_with(r->upstream, "none: "))
		return 0;
	if (hex != 12 || !starts_with(subject, " (\"") || !end || !end[3])
		return fail(e, "%s:%d: Upstream: is a 12-digit id, (\"subject\") and the first release, or 'none: reason'",
			    r->file, h->line[KEY_UPSTREAM]);
	r->upstream_id = xstrndup(r->upstream, hex);
	r->upstream_subject = xstrndup(subject + 3, (size_t)(end - subject) - 3);
	return 0;
}

static int read_rule(const char *dir, const char *name, struct rule *r,
		     const struct probes *probes, struct err *e)
{
	_cleanup_(header_deinit) struct header h = { 0 };
	_cleanup_strings_ struct strings names = { 0 };
	_cleanup_buf_ struct buf text = { 0 };
	size_t body_at = 0;

	r->file = xasprintf("%s/%s", dir, name);
	r->semantic = ends_with(name, ".cocci");
	r->name = xstrndup(name, strlen(name) - (r->semantic ? 6 : 5));
	if (read_file(r->file, &text, e))
		return -1;
	if (memchr(text.data, '\0', text.len))
		return fail(e, "%s: is not a text file", r->file);
	if (check_seen(text.data, text.len, r->file, 1, e))
		return -1;
	blob_id(text.data, text.len, r->oid);
	r->text = buf_steal(&text);
	if (read_header(r, &h, &body_at, e) || take_paths(r, &h, e) ||
	    take_anchor(r, &h, e))
		return -1;
	r->body = r->text + body_at;
	r->body += strspn(r->body, "\n");
	r->summary = xstrdup(h.value[KEY_SUMMARY]);
	r->upstream = xstrdup(h.value[KEY_UPSTREAM]);
	if (h.value[KEY_NOTE] && *h.value[KEY_NOTE])
		r->note = xstrdup(h.value[KEY_NOTE]);
	if (h.value[KEY_REFUSES] && *h.value[KEY_REFUSES])
		r->refuses = xstrdup(h.value[KEY_REFUSES]);
	for (int key = KEY_FOR; key <= KEY_STYLE; key++)
		if (h.value[key] && !*h.value[key])
			return fail(e, "%s:%d: '%s' says nothing", r->file,
				    h.line[key], keys[key].start);
	r->used_by = take_ptr(h.value[KEY_FOR]);
	r->style = take_ptr(h.value[KEY_STYLE]);
	r->off = r->style;
	r->after_line = h.line[KEY_AFTER];
	if (h.value[KEY_AFTER])
		split_words(h.value[KEY_AFTER], &r->after);
	if (h.value[KEY_OPTIONS])
		split_words(h.value[KEY_OPTIONS], &r->options);
	if (take_upstream(r, &h, e) || check_options(r, &h, e) ||
	    take_expr(r, &h, KEY_WHEN, &r->when, &r->when_text, e) ||
	    take_expr(r, &h, KEY_USES, &r->uses, &r->uses_text, e))
		return -1;
	expr_names(r->when, &names);
	for (size_t i = 0; i < names.n; i++)
		if (probes_find(probes, names.v[i]) < 0)
			return fail(e, "%s:%d: no probe '%s'", r->file,
				    h.line[KEY_WHEN], names.v[i]);
	return check_kind(r, body_at, e);
}

static void rule_deinit(struct rule *r)
{
	free(r->name);
	free(r->file);
	free(r->text);
	free(r->summary);
	free(r->upstream);
	free(r->upstream_id);
	free(r->upstream_subject);
	free(r->used_by);
	free(r->style);
	free(r->when_text);
	free(r->uses_text);
	expr_free(r->when);
	expr_free(r->uses);
	strings_deinit(&r->after);
	strings_deinit(&r->files);
	strings_deinit(&r->also);
	free(r->consumes);
	strings_deinit(&r->drops);
	free(r->creates);
	free(r->anchor_line);
	free(r->note);
	free(r->refuses);
	strings_deinit(&r->options);
}

void rules_deinit(struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		rule_deinit(&rules->v[i]);
	free(rules->v);
	*rules = (struct rules){ 0 };
}

const struct rule *rules_find(const struct rules *rules, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!strcmp(rules->v[i].name, name))
			return &rules->v[i];
	return NULL;
}

static int switch_rule(struct rules *rules, const char *name, bool off,
		       struct err *e)
{
	const struct rule *found = rules_find(rules, name);
	const char *option = off ? "--disable" : "--enable";

	if (!found)
		return fail(e, "%s: no rule '%s'; 'backportgen rules' lists them",
			    option, name);
	struct rule *r = &rules->v[found - rules->v];

	if (off && r->refuses)
		return fail(e, "--disable: rule '%s' (%s) refuses kernels that are not understood; it stays on",
			    name, r->file);
	if (off == !!r->style)
		return fail(e, off ? "--disable: rule '%s' (%s) is one of style, which are off anyway"
				   : "--enable: rule '%s' (%s) is none of style; the others are on anyway",
			    name, r->file);
	r->off = off;
	return 0;
}

int rules_switch(struct rules *rules, const struct strings *enable,
		 const struct strings *disable, struct err *e)
{
	for (size_t i = 0; i < enable->n; i++)
		if (switch_rule(rules, enable->v[i], false, e))
			return -1;
	for (size_t i = 0; i < disable->n; i++)
		if (switch_rule(rules, disable->v[i], true, e))
			return -1;
	return 0;
}

/* A rule that @i has to follow and that could not be taken either. */
static size_t first_waiting(const struct rules *rules, const bool *taken,
			    size_t i)
{
	for (size_t k = 0; k < rules->v[i].after.n; k++) {
		const struct rule *first =
			rules_find(rules, rules->v[i].after.v[k]);

		if (!taken[first - rules->v])
			return (size_t)(first - rules->v);
	}
	return i;
}

/*
 * Order by After:, by name where nothing else is said: repeatedly take the
 * first rule whose predecessors were all taken.
 */
static int sort_rules(struct rules *rules, struct err *e)
{
	struct rule *sorted = xcalloc(rules->n, sizeof(*sorted));
	bool *taken = xcalloc(rules->n, sizeof(*taken));
	size_t n = 0, stuck = 0;

	for (size_t i = 0; i < rules->n; i++) {
		if (!taken[i])
			stuck = i;
		if (taken[i])
			continue;
		bool ready = true;

		for (size_t k = 0; k < rules->v[i].after.n; k++) {
			const struct rule *first =
				rules_find(rules, rules->v[i].after.v[k]);

			ready &= taken[first - rules->v];
		}
		if (!ready)
			continue;
		sorted[n++] = rules->v[i];
		taken[i] = true;
		i = (size_t)-1; /* from the start again */
	}
	bool cycle = n < rules->n;

	if (cycle) {
		/* go back as often as there are rules: that ends in the circle */
		for (size_t i = 0; i < rules->n; i++)
			stuck = first_waiting(rules, taken, stuck);
		fail(e, "%s:%d: After: leads round in a circle",
		     rules->v[stuck].file, rules->v[stuck].after_line);
	} else if (n) {
		memcpy(rules->v, sorted, n * sizeof(*sorted));
	}
	free(sorted);
	free(taken);
	return cycle ? -1 : 0;
}

static bool is_rule_file(const char *name)
{
	return *name != '.' &&
	       (ends_with(name, ".cocci") || ends_with(name, ".rule"));
}

int rules_read(const char *dir, const struct probes *probes,
	       struct rules *rules, struct err *e)
{
	_cleanup_strings_ struct strings names = { 0 };

	int there = list_dir(dir, &names, e);

	if (there < 1)
		return there ? -1 : fail(e, "%s: there is no directory of rules",
					 dir);
	for (size_t i = 0; i < names.n; i++) {
		if (!is_rule_file(names.v[i]))
			continue;
		struct rule *r = array_add(rules->v, rules->n);

		if (read_rule(dir, names.v[i], r, probes, e))
			return -1;
		const struct rule *first = rules_find(rules, r->name);

		if (first != r)
			return fail(e, "%s: a rule '%s' is there already: %s",
				    r->file, r->name, first->file);
	}
	for (size_t i = 0; i < rules->n; i++)
		for (size_t k = 0; k < rules->v[i].after.n; k++)
			if (!rules_find(rules, rules->v[i].after.v[k]))
				return fail(e, "%s:%d: After: names no rule: '%s'",
					    rules->v[i].file,
					    rules->v[i].after_line,
					    rules->v[i].after.v[k]);
	return sort_rules(rules, e);
}

bool rule_covers(const struct rule *r, const char *path)
{
	for (size_t i = 0; i < r->files.n; i++)
		if (!fnmatch(r->files.v[i], path, FNM_PATHNAME))
			return true;
	return false;
}

struct words_in {
	const char *code;
	size_t len;
};

static enum answer has_word(const char *name, void *ctx)
{
	const struct words_in *in = ctx;

	return find_word(in->code, 0, in->len, name) >= 0 ? YES : NO;
}

bool rule_uses(const struct rule *r, const char *path, const char *text,
	       size_t len)
{
	_cleanup_free_ char *code = is_c_path(path) ? code_only(text, len)
						    : xstrndup(text, len);
	struct words_in in = { code, len };

	return expr_eval(r->uses, has_word, &in) == YES;
}
