/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf.h"

#include <ctype.h>
#include <git2.h>
#include <stdio.h>
#include <string.h>

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
		free(s->kind);
		free(s->name);
	}
	free(conf->sections);
	free(conf->path);
	*conf = (struct conf){ 0 };
}

static bool listed(const char *const *list, const char *word)
{
	for (; list && *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

/* Does this line end in an odd number of backslashes, so that it goes on? */
static bool continues(const char *line, size_t len)
{
	size_t n = 0;

	if (len && line[len - 1] == '\r')
		len--;
	while (n < len && line[len - 1 - n] == '\\')
		n++;
	return n % 2;
}

/* "[kind "name"]": the name, unescaped; what follows the bracket in *rest. */
static int section_line(struct conf *conf, const struct conf_shape *shape,
			const char *p, int line, const char **rest,
			struct err *e)
{
	const char *kind = ++p;
	_cleanup_buf_ struct buf name = { 0 };

	while (ident_char(*p) || *p == '-' || *p == '.')
		p++;
	size_t kind_len = (size_t)(p - kind);

	if (kind_len != strlen(shape->kind) ||
	    strncasecmp(kind, shape->kind, kind_len))
		return fail(e, "%s:%d: unknown section '%.*s'; only [%s \"NAME\"] is known",
			    conf->path, line, (int)kind_len, kind, shape->kind);
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
	for (size_t i = 0; i < conf->n; i++)
		if (!strcmp(conf->sections[i].name, name.data))
			return fail(e, "%s:%d: %s '%s' is there twice, first in line %d",
				    conf->path, line, shape->kind, name.data,
				    conf->sections[i].line);
	struct conf_section *s = array_add(conf->sections, conf->n);

	s->kind = xstrdup(shape->kind);
	s->name = buf_steal(&name);
	s->line = line;
	return 0;
}

static int key_line(struct conf *conf, const struct conf_shape *shape,
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
			    conf->path, line, key, shape->kind);
	struct conf_section *s = &conf->sections[conf->n - 1];

	if (!listed(shape->keys, key))
		return fail(e, "%s:%d: unknown key '%s' in %s '%s'",
			    conf->path, line, key, s->kind, s->name);
	if (conf_get(s, key) && !listed(shape->repeatable, key))
		return fail(e, "%s:%d: '%s' is there twice in %s '%s', first in line %d",
			    conf->path, line, key, s->kind, s->name,
			    conf_line(s, key));
	struct conf_entry *entry = array_add(s->entries, s->n);

	entry->key = take_ptr(key);
	entry->value = xstrdup("");
	entry->line = line;
	return 0;
}

/* Find the section and key lines and refuse what the file may not hold. */
static int scan(struct conf *conf, const struct conf_shape *shape,
		const struct buf *text, struct err *e)
{
	const char *line;
	size_t at = 0, len;
	bool continued = false;

	if (memchr(text->data, '\0', text->len))
		return fail(e, "%s: is not a text file", conf->path);
	if (starts_with(text->data, "\357\273\277"))
		return fail(e, "%s:1: begins with a byte order mark; take it away",
			    conf->path);
	for (int n = 1; next_line(text->data, text->len, &at, &line, &len);
	     n++) {
		const char *p = line;
		bool skip = continued;

		continued = continues(line, len);
		if (skip)
			continue;
		while (*p == ' ' || *p == '\t' || *p == '\r')
			p++;
		if (*p == '[') {
			if (section_line(conf, shape, p, n, &p, e))
				return -1;
			while (*p == ' ' || *p == '\t' || *p == '\r')
				p++;
		}
		if (!*p || *p == '\n' || *p == '#' || *p == ';')
			continued = false;
		else if (ident_start(*p) && key_line(conf, shape, p, n, e))
			return -1;
		/* anything else is left to libgit2, which names the line */
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

/* "in config file ... (line 3)" from libgit2, as path:line. */
static int syntax_fault(const char *path, struct err *e)
{
	const git_error *g = git_error_last();
	const char *msg = g && g->message ? g->message : "unknown fault";
	const char *at = strstr(msg, "(line ");
	int line = 0;

	if (at && sscanf(at, "(line %d", &line) == 1) {
		const char *why = strstr(msg, ": ");

		return fail(e, "%s:%d: not git-config syntax%.*s", path, line,
			    why && why < at ? (int)(at - why) - 1 : 0,
			    why && why < at ? why : "");
	}
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
	return 0;
}

int conf_read(const char *path, const struct conf_shape *shape,
	      struct conf *conf, struct err *e)
{
	_cleanup_buf_ struct buf text = { 0 };

	conf->path = xstrdup(path);
	if (read_file(path, &text, e) || scan(conf, shape, &text, e))
		return -1;
	return read_values(conf, e);
}
