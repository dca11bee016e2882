/* SPDX-License-Identifier: GPL-2.0-only */
#include "serieslist.h"

#include <string.h>
#include <sys/stat.h>

#include "dir.h"

static const char *const keys[] = { "patches", "config", "boots", "off",
				    NULL };
const struct conf_shape series_shape = { "series", keys, NULL };

char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, (size_t)(slash - path) + 1)
		     : xstrdup("");
}

bool same_place(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

void series_entry_deinit(struct series_entry *s)
{
	free(s->name);
	free(s->where);
	free(s->patches);
	free(s->output);
	free(s->known);
	free(s->config);
	free(s->boots);
	strings_deinit(&s->off);
	*s = (struct series_entry){ 0 };
}

void series_list_deinit(struct series_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		series_entry_deinit(&list->v[i]);
	free(list->v);
	*list = (struct series_list){ 0 };
}

/* The directory that @key names, from that of the file on; NULL: none does. */
static int take_directory(const struct conf_section *s, const char *file,
			  const char *key, char **out, struct err *e)
{
	const char *value = conf_get(s, key);
	_cleanup_free_ char *beside = directory_of(file);

	*out = NULL;
	if (!value)
		return 0;
	if (!*value)
		return fail(e, "%s:%d: series '%s': '%s' names no directory",
			    file, conf_line(s, key), s->name, key);
	*out = xasprintf("%s%s", *value == '/' ? "" : beside, value);
	return 0;
}

static int take_off(const struct conf_section *s, const char *file,
		    struct strings *out, struct err *e)
{
	const char *value = conf_get(s, "off");
	_cleanup_set_ struct set seen = { 0 };
	_cleanup_free_ char *words = xstrdup(value ? value : "");
	char *save;

	for (char *w = strtok_r(words, " \t", &save); w;
	     w = strtok_r(NULL, " \t", &save)) {
		const char *bare = starts_with(w, "CONFIG_") ? w + 7 : w;
		_cleanup_free_ char *symbol = xasprintf("CONFIG_%s", bare);

		for (const char *c = bare; *c; c++)
			if (!ident_char(*c))
				return fail(e, "%s:%d: '%s' is no symbol of a configuration",
					    file, conf_line(s, "off"), w);
		if (!*bare || !set_add(&seen, symbol))
			return fail(e, "%s:%d: '%s' %s", file,
				    conf_line(s, "off"), w,
				    *bare ? "is there twice"
					  : "is no symbol of a configuration");
		strings_add(out, symbol);
	}
	return 0;
}

/* A part that a key names has to be there. */
static int check_part(const struct conf_section *s, const char *file,
		      const char *key, const char *dir, struct err *e)
{
	int there = dir ? directory_is_there(dir, e) : 1;

	if (there)
		return there < 0 ? -1 : 0;
	return fail(e, "%s:%d: series '%s': %s: is no directory", file,
		    conf_line(s, key), s->name, dir);
}

/* Beside the patches, where no key says otherwise. */
static int find_part(const struct series_entry *s, const char *name,
		     char **part, struct err *e)
{
	_cleanup_free_ char *beside = xasprintf("%s/%s", s->patches, name);
	int there = *part ? 0 : directory_is_there(beside, e);

	if (there > 0)
		*part = take_ptr(beside);
	return there < 0 ? -1 : 0;
}

static int find_parts(struct series_entry *s, struct err *e)
{
	return find_part(s, "config", &s->config, e) ||
			       find_part(s, "boot", &s->boots, e)
		       ? -1
		       : 0;
}

int series_list_add(struct series_list *list, const struct conf_section *s,
		    const char *file, const char *here, struct err *e)
{
	_cleanup_free_ char *beside = directory_of(file);
	struct series_entry *to;

	if (!conf_safe_name(s->name))
		return fail(e, "%s:%d: '%s' is no name for a series: " SAFE_NAME,
			    file, s->line, s->name);
	/* patches/mainline is where the series without a name lies */
	if (!strcmp(s->name, "mainline"))
		return fail(e, "%s:%d: 'mainline' is what every series has; give this one another name",
			    file, s->line);
	to = array_add(list->v, list->n);
	to->name = xstrdup(s->name);
	to->where = xasprintf("%s:%d", file, s->line);
	to->output = xasprintf("%spatches/%s", here, s->name);
	to->known = xasprintf("%spatches/%s", beside, s->name);
	if (take_directory(s, file, "patches", &to->patches, e) ||
	    take_directory(s, file, "config", &to->config, e) ||
	    take_directory(s, file, "boots", &to->boots, e) ||
	    take_off(s, file, &to->off, e))
		return -1;
	if (check_part(s, file, "config", to->config, e) ||
	    check_part(s, file, "boots", to->boots, e))
		return -1;
	if (!to->patches)
		to->patches = xasprintf("%s/mainline", to->known);
	return find_parts(to, e);
}

int series_list_add_unnamed(struct series_list *list, const char *file,
			    const char *here, struct err *e)
{
	struct series_entry *to = array_add(list->v, list->n);
	_cleanup_free_ char *beside = directory_of(file);

	to->patches = xasprintf("%spatches/mainline", beside);
	to->output = xasprintf("%spatches", here);
	to->known = xasprintf("%spatches", beside);
	return find_parts(to, e);
}

static int fill(struct series_entry *to, struct series_entry *from,
		struct err *e)
{
	_cleanup_free_ char *usual = xasprintf("%s/mainline", to->known);
	int own = strcmp(to->patches, usual) ? 1 : directory_is_there(usual, e);
	int other = own ? 0 : directory_is_there(from->patches, e);

	if (own || other < 1)
		return own < 0 || other < 0 ? -1 : 0;
	free(to->patches);
	to->patches = take_ptr(from->patches);
	if (!to->config)
		to->config = take_ptr(from->config);
	if (!to->boots)
		to->boots = take_ptr(from->boots);
	return 0;
}

int series_list_fill(struct series_list *list, struct series_list *from,
		     struct err *e)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < from->n; k++)
			if (from->v[k].patches &&
			    !strcmp(list->v[i].name, from->v[k].name) &&
			    fill(&list->v[i], &from->v[k], e))
				return -1;
	return 0;
}

static int unknown(const struct series_list *list, const char *word,
		   struct err *e)
{
	_cleanup_buf_ struct buf names = { 0 };

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].name)
			buf_printf(&names, "%s%s", names.len ? ", " : "",
				   list->v[i].name);
	if (!names.len)
		return fail(e, "no series '%s': the configuration names none, and no directory is called that",
			    word);
	return fail(e, "no series '%s' is configured, and no directory is called that; there %s: %s",
		    word, list->n > 1 ? "are" : "is", names.data);
}

const struct series_entry *series_list_find(const struct series_list *list,
					    const char *word,
					    struct series_entry *loose,
					    struct err *e)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].name && !strcmp(list->v[i].name, word))
			return &list->v[i];
	int there = strchr(word, '/') ? 1 : directory_is_there(word, e);

	if (!there)
		unknown(list, word, e);
	if (there < 1)
		return NULL;
	for (size_t i = 0; i < list->n; i++)
		if (same_place(list->v[i].patches, word))
			return &list->v[i];
	loose->patches = xstrdup(word);
	return find_parts(loose, e) ? NULL : loose;
}
