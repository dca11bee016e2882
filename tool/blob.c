/* SPDX-License-Identifier: GPL-2.0-only */
#include "blob.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "ctext.h"

struct found {
	char *code;
	unsigned char *words; /* a bit for each hash that a word has */
	uint32_t mask;
	size_t *lines; /* where each starts */
	size_t n_lines;
	bool walked; /* for the conditions */
	struct conditions conditions;
};

struct blob *blob_create(void)
{
	struct blob *b = xcalloc(1, sizeof(*b));

	b->found = xcalloc(1, sizeof(*b->found));
	return b;
}

void blob_deinit(struct blob *b)
{
	if (b->found) {
		free(b->found->code);
		free(b->found->words);
		free(b->found->lines);
		conditions_deinit(&b->found->conditions);
	}
	free(b->found);
	free(b->text);
	*b = (struct blob){ 0 };
}

const char *blob_code(const struct blob *b, char **own)
{
	char **keep = b->found ? &b->found->code : own;

	if (!*keep)
		*keep = code_only(b->text, b->len);
	return *keep;
}

static void find_lines(const struct blob *b, struct found *f)
{
	const char *p = b->text, *end = p + b->len;

	*array_add(f->lines, f->n_lines) = 0;
	while ((p = memchr(p, '\n', (size_t)(end - p))))
		*array_add(f->lines, f->n_lines) = (size_t)(++p - b->text);
}

int blob_line(const struct blob *b, size_t offset)
{
	struct found *f = b->found;
	size_t from = 0, to;

	if (!f)
		return line_of(b->text, offset);
	if (!f->lines)
		find_lines(b, f);
	/* the last line that starts no later than @offset */
	for (to = f->n_lines; to - from > 1;) {
		size_t middle = from + (to - from) / 2;

		if (f->lines[middle] <= offset)
			from = middle;
		else
			to = middle;
	}
	return (int)from + 1;
}

size_t blob_line_start(const struct blob *b, int line)
{
	struct found *f = b->found;
	size_t i = line > 1 ? (size_t)line - 1 : 0;

	if (!f)
		return line_start(b->text, b->len, line);
	if (!f->lines)
		find_lines(b, f);
	return i < f->n_lines ? f->lines[i] : b->len;
}

const char *blob_conditions(const struct blob *b, int line, char **own)
{
	struct found *f = b->found;

	if (!f)
		return *own = line_conditions(b->text, b->len, line);
	if (!f->walked)
		conditions_read(blob_code(b, NULL), b->len, &f->conditions);
	f->walked = true;
	return conditions_at(&f->conditions, line);
}

/* FNV-1a, of which the low bits are good. */
static uint32_t hash(const char *word, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)word[i]) * 16777619u;
	return h ^ h >> 15;
}

/* A bit a byte: less than one in ten is set by what a header has of words. */
static void find_words(const struct blob *b, struct found *f)
{
	size_t bits = CHAR_BIT;

	while (bits < b->len && bits < 1u << 31)
		bits *= 2;
	f->mask = (uint32_t)bits - 1;
	f->words = xcalloc(bits / CHAR_BIT, 1);
	for (size_t i = 0, n; i < b->len; i += n ? n : 1) {
		for (n = 0; i + n < b->len && ident_char(b->text[i + n]);)
			n++;
		uint32_t h = n ? hash(b->text + i, n) & f->mask : 0;

		if (n)
			f->words[h / CHAR_BIT] |= 1 << h % CHAR_BIT;
	}
}

bool blob_may_have(const struct blob *b, const char *word)
{
	if (!b->found)
		return true;
	if (!b->found->words)
		find_words(b, b->found);
	uint32_t h = hash(word, strlen(word)) & b->found->mask;

	return b->found->words[h / CHAR_BIT] >> h % CHAR_BIT & 1;
}
