/* SPDX-License-Identifier: GPL-2.0-only */
#include "mail.h"

#include <string.h>
#include <strings.h>

#include "ctext.h"
#include "difftext.h"
#include "plain.h"

void series_deinit(struct series *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct mail *m = &s->v[i];

		for (size_t k = 0; k < m->n; k++)
			delta_deinit(&m->deltas[k]);
		free(m->deltas);
		free(m->name);
		free(m->path);
		free(m->from);
		free(m->date);
		free(m->subject);
		free(m->upstream);
		free(m->body);
		free(m->trailers);
	}
	free(s->v);
	free(s->dir);
	*s = (struct series){ 0 };
}

/* "[PATCH v2 1/3] subject" without what is in brackets in front. */
static const char *plain_subject(const char *s)
{
	while (*s == '[' || *s == ' ') {
		const char *end = *s == '[' ? strchr(s, ']') : s;

		if (!end)
			break;
		s = end + 1;
	}
	return s;
}

static int check_upstream(const struct mail *m, int line, struct err *e)
{
	if (strlen(m->upstream) != OID_HEX ||
	    strspn(m->upstream, "0123456789abcdef") != OID_HEX)
		return fail(e, "%s:%d: Upstream-commit: wants a full 40-digit commit id, not '%s'",
			    m->path, line, m->upstream);
	return 0;
}

static int check_encoding(const struct mail *m, int line, const char *value,
			  struct err *e)
{
	if (strcasecmp(value, "7bit") && strcasecmp(value, "8bit"))
		return fail(e, "%s:%d: transfer encoding '%s' is not read; write the patch as 8bit text",
			    m->path, line, value);
	return 0;
}

static int take_header(struct mail *m, const char *field, int line,
		       struct err *e)
{
	struct {
		const char *name;
		char **to;
	} known[] = {
		{ "From:", &m->from },
		{ "Date:", &m->date },
		{ "Subject:", &m->subject },
		{ "Upstream-commit:", &m->upstream },
	};
	const char *colon = strchr(field, ':');

	if (!colon || strcspn(field, " \t") < (size_t)(colon - field))
		return fail(e, "%s:%d: not a mail header: '%s'", m->path,
			    line, field);
	const char *value = colon + 1 + strspn(colon + 1, " \t");

	if (!strncasecmp(field, "Content-Transfer-Encoding:", 26))
		return check_encoding(m, line, value, e);
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strncasecmp(field, known[i].name, strlen(known[i].name)))
			continue;
		if (*known[i].to)
			return fail(e, "%s:%d: a second '%s'", m->path, line,
				    known[i].name);
		*known[i].to = xstrdup(known[i].to == &m->subject
					       ? plain_subject(value)
					       : value);
		if (known[i].to == &m->upstream)
			return check_upstream(m, line, e);
	}
	return 0;
}

/*
 * The header lines up to the first empty one. An mbox "From " line in front
 * is passed over: whatever id it holds is not a statement about upstream.
 */
static int read_headers(struct mail *m, const struct buf *text, size_t *at,
			int *line, struct err *e)
{
	_cleanup_buf_ struct buf field = { 0 };
	int field_line = 0;
	const char *p;
	size_t len;

	while (next_line(text->data, text->len, at, &p, &len)) {
		++*line;
		if (*line == 1 && len > 5 && !memcmp(p, "From ", 5))
			continue;
		bool folded = len && (*p == ' ' || *p == '\t');

		if (!folded && field.len &&
		    take_header(m, field.data, field_line, e))
			return -1;
		if (!len)
			break;
		if (!folded) {
			buf_reset(&field);
			field_line = *line;
		}
		if (folded) {
			buf_putc(&field, ' ');
			while (len && (*p == ' ' || *p == '\t')) {
				p++;
				len--;
			}
		}
		buf_add(&field, p, len);
	}
	if (!m->from || !m->date || !m->subject || !*m->subject)
		return fail(e, "%s:%d: malformed patch: no '%s' in its header",
			    m->path, *line,
			    !m->from ? "From:"
			    : !m->date ? "Date:" : "Subject:");
	return 0;
}

static bool is_trailer(const char *p, size_t len)
{
	static const char picked[] = "(cherry picked from ";
	size_t n = 0;

	if (len > strlen(picked) && !memcmp(p, picked, strlen(picked)))
		return true;

	while (n < len && (ident_char(p[n]) || p[n] == '-'))
		n++;
	return n && n + 1 < len && p[n] == ':' && p[n + 1] == ' ';
}

/* Cut the last paragraph off @text if every line in it is a trailer. */
static void split_trailers(struct mail *m, char *text)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	char *last = memrchr(text, '\n', len);

	while (last && last > text && last[-1] != '\n')
		last = memrchr(text, '\n', (size_t)(last - text));
	char *start = last ? last + 1 : text;
	size_t at = 0, n;
	const char *p;
	bool all = *start;

	while (next_text_line(start, &at, &p, &n))
		all &= is_trailer(p, n) || (p != start && n && *p == ' ');
	m->trailers = all ? xasprintf("%s\n", start) : xstrdup("");
	if (all)
		*start = '\0';
	len = strlen(text);
	while (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	m->body = len ? xasprintf("%s\n", text) : xstrdup("");
}

/*
 * Does git begin another mail at this line? It looks for "From ", a time before
 * the last colon, and a year: is_from_line() of its mailsplit.c.
 */
static bool starts_mail(const char *p, size_t len)
{
	static const int digits[] = { -4, -2, -1, 1, 2 };
	_cleanup_free_ char *line = xstrndup(p, len);

	if (len < 19 || !starts_with(line, "From "))
		return false;
	size_t colon = len - 2; /* not the last character */

	while (colon > 8 && line[colon] != ':')
		colon--;
	for (size_t i = 0; i < ARRAY_SIZE(digits); i++) {
		char c = line[colon + (size_t)digits[i]];

		if (c < '0' || c > '9')
			return false;
	}
	return line[colon] == ':' && strtol(line + colon + 3, NULL, 10) > 90;
}

/* "---", and blanks: git's patchbreak() ends a message there too. */
static bool is_cut(const char *p, size_t len)
{
	while (len > 3 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
		len--;
	return len == 3 && !memcmp(p, "---", 3);
}

/* The message up to "---" or the diff; *line counts on to the diff's first. */
static int read_body(struct mail *m, const struct buf *text, size_t *at,
		     int *line, struct err *e)
{
	_cleanup_buf_ struct buf body = { 0 };
	bool in_body = true;
	const char *p;
	size_t len;

	for (;;) {
		size_t here = *at;

		if (!next_line(text->data, text->len, at, &p, &len))
			return fail(e, "%s:%d: malformed patch: no \"diff --git\" in it",
				    m->path, *line);
		++*line;
		if (len > 11 && !memcmp(p, "diff --git ", 11)) {
			*at = here;
			break;
		}
		if (is_cut(p, len))
			in_body = false;
		if (in_body && starts_mail(p, len))
			return fail(e, "%s:%d: git would begin another mail at this line of the message; put another word in front",
				    m->path, *line);
		if (in_body) {
			buf_add(&body, p, len);
			buf_putc(&body, '\n');
		}
	}
	buf_add(&body, "", 0);
	split_trailers(m, body.data);
	return 0;
}

/*
 * What stands round the diff, which starts at line @line: git, quilt and those
 * who read it have to see the same in it.
 */
static int check_round(const struct mail *m, const char *text, size_t len,
		       int line, struct err *e)
{
	size_t at = 0, n;
	const char *p;

	for (int i = line; next_line(text, len, &at, &p, &n); i++)
		if (begins_diff(p, n))
			return fail(e, "%s:%d: patch(1) would take this line for the head of a diff, and apply what follows it; put '| ' in front of what is quoted",
				    m->path, i);
	return check_seen(text, len, m->path, line, e);
}

static int read_mail(const char *dir, const char *name, struct mail *m,
		     struct buf *all, struct err *e)
{
	_cleanup_buf_ struct buf text = { 0 };
	size_t at = 0;
	int line = 0;

	m->name = xstrdup(name);
	m->path = xasprintf("%s/%s", dir, name);
	if (read_file(m->path, &text, e))
		return -1;
	buf_printf(all, "%s %zu\n", name, text.len);
	buf_add(all, text.data, text.len);
	if (memchr(text.data, '\0', text.len))
		return fail(e, "%s: is not a text file", m->path);
	if (read_headers(m, &text, &at, &line, e) ||
	    read_body(m, &text, &at, &line, e) ||
	    check_round(m, text.data, at, 1, e))
		return -1;
	m->diff_at = at;
	m->diff_len = diff_length(text.data + at, text.len - at);
	at += m->diff_len;
	if (diff_parse(text.data + m->diff_at, m->diff_len, m->path, line,
		       &m->deltas, &m->n, e))
		return -1;
	return check_round(m, text.data + at, text.len - at,
			   line_of(text.data, at), e);
}

static int read_entry(struct series *s, const char *file, int line,
		      char *entry, struct set *seen, struct buf *all,
		      struct err *e)
{
	char *save, *name = strtok_r(entry, " \t", &save);

	if (!name || *name == '#')
		return 0;
	for (const char *option; (option = strtok_r(NULL, " \t", &save)) &&
				 *option != '#';)
		if (strcmp(option, "-p1"))
			return fail(e, "%s:%d: option '%s' is not known; patches are applied with -p1",
				    file, line, option);
	const char *fault = path_fault(name);

	if (fault && *name != '.')
		return fail(e, "%s:%d: '%s' %s", file, line, name, fault);
	if (strchr(name, '/') || *name == '.')
		return fail(e, "%s:%d: '%s' is no file name within the series' folder",
			    file, line, name);
	if (!ends_with(name, ".patch"))
		return fail(e, "%s:%d: '%s' does not end in .patch; rename it",
			    file, line, name);
	if (!set_add(seen, name))
		return fail(e, "%s:%d: '%s' is in the series twice", file,
			    line, name);
	return read_mail(s->dir, name, array_add(s->v, s->n), all, e);
}

int series_read(const char *dir, struct series *s, struct err *e)
{
	_cleanup_buf_ struct buf text = { 0 };
	_cleanup_buf_ struct buf all = { 0 };
	_cleanup_set_ struct set seen = { 0 };
	const char *p;
	size_t at = 0, len;

	s->dir = xstrdup(dir);
	_cleanup_free_ char *file = xasprintf("%s/series", dir);

	if (read_file(file, &text, e))
		return -1;
	for (int n = 1; next_line(text.data, text.len, &at, &p, &len); n++) {
		_cleanup_free_ char *entry = fold_space(p, len);

		if (read_entry(s, file, n, entry, &seen, &all, e))
			return -1;
	}
	if (!s->n)
		return fail(e, "%s: the series is empty", file);
	blob_id(all.data, all.len, s->oid);
	return 0;
}
