/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconfig.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "condition.h"
#include "ctext.h"
#include "ksymbols.h"

struct kconfig {
	kconfig_reader read;
	void *ctx;
	char *arch;
	struct symbols symbols;
	bool any; /* a definition was read */
	struct kfiles files;
	size_t first;	      /* those before are read */
	size_t unlikely;      /* those before are not likely, or read */
	int depth;	      /* symbols whose value is being found */
	int nested;	      /* blocks whose value is being found */
	bool cut;	      /* one of those was asked for again */
	bool news;	      /* one that is unknown was read of */
	struct strings unknown; /* symbols asked for and not seen yet */
	bool complete;	      /* every file is read */
	unsigned int question;
	int steps, visits;    /* values of symbols, blocks found for it */
};

#define MAX_DEPTH 50
#define MAX_NESTED 300
/* What branches further than this is left open. */
#define MAX_STEPS 10000
#define MAX_VISITS 100000

static int symbol_bits(void *ctx, const char *name);

/* Is there anything that sets it where its dependencies hold? */
static int setting_bits(struct kconfig *k, const struct definition *d)
{
	if (d->prompt || d->always)
		return CAN_HOLD;
	return d->defaults.len ? condition_bits(d->defaults.data, false,
						symbol_bits, k)
			       : CAN_FAIL;
}

/* A selected symbol is set, whatever it depends on. */
static bool can_be_selected(struct kconfig *k, const struct symbol *s)
{
	for (size_t i = 0; i < s->n_selected; i++) {
		const struct selection *by = &s->selected[i];

		if ((condition_bits(by->condition, false, symbol_bits, k) &
		     CAN_HOLD) &&
		    (symbol_bits(k, by->by->name) & CAN_HOLD))
			return true;
	}
	return false;
}

static int both(int a, int b)
{
	return (a & b & CAN_HOLD) | ((a | b) & CAN_FAIL);
}

static int block_bits(struct kconfig *k, struct block *b);

/* Is there a way to the file whose conditions can all hold? */
static int file_bits(struct kconfig *k, const struct kfile *f)
{
	int bits = f->n_ways ? CAN_FAIL : CAN_HOLD;

	for (size_t i = 0; i < f->n_ways && bits != CAN_HOLD; i++) {
		int way = block_bits(k, f->ways[i]);

		bits = ((bits | way) & CAN_HOLD) | (bits & way & CAN_FAIL);
	}
	return bits;
}

/* Can all hold that stands around what is in the block? */
static int block_bits(struct kconfig *k, struct block *b)
{
	bool cut = k->cut;

	if (b->asked == k->question)
		return b->bits;
	if (k->visits++ >= MAX_VISITS || k->nested > MAX_NESTED ||
	    stop_signal) {
		k->cut = true;
		return EITHER;
	}
	k->cut = false;
	k->nested++;
	int bits = b->outer ? block_bits(k, b->outer) : file_bits(k, b->file);

	bits = both(bits, condition_bits(conditions_text(&b->condition), false,
					 symbol_bits, k));
	k->nested--;
	if (!k->cut) {
		b->asked = k->question;
		b->bits = bits;
	}
	k->cut |= cut;
	return bits;
}

static int find_bits(struct kconfig *k, const struct symbol *s)
{
	int bits = 0;

	for (size_t i = 0; i < s->n && !(bits & CAN_HOLD); i++) {
		const struct definition *d = &s->v[i];
		int depends = both(block_bits(k, d->in),
				   condition_bits(conditions_text(&d->depends),
						  false, symbol_bits, k));

		if (!(setting_bits(k, d) & CAN_HOLD))
			depends = CAN_FAIL;
		bits |= depends & CAN_HOLD;
		if (!d->always || d->prompt)
			bits |= CAN_FAIL;
		else
			bits |= depends & CAN_FAIL;
	}
	return s->n && !(bits & CAN_HOLD) && can_be_selected(k, s) ? EITHER
								    : bits;
}

static void miss(struct kconfig *k, struct symbol *s)
{
	if (!s->missed)
		strings_add(&k->unknown, s->name);
	s->missed = true;
}

/*
 * A symbol's possibilities by what is read so far. One that no file defines
 * yet can fail, so that "!NO_DMA" does not ask for all files: the few symbols
 * that are always set are in the architecture's own file, which is read early.
 */
static int symbol_bits(void *ctx, const char *name)
{
	struct kconfig *k = ctx;
	struct symbol *s = symbol_named(&k->symbols, name);
	bool cut = k->cut;

	if (s->bits)
		return s->bits;
	if (k->steps++ >= MAX_STEPS || k->depth > MAX_DEPTH || s->pending ||
	    stop_signal) {
		k->cut = true;
		return EITHER;
	}
	k->cut = false;
	s->pending = true;
	k->depth++;
	int bits = find_bits(k, s);

	k->depth--;
	s->pending = false;
	if (!(bits & CAN_HOLD) && !k->complete)
		miss(k, s);
	if (!(bits & CAN_HOLD))
		bits = CAN_FAIL;
	if (k->complete && !k->cut)
		s->bits = bits;
	k->cut |= cut;
	return bits;
}

/* Where the reader of one file is. */
struct place {
	struct kconfig *k;    /* NULL: only list what is used */
	struct uses *uses;    /* NULL: only take the definitions */
	struct kfile *file;
	struct block *block;  /* the innermost that is open */
	struct symbol *symbol;
	struct definition *now; /* the entry that attributes belong to */
	bool block_now;	       /* they belong to the last block */
	int line;
};

static void use_names(struct place *p, const char *text, enum use_kind kind)
{
	while (p->uses && *text) {
		if (*text == '"' || *text == '\'') {
			const char *end = strchr(text + 1, *text);

			text = end ? end + 1 : text + strlen(text);
			continue;
		}
		if (*text == '$') /* a macro's arguments are no symbols */
			return;
		if (!ident_char(*text)) {
			text++;
			continue;
		}
		size_t n = 0;

		while (ident_char(text[n]))
			n++;
		if (isupper((unsigned char)*text)) {
			struct use *u = array_add(p->uses->v, p->uses->n);

			u->kind = kind;
			u->line = p->line;
			u->name = xstrndup(text, n);
		}
		text += n;
	}
}

static void start_entry(struct place *p, const char *name)
{
	p->block_now = false;
	use_names(p, name, DEF_CONFIG);
	if (!p->k)
		return;
	p->symbol = symbol_named(&p->k->symbols, name);
	p->now = symbol_define(p->symbol, p->block);
	p->k->any = true;
	p->k->news |= p->symbol->missed;
}

static void open_block(struct place *p, const char *condition)
{
	use_names(p, condition, USE_CONFIG);
	if (!p->k)
		return;
	p->now = NULL;
	p->block = block_add(p->file, p->block);
	add_condition(&p->block->condition, condition);
	p->block_now = true;
}

static void close_block(struct place *p)
{
	p->now = NULL;
	p->block_now = false;
	if (p->block && p->block->outer)
		p->block = p->block->outer;
}

static void add_source(struct place *p, const char *what)
{
	static const char variable[] = "SRCARCH";
	struct buf path = { 0 };
	size_t n;

	p->now = NULL;
	p->block_now = false;
	if (!p->k)
		return;
	for (; *what; what++) {
		if (*what == '"')
			continue;
		if (*what != '$') {
			buf_putc(&path, *what);
			continue;
		}
		/* "$(SRCARCH)", in older kernels "$SRCARCH" */
		n = what[1] == '(';
		if (!starts_with(what + 1 + n, variable) ||
		    (n && what[2 + strlen(variable)] != ')')) {
			buf_deinit(&path);
			return;
		}
		buf_puts(&path, p->k->arch);
		what += n * 2 + strlen(variable);
	}
	_cleanup_free_ char *name = buf_steal(&path);

	bool new;
	struct kfile *file = kfiles_named(&p->k->files, name, &new);

	/* what it has may be free of conditions now that were in the way */
	if (kfile_add_way(&p->k->files, file, p->block))
		p->k->news |= file->read;
}

static bool is_type(const char *word)
{
	return !strcmp(word, "bool") || !strcmp(word, "tristate") ||
	       !strcmp(word, "int") || !strcmp(word, "hex") ||
	       !strcmp(word, "string");
}

static void take_attribute(struct place *p, const char *word, const char *rest)
{
	const char *condition = strstr(rest, " if ");
	bool valued = starts_with(word, "def");

	if (!strcmp(word, "depends") && starts_with(rest, "on ")) {
		rest += 3;
		use_names(p, rest, USE_CONFIG);
		if (p->now)
			add_condition(&p->now->depends, rest);
		else if (p->block_now)
			add_condition(&p->block->condition, rest);
		return;
	}
	if (!strcmp(word, "select") || !strcmp(word, "imply") || valued)
		use_names(p, rest, USE_CONFIG);
	else if (condition)
		use_names(p, condition + 4, USE_CONFIG);
	if (!p->now)
		return;
	if (valued && *rest == 'y' && !ident_char(rest[1]) && !condition)
		p->now->always = true;
	size_t n = condition ? (size_t)(condition - rest) : strlen(rest);
	_cleanup_free_ char *value = xstrndup(rest, n);
	const char *when = condition ? condition + 4 : "";

	/* "imply" is a default that the dependencies bind */
	if (!strcmp(word, "select") || !strcmp(word, "imply")) {
		struct symbol *selected =
			symbol_named(&p->k->symbols, value);

		p->k->news |= selected->missed;
		symbol_select(selected, p->symbol, when);
	}
	if (valued)
		definition_default(p->now, value, when);
	if (!strcmp(word, "prompt") ||
	    (strpbrk(rest, "\"'") && is_type(word)))
		p->now->prompt = true;
}

/* One line, folded. Returns true if help text follows it. */
static bool take_line(struct place *p, const char *line)
{
	size_t n = strcspn(line, " ");
	_cleanup_free_ char *word = xstrndup(line, n);
	const char *rest = line[n] ? line + n + 1 : "";

	if (!strcmp(word, "config") || !strcmp(word, "menuconfig"))
		start_entry(p, rest);
	else if (!strcmp(word, "if"))
		open_block(p, rest);
	else if (!strcmp(word, "menu") || !strcmp(word, "choice"))
		open_block(p, "");
	else if (!strcmp(word, "endif") || !strcmp(word, "endmenu") ||
		 !strcmp(word, "endchoice"))
		close_block(p);
	else if (!strcmp(word, "source"))
		add_source(p, rest);
	else if (!strcmp(word, "comment")) {
		p->now = NULL;
		p->block_now = false;
	} else if (!strcmp(word, "help") || !strcmp(word, "---help---"))
		return true;
	else
		take_attribute(p, word, rest);
	return false;
}

static size_t indent_of(const char *line, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		if (line[i] == '\t')
			column = (column / 8 + 1) * 8;
		else if (line[i] == ' ')
			column++;
		else
			break;
	}
	return column;
}

static void read_text(struct place *p, const char *text, size_t len)
{
	size_t at = 0, n, help_indent = 0;
	enum { NO_HELP, HELP_STARTS, HELP } help = NO_HELP;
	const char *line;
	int number = 0;

	while (next_line(text, len, &at, &line, &n)) {
		_cleanup_free_ char *folded = NULL;
		struct buf joined = { 0 };

		p->line = ++number;
		while (n && line[n - 1] == '\\') {
			buf_add(&joined, line, n - 1);
			if (!next_line(text, len, &at, &line, &n))
				break;
			number++;
		}
		buf_add(&joined, line, n);
		folded = fold_space(joined.data, joined.len);
		size_t indent = indent_of(joined.data, joined.len);

		buf_deinit(&joined);
		if (!*folded)
			continue;
		/* help ends with the first line that stands further left */
		if (help == HELP_STARTS)
			help_indent = indent;
		if (help != NO_HELP && indent && indent >= help_indent) {
			help = HELP;
			continue;
		}
		help = NO_HELP;
		char *comment = *folded == '#' ? folded : strstr(folded, " #");

		if (comment)
			*comment = '\0';
		if (*folded && take_line(p, folded))
			help = HELP_STARTS;
	}
}

void kconfig_uses(const char *text, size_t len, struct uses *uses)
{
	struct place p = { .uses = uses };

	read_text(&p, text, len);
}

struct kconfig *kconfig_create(kconfig_reader read, void *ctx,
			       const char *arch)
{
	struct kconfig *k = xcalloc(1, sizeof(*k));
	bool new;

	k->read = read;
	k->ctx = ctx;
	k->arch = xstrdup(arch);
	kfiles_named(&k->files, "Kconfig", &new);
	return k;
}

void kconfig_free(struct kconfig *k)
{
	if (!k)
		return;
	symbols_deinit(&k->symbols);
	kfiles_deinit(&k->files);
	free(k->arch);
	strings_deinit(&k->unknown);
	free(k);
}

/* Has the path a folder that is named like a part of the symbol? */
static bool is_likely(const char *path, const char *symbol)
{
	for (const char *part = symbol; *part;) {
		size_t n = strcspn(part, "_");

		for (const char *p = path; *p;) {
			size_t len = strcspn(p, "/");

			if (len == n && !strncasecmp(p, part, n) && n)
				return true;
			p += len + (p[len] == '/');
		}
		part += n + (part[n] == '_');
	}
	return false;
}

/* Is it the architecture's main file, or the one that reads that? */
static bool is_arch(const struct kconfig *k, const char *path)
{
	if (!starts_with(path, "arch/"))
		return false;
	path += strlen("arch/");
	if (starts_with(path, k->arch) && path[strlen(k->arch)] == '/')
		path += strlen(k->arch) + 1;
	return !strcmp(path, "Kconfig");
}

/*
 * The file to read next: the first one, which is the nearest to the root, or
 * one that by its name may define a symbol that is asked for. The order is no
 * part of the answer, it only saves reading.
 */
static struct kfile *next_file(struct kconfig *k)
{
	struct kfiles *f = &k->files;

	while (k->first < f->n && f->v[k->first]->read)
		k->first++;
	for (; k->unlikely < f->n; k->unlikely++) {
		struct kfile *file = f->v[k->unlikely];

		if (file->read)
			continue;
		if (is_arch(k, file->path))
			return file;
		for (size_t u = 0; u < k->unknown.n; u++)
			if (is_likely(file->path, k->unknown.v[u]))
				return file;
	}
	return k->first < f->n ? f->v[k->first] : NULL;
}

/* Other symbols are asked for: other files are likely to have them. */
static void start_asking(struct kconfig *k)
{
	for (size_t i = 0; i < k->unknown.n; i++)
		symbol_named(&k->symbols, k->unknown.v[i])->missed = false;
	strings_deinit(&k->unknown);
	k->unlikely = k->first;
}

/* Read one more file. Does it define a symbol that is unknown? */
static bool read_next(struct kconfig *k)
{
	struct kfile *file = next_file(k);

	if (!file || stop_signal) {
		k->complete = true;
		return false;
	}
	struct place p = { .k = k, .file = file, .block = file->blocks[0] };

	file->read = true;
	k->news = false;
	const struct blob *b = k->read(k->ctx, file->path);

	if (b)
		read_text(&p, b->text, b->len);
	return k->news;
}

static bool can_hold(struct kconfig *k, const char *text, bool c)
{
	for (;;) {
		start_asking(k);
		k->question++;
		k->steps = k->visits = 0;
		if ((condition_bits(text, c, symbol_bits, k) & CAN_HOLD) ||
		    stop_signal)
			return true;
		if (k->complete)
			return !k->any;
		while (!read_next(k) && !k->complete)
			;
	}
}

bool kconfig_can_hold(struct kconfig *k, const char *condition)
{
	return can_hold(k, condition, true);
}

bool kconfig_can_be_set(struct kconfig *k, const char *symbol)
{
	return can_hold(k, symbol, false);
}

static bool has(struct kconfig *k, const char *symbol)
{
	return symbol_named(&k->symbols, symbol)->n;
}

bool kconfig_any_has(struct kconfig *const *k, size_t n, const char *symbol)
{
	bool more = true;

	for (size_t i = 0; i < n; i++) {
		if (has(k[i], symbol))
			return true;
		start_asking(k[i]);
		miss(k[i], symbol_named(&k[i]->symbols, symbol));
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			if (read_next(k[i]) && has(k[i], symbol))
				return true;
			more |= !k[i]->complete;
		}
	}
	for (size_t i = 0; i < n; i++)
		if (!k[i]->any)
			return true;
	return false;
}
