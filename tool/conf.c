/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf.h"

#include <ctype.h>
#include <git2.h>
#include <string.h>

#include "gittree.h"

const char *conf_get(const struct conf_section *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->entries[i].key, key))
			return s->entries[i].value;
	return NULL;
}

int conf_line(const struct conf_section *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->entries[i].key, key))
			return s->entries[i].line;
	return s->line;
}

void conf_deinit(struct conf *conf)
{
	for (size_t i = 0; i < conf->n; i++) {
		struct conf_section *s = &conf->sections[i];

		for (size_t k = 0; k < s->n; k++) {
			free(s->entries[k].key);
			free(s->entries[k].value);
		}
		free(s->entries);
		free(s->name);
	}
	free(conf->sections);
	free(conf->path);
	set_deinit(&conf->names);
	*conf = (struct conf){ 0 };
}

/* What the file may hold. */
struct shapes_of {
	const struct conf_shape *v;
	size_t n;
};

static bool listed(const char *const *list, const char *word)
{
	for (; list && *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

/*
 * Go over a line's value: does the next line belong to it, by a backslash at
 * its end? *quoted tells whether a quote is open, before and after. Outside
 * of quotes '#' and ';' begin a comment, which never goes on.
 * -1: a backslash that stands for nothing.
 */
static int goes_on(const char *p, size_t len, bool *quoted)
{
	if (len && p[len - 1] == '\r')
		len--;
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '\\') {
			if (++i == len)
				return 1;
			if (!strchr("\"\\ntb", p[i]))
				return -1;
			continue;
		}
		if (p[i] == '"')
			*quoted = !*quoted;
		else if (!*quoted && (p[i] == '#' || p[i] == ';'))
			break;
	}
	return 0;
}

/* '[a "NAME"] and [b "NAME"]': the kinds that a file may hold. */
static char *known_kinds(const struct shapes_of *may)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < may->n; i++)
		buf_printf(&out, "%s[%s \"NAME\"]", i ? " and " : "",
			   may->v[i].kind);
	return buf_steal(&out);
}

static const struct conf_shape *find_shape(const struct shapes_of *may,
					   const char *kind, size_t len)
{
	for (size_t i = 0; i < may->n; i++)
		if (len == strlen(may->v[i].kind) &&
		    !strncasecmp(kind, may->v[i].kind, len))
			return &may->v[i];
	return NULL;
}

static int first_line(const struct conf *conf, const struct conf_shape *shape,
		      const char *name)
{
	const struct conf_section *s = conf->sections;

	while (s->shape != shape || strcmp(s->name, name))
		s++;
	return s->line;
}

/* "[kind "name"]": the name, unescaped; what follows the bracket in *rest. */
static int section_line(struct conf *conf, const struct shapes_of *may,
			const char *p, int line, const char **rest,
			struct err *e)
{
	const char *kind = ++p;
	_cleanup_buf_ struct buf name = { 0 };

	while (ident_char(*p) || *p == '-' || *p == '.')
		p++;
	size_t kind_len = (size_t)(p - kind);
	const struct conf_shape *shape = find_shape(may, kind, kind_len);

	if (!shape) {
		_cleanup_free_ char *known = known_kinds(may);

		return fail(e, "%s:%d: unknown section '%.*s'; only %s %s known",
			    conf->path, line, (int)kind_len, kind, known,
			    may->n > 1 ? "are" : "is");
	}
	while (*p == ' ' || *p == '\t')
		p++;
	if (*p++ != '"')
		return fail(e, "%s:%d: section without a name; write [%s \"NAME\"]",
			    conf->path, line, shape->kind);
	for (; *p && *p != '"' && *p != '\n'; p++) {
		if (*p == '\\' && p[1] && p[1] != '\n')
			p++;
		buf_putc(&name, *p);
	}
	if (*p != '"' || p[1] != ']')
		return fail(e, "%s:%d: section name is not closed with \"]",
			    conf->path, line);
	*rest = p + 2;
	buf_add(&name, "", 0);
	_cleanup_free_ char *both =
		xasprintf("%s %s", shape->kind, name.data);

	if (!set_add(&conf->names, both))
		return fail(e, "%s:%d: %s '%s' is there twice, first in line %d",
			    conf->path, line, shape->kind, name.data,
			    first_line(conf, shape, name.data));
	struct conf_section *s = array_add(conf->sections, conf->n);

	s->shape = shape;
	s->name = buf_steal(&name);
	s->line = line;
	return 0;
}

static int key_line(struct conf *conf, const struct shapes_of *may,
		    const char *p, int line, struct err *e)
{
	const char *start = p;

	while (ident_char(*p) || *p == '-')
		p++;
	_cleanup_free_ char *key = xstrndup(start, (size_t)(p - start));

	for (char *c = key; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (!conf->n)
		return fail(e, "%s:%d: '%s' stands before any [%s \"NAME\"]",
			    conf->path, line, key, may->v[0].kind);
	struct conf_section *s = &conf->sections[conf->n - 1];

	if (!listed(s->shape->keys, key))
		return fail(e, "%s:%d: unknown key '%s' in %s '%s'",
			    conf->path, line, key, s->shape->kind, s->name);
	if (conf_get(s, key) && !listed(s->shape->repeatable, key))
		return fail(e, "%s:%d: '%s' is there twice in %s '%s', first in line %d",
			    conf->path, line, key, s->shape->kind, s->name,
			    conf_line(s, key));
	struct conf_entry *entry = array_add(s->entries, s->n);

	entry->key = take_ptr(key);
	entry->value = xstrdup("");
	entry->line = line;
	return 0;
}

/* What a line begins; *p is moved to what is left of it. */
static int scan_line(struct conf *conf, const struct shapes_of *may,
		     const char **p, size_t *len, int n, struct err *e)
{
	const char *end = *p + *len, *s = *p;

	while (s < end && strchr(" \t\r", *s))
		s++;
	if (s < end && *s == '[') {
		if (section_line(conf, may, s, n, &s, e))
			return -1;
		while (s < end && strchr(" \t\r", *s))
			s++;
	}
	*p = s;
	*len = (size_t)(end - s);
	if (s == end || *s == '#' || *s == ';')
		return 0;
	if (!ident_start(*s))
		return fail(e, "%s:%d: neither a section nor a key: '%.*s'",
			    conf->path, n, (int)*len, s);
	return key_line(conf, may, s, n, e);
}

/* Find the section and key lines and refuse what the file may not hold. */
static int scan(struct conf *conf, const struct shapes_of *may,
		const struct buf *text, struct err *e)
{
	bool continued = false, quoted = false;
	const char *p;
	size_t at = 0, len;

	if (memchr(text->data, '\0', text->len))
		return fail(e, "%s: is not a text file", conf->path);
	if (starts_with(text->data, "\357\273\277"))
		return fail(e, "%s:1: begins with a byte order mark; take it away",
			    conf->path);
	for (int n = 1; next_line(text->data, text->len, &at, &p, &len); n++) {
		if (!continued && scan_line(conf, may, &p, &len, n, e))
			return -1;
		int more = goes_on(p, len, &quoted);

		if (more < 0)
			return fail(e, "%s:%d: a backslash stands for nothing here; write two for one",
				    conf->path, n);
		continued = more;
		if (quoted && !continued)
			return fail(e, "%s:%d: a quote is not closed",
				    conf->path, n);
	}
	return 0;
}

static void config_free(git_config **config)
{
	git_config_free(*config);
}

static void iterator_free(git_config_iterator **it)
{
	git_config_iterator_free(*it);
}

/* "... (line 3)" or "... (in FILE:3)" from libgit2, as path:line. */
static int syntax_fault(const char *path, struct err *e)
{
	const git_error *g = git_error_last();
	const char *msg = git_fault();
	const char *at = strstr(msg, "(line ");
	int line = 0;

	if (!g || g->klass != GIT_ERROR_CONFIG)
		return fail(e, "%s: cannot read: %s", path, msg);
	if (at)
		line = atoi(at + strlen("(line "));
	else if ((at = strrchr(msg, ':')) && strchr(at, ')'))
		line = atoi(at + 1);
	if (line)
		return fail(e, "%s:%d: not git-config syntax", path, line);
	return fail(e, "%s: not git-config syntax: %s", path, msg);
}

/* Take the values, in the file's order, from libgit2. */
static int read_values(struct conf *conf, struct err *e)
{
	_cleanup_(config_free) git_config *config = NULL;
	_cleanup_(iterator_free) git_config_iterator *it = NULL;
	git_config_entry *entry;
	size_t section = 0, key = 0;
	int r;

	if (git_config_open_ondisk(&config, conf->path) ||
	    git_config_iterator_new(&it, config))
		return syntax_fault(conf->path, e);
	while (!(r = git_config_next(&entry, it))) {
		const char *dot = strrchr(entry->name, '.');

		while (section < conf->n &&
		       key == conf->sections[section].n) {
			section++;
			key = 0;
		}
		if (section == conf->n || !dot ||
		    strcmp(dot + 1,
			   conf->sections[section].entries[key].key))
			return fail(e, "%s: cannot follow the file at '%s'; write one key a line",
				    conf->path, entry->name);
		struct conf_entry *to =
			&conf->sections[section].entries[key++];

		free(to->value);
		to->value = xstrdup(entry->value ? entry->value : "");
	}
	if (r != GIT_ITEROVER)
		return syntax_fault(conf->path, e);
	/* a file that it cannot look at is an empty one to libgit2 */
	while (section < conf->n && key == conf->sections[section].n) {
		section++;
		key = 0;
	}
	return section == conf->n
		       ? 0
		       : fail(e, "%s: cannot read all of it", conf->path);
}

bool conf_safe_name(const char *name)
{
	if (!ident_char(*name) || strstr(name, "..") || strlen(name) > 100)
		return false;
	for (const char *c = name; *c; c++)
		if (!ident_char(*c) && !strchr("._+-", *c))
			return false;
	return true;
}

int conf_read(const char *path, const struct conf_shape *shapes, size_t n,
	      struct conf *conf, struct err *e)
{
	const struct shapes_of may = { shapes, n };
	_cleanup_buf_ struct buf text = { 0 };

	conf->path = xstrdup(path);
	if (read_file(path, &text, e) || scan(conf, &may, &text, e))
		return -1;
	return read_values(conf, e);
}
