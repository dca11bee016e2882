/* SPDX-License-Identifier: GPL-2.0-only */
#include "usage.h"

#include <string.h>

#include "added.h"
#include "lookup.h"
#include "makers.h"
#include "recall.h"

/* Changes whenever the check answers differently. */
#define FORMAT "usage 10"

/* What verify builds for as well. */
static const char *const arches[] = { "arm64", "arm" };

struct usage {
	struct decl_reader *reader;
	struct store *store;
	struct include_memory *includes;
	struct blob **blobs; /* what patches made, until it has been read */
	size_t n;
	struct check **open; /* those that wait for declarations */
	size_t n_open;
};

/* A file as a patch leaves it. */
struct own {
	size_t patch;
	const struct carried_file *file;
	const struct blob *blob;
};

struct check {
	struct usage *u;
	struct tree *tree;
	const struct carried *carried;
	struct own *own;
	size_t n_own;
	size_t patch; /* the kernel is looked at as this patch leaves it */
	struct kconfig *kconfig[ARRAY_SIZE(arches)];
	struct set consulted; /* paths of the tree */
	struct buf manifest; /* of those */
	struct store_key key; /* what its answer is remembered by */
	struct lookup lookup;
	struct strings faults;
	struct strings instead; /* headers that have something else */
	struct strings unknown; /* structures that the file in work lacks */
};

/* A text as the blob that git would make of it. */
static const struct blob *blob_of(struct usage *u, const char *text)
{
	struct blob *b = blob_create();

	b->len = strlen(text);
	blob_id(text, b->len, b->oid);
	for (size_t i = 0; i < u->n; i++)
		if (!strcmp(u->blobs[i]->oid, b->oid)) {
			blob_deinit(b);
			free(b);
			return u->blobs[i];
		}
	b->text = xstrdup(text);
	*array_add(u->blobs, u->n) = b;
	return b;
}

/*
 * A file of the kernel with the series on it, up to the patch in work; NULL: it
 * is not there, or cannot be read, which breaks the check.
 */
static const struct blob *read_kernel(void *ctx, const char *path)
{
	struct check *c = ctx;
	_cleanup_err_ struct err e = { 0 };
	const struct blob *b = NULL;

	for (size_t i = c->n_own; i-- > 0;)
		if (c->own[i].patch <= c->patch &&
		    !strcmp(c->own[i].file->path, path))
			return c->own[i].blob;
	int r = tree_read(c->tree, path, &b, &e);

	/* a symbolic link is no header that anything here is declared in */
	if (r < 0 && r != TREE_OTHER)
		fail(&c->lookup.broken, "%s", e.msg);
	else if (set_add(&c->consulted, path))
		buf_printf(&c->manifest, "%s %s\n", path, b ? b->oid : "-");
	return b;
}

static void add_fault(struct check *c, const char *path, int line,
		      const char *what)
{
	_cleanup_free_ char *text = xasprintf("%s:%d: %s", path, line, what);

	if (!strings_has(&c->faults, text))
		strings_add(&c->faults, text);
}

/* Does this line of the file count on the architecture? */
static bool counts(const struct blob *b, int line, struct kconfig *kconfig)
{
	_cleanup_free_ char *own = NULL;
	const char *conditions = blob_conditions(b, line, &own);

	return !*conditions || kconfig_can_hold(kconfig, conditions);
}

static void tell_missing(struct check *c, const char *path,
			 struct wanted *w)
{
	if (!w->reason && w->use->kind != USE_CALL) {
		/* once, and not for each of its members */
		if (strings_has(&c->unknown, w->name))
			return;
		strings_add(&c->unknown, w->name);
		w->reason = xasprintf("uses struct %s, which no header that it includes defines",
				      w->name);
	} else if (!w->reason) {
		w->reason = xasprintf("calls %s(), which no header that it includes declares",
				      w->name);
	}
	add_fault(c, path, w->use->line, w->reason);
	if (w->where && !strings_has(&c->instead, w->where))
		strings_add(&c->instead, w->where);
}

/*
 * A header need not include what it uses: those who include it may have done
 * so before. Take the series' own files for such.
 */
static bool add_includers(struct check *c, struct scope *s)
{
	size_t before = s->n;

	if (!ends_with(s->v[0].path, ".h"))
		return false;
	for (size_t i = 0; i < c->n_own; i++) {
		const char *path = c->own[i].file->path;

		if (c->own[i].patch <= c->patch && ends_with(path, ".c"))
			scope_add(s, path, read_kernel(c, path));
	}
	return s->n > before;
}

static bool has_member(const struct made *made, const char *member)
{
	_cleanup_free_ char *code = code_only(made->body, made->len);

	return find_word(code, 0, made->len, member) >= 0;
}

/* What no macro makes, or none that was found before there were too many. */
struct not_made {
	struct strings sure, unclear;
};

/*
 * What no header spells out may still be made by macros, out of parts. That is
 * asked last, as it is rare and all headers are looked through for it.
 */
static bool is_made(struct scope *s, struct kconfig *kconfig, struct wanted *w,
		    struct not_made *not)
{
	bool call = w->use->kind == USE_CALL, fits = true;
	struct made made;

	if (strings_has(&not->sure, w->name))
		return false;
	enum answer is = strings_has(&not->unclear, w->name)
				 ? UNCLEAR
				 : made_by_macro(s, kconfig, w->name, !call,
						 &made);

	if (is == UNCLEAR) {
		free(w->reason);
		w->reason = xasprintf(call ? "calls %s(), and there are too many macros that may make it to tell"
					   : "uses struct %s, and there are too many macros that may make it to tell",
				      w->name);
	}
	if (is == NO)
		strings_add(&not->sure, w->name);
	else if (is == UNCLEAR && !strings_has(&not->unclear, w->name))
		strings_add(&not->unclear, w->name);
	if (is != YES)
		return false;
	_cleanup_free_ char *first =
		w->member ? xstrndup(w->member, strcspn(w->member, ".")) : NULL;

	if (call)
		fits = made.args < 0 || made.args == w->use->args;
	else if (first)
		fits = has_member(&made, first);
	if (fits)
		return true;
	free(w->reason);
	free(w->where);
	w->reason =
		call ? xasprintf("calls %s() with %d argument%s, but the one that a macro makes at %s:%d has %d",
				 w->name, w->use->args,
				 w->use->args == 1 ? "" : "s", made.path,
				 made.line, made.args)
		     : xasprintf("uses .%s, but struct %s, which a macro makes at %s:%d, has no such member",
				 w->use->member, w->name, made.path, made.line);
	w->where = xstrdup(made.path);
	return false;
}

/* Search until all is found or there is nowhere left to look. */
static void search(struct check *c, struct scope *s, struct kconfig *kconfig,
		   struct wanted *v, size_t n)
{
	const struct err *broken = &c->lookup.broken;
	bool earlier = c->lookup.waiting, missing = true;
	struct not_made not_made = { 0 };

	c->lookup.waiting = false;
	while (missing && !c->lookup.waiting && !broken->msg && !stop_signal) {
		missing = false;
		for (size_t i = 0; i < n && !stop_signal; i++) {
			look_for(&c->lookup, s, kconfig, &v[i]);
			missing |= !v[i].found;
		}
		if (missing && !c->lookup.waiting && !scope_widen(s) &&
		    !add_includers(c, s))
			break;
		for (size_t i = 0; i < n && !c->lookup.waiting; i++)
			look_again(&v[i]);
	}
	for (size_t i = 0; i < n && !c->lookup.waiting && !broken->msg &&
			   !stop_signal; i++)
		if (!v[i].found &&
		    counts(s->v[0].blob, v[i].use->line, kconfig) &&
		    !is_made(s, kconfig, &v[i], &not_made))
			tell_missing(c, s->v[0].path, &v[i]);
	strings_deinit(&not_made.sure);
	strings_deinit(&not_made.unclear);
	c->lookup.waiting |= earlier;
}

/* What the patch brings to this file, sorted by who can answer. */
static void check_use(struct check *c, struct scope *s, size_t arch,
		      const struct use *u, struct wanted **v, size_t *n)
{
	const char *path = s->v[0].path;
	const struct blob *b;

	if (u->kind == USE_INCLUDE) {
		_cleanup_free_ char *found = scope_find(s, path, u->name, &b);
		_cleanup_free_ char *what = xasprintf(
			"includes %s, which the kernel does not have", u->name);

		if (!found && !starts_with(u->name, "<generated/") &&
		    counts(s->v[0].blob, u->line, c->kconfig[arch]))
			add_fault(c, path, u->line, what);
		return;
	}
	if (u->kind == USE_CONFIG || u->kind == DEF_CONFIG)
		return;
	wanted_init(array_add(*v, *n), u);
}

static void check_code(struct check *c, const struct own *own,
		       const struct uses *uses, size_t arch)
{
	struct scope s = {
		.arch = arches[arch],
		.read = read_kernel,
		.ctx = c,
		.memory = c->u->includes,
	};
	struct wanted *v = NULL;
	size_t n = 0;

	strings_deinit(&c->unknown);
	scope_init(&s, own->file->path, own->blob);
	for (size_t i = 0; i < uses->n; i++)
		check_use(c, &s, arch, &uses->v[i], &v, &n);
	search(c, &s, c->kconfig[arch], v, n);
	for (size_t i = 0; i < n; i++)
		wanted_deinit(&v[i]);
	free(v);
	scope_deinit(&s);
}

/* On one of the architectures is enough: "depends on ARM || ARM64". */
static void check_symbols(struct check *c, const char *path,
			  const struct uses *uses)
{
	for (size_t i = 0; i < uses->n && !stop_signal; i++) {
		const struct use *u = &uses->v[i];
		bool config = u->kind == USE_CONFIG, good = false;

		if (!config && u->kind != DEF_CONFIG)
			continue;
		if (config)
			good = kconfig_any_has(c->kconfig, ARRAY_SIZE(arches),
					       u->name);
		for (size_t a = 0; a < ARRAY_SIZE(arches) && !good && !config;
		     a++)
			good = kconfig_can_be_set(c->kconfig[a], u->name);
		_cleanup_free_ char *what = xasprintf(
			config ? "uses CONFIG_%s, which no Kconfig file for arm64 or arm defines"
			       : "defines CONFIG_%s, which can never be set: its dependencies cannot hold, or nothing sets it",
			u->name);

		if (!good)
			add_fault(c, path, u->line, what);
	}
}

/* A file below arch/ is its architecture's; any other is everybody's. */
static bool concerns(const char *path, const char *arch)
{
	size_t n = strlen(arch);

	return !starts_with(path, "arch/") ||
	       (!strncmp(path + 5, arch, n) && path[5 + n] == '/');
}

/* The last patch's Kconfig files count for all: they only ever gain symbols. */
static const struct blob *read_last(void *ctx, const char *path)
{
	struct check *c = ctx;
	size_t patch = c->patch;

	c->patch = c->carried->n;
	const struct blob *b = read_kernel(c, path);

	c->patch = patch;
	return b;
}

/*
 * On which architectures is the file built? Where the symbol that its Makefile
 * has for it can be set, if that is one at all: a symbol that is set nowhere is
 * a fault of its own.
 */
static void find_built(struct check *c, const char *path, bool *built)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *makefile = xasprintf(
		"%.*sMakefile", slash ? (int)(slash + 1 - path) : 0, path);
	const struct blob *b = read_last(c, makefile);
	_cleanup_free_ char *object = xstrdup(slash ? slash + 1 : path);
	bool any = false;

	object[strlen(object) - 1] = 'o';
	_cleanup_free_ char *symbol =
		b && ends_with(path, ".c")
			? makefile_symbol(b->text, b->len, object)
			: NULL;

	for (size_t a = 0; a < ARRAY_SIZE(arches); a++) {
		built[a] = concerns(path, arches[a]) &&
			   (!symbol ||
			    kconfig_can_be_set(c->kconfig[a], symbol));
		any |= built[a];
	}
	for (size_t a = 0; !any && a < ARRAY_SIZE(arches); a++)
		built[a] = concerns(path, arches[a]);
}

static int check_file(struct check *c, const struct own *own, struct err *e)
{
	_cleanup_uses_ struct uses uses = { 0 };
	bool built[ARRAY_SIZE(arches)] = { 0 };

	c->patch = own->patch;
	if (added_uses(own->file, &uses, e))
		return -1;
	check_symbols(c, own->file->path, &uses);
	if (is_c_path(own->file->path))
		find_built(c, own->file->path, built);
	for (size_t a = 0; a < ARRAY_SIZE(arches); a++)
		if (built[a])
			check_code(c, own, &uses, a);
	return 0;
}

/* The check of a tree: a new one, or the one that had to wait. */
static struct check *check_start(struct usage *u, struct tree *tree,
				 const struct carried *carried)
{
	for (size_t i = 0; i < u->n_open; i++)
		if (u->open[i]->tree == tree) {
			struct check *c = u->open[i];

			u->open[i] = u->open[--u->n_open];
			return c;
		}
	struct check *c = xcalloc(1, sizeof(*c));

	c->u = u;
	c->tree = tree;
	c->carried = carried;
	c->lookup.reader = u->reader;
	for (size_t i = 0; i < c->carried->n; i++)
		for (size_t k = 0; k < c->carried->patches[i].n; k++) {
			const struct carried_file *f =
				&c->carried->patches[i].files[k];
			struct own *own = array_add(c->own, c->n_own);

			*own = (struct own){ i, f, blob_of(c->u, f->after) };
		}
	for (size_t a = 0; a < ARRAY_SIZE(arches); a++)
		c->kconfig[a] = kconfig_create(read_last, c, arches[a]);
	return c;
}

static void check_free(struct check *c)
{
	for (size_t a = 0; a < ARRAY_SIZE(arches); a++)
		kconfig_free(c->kconfig[a]);
	free(c->own);
	set_deinit(&c->consulted);
	buf_deinit(&c->manifest);
	strings_deinit(&c->faults);
	strings_deinit(&c->instead);
	strings_deinit(&c->unknown);
	err_deinit(&c->lookup.broken);
	free(c);
}

struct usage *usage_create(struct decl_reader *reader, struct store *store)
{
	struct usage *u = xcalloc(1, sizeof(*u));

	u->reader = reader;
	u->store = store;
	u->includes = include_memory_create();
	return u;
}

void usage_free(struct usage *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < u->n; i++) {
		blob_deinit(u->blobs[i]);
		free(u->blobs[i]);
	}
	free(u->blobs);
	while (u->n_open)
		check_free(u->open[--u->n_open]);
	free(u->open);
	include_memory_free(u->includes);
	free(u);
}

/*
 * What the answer is remembered by: the series as it is there, and the
 * nearest headers, which tell most kernels apart. The rest is in the list of
 * what was consulted, which is compared before the answer is believed.
 */
static struct store_key answer_key(struct check *c)
{
	_cleanup_err_ struct err ignored = { 0 };
	_cleanup_buf_ struct buf input = { 0 };

	buf_printf(&input, FORMAT "\n%s\n", decl_reader_identity(c->u->reader));
	for (size_t i = 0; i < c->n_own; i++) {
		const struct own *own = &c->own[i];
		char before[OID_HEX + 1] = "";

		if (own->file->before)
			blob_id(own->file->before, strlen(own->file->before),
				before);
		buf_printf(&input, "%zu %s %s %s\n", own->patch,
			   own->file->path, before, own->blob->oid);
		if (!is_c_path(own->file->path))
			continue;
		const struct includes *near =
			includes_of(c->u->includes, own->blob);

		for (size_t k = 0; k < near->n; k++) {
			_cleanup_free_ char *path =
				xasprintf("include/%s", near->v[k].name + 1);
			char oid[OID_HEX + 1] = "";

			path[strlen(path) - 1] = '\0';
			if (!tree_file_id(c->tree, path, oid, &ignored))
				buf_printf(&input, "%s %s\n", path, oid);
		}
	}
	return store_key(&input);
}

static enum carry_state verdict(const char *faults, const char *instead,
				struct misfit *misfit, struct err *e)
{
	if (!*faults)
		return CARRY_DONE;
	strings_add_lines(&misfit->paths, instead, strlen(instead));
	fail(e, "%s", faults);
	return CARRY_FAILED;
}

/* Cut @text at the first empty line, and return what follows that. */
static char *next_part(char *text)
{
	char *end = starts_with(text, "\n") ? text : strstr(text, "\n\n");

	if (!end)
		return NULL;
	*end = '\0';
	return end + (end == text ? 1 : 2);
}

/* An answer is the faults and the headers that have something else instead. */
static bool remembered(struct check *c, struct misfit *misfit,
		       enum carry_state *state, struct err *e)
{
	_cleanup_buf_ struct buf answer = { 0 };

	if (!recall(c->u->store, &c->key, c->tree, &answer))
		return false;
	char *instead = next_part(answer.data);

	if (!instead)
		return false;
	*state = verdict(answer.data, instead, misfit, e);
	return true;
}

static void add_lines(struct buf *to, const struct strings *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		buf_printf(to, "%s\n", lines->v[i]);
	buf_putc(to, '\n');
}

static enum carry_state conclude(struct check *c, struct misfit *misfit,
				 struct err *e)
{
	_cleanup_buf_ struct buf answer = { 0 };

	add_lines(&answer, &c->faults);
	add_lines(&answer, &c->instead);
	recall_keep(c->u->store, &c->key, &c->manifest, &answer);
	char *instead = next_part(answer.data);

	next_part(instead);
	return verdict(answer.data, instead, misfit, e);
}

enum carry_state usage_check(struct usage *u, struct tree *tree,
			     const struct carried *carried,
			     struct blob_list *need, struct misfit *misfit,
			     struct err *e)
{
	struct check *c = check_start(u, tree, carried);
	enum carry_state state = CARRY_WAITING;
	int result = 0;

	c->lookup.need = need;
	c->lookup.waiting = false;
	strings_deinit(&c->faults);
	strings_deinit(&c->instead);
	if (!*c->key.hex) /* the first time, and not each time it waited */
		c->key = answer_key(c);
	if (!remembered(c, misfit, &state, e) && need) {
		for (size_t i = 0; i < c->n_own && !result && !stop_signal;
		     i++) {
			result = check_file(c, &c->own[i], e);
			/* then what it found, or did not, is worth nothing */
			if (!result && c->lookup.broken.msg)
				result = fail(e, "%s", c->lookup.broken.msg);
		}
		if (!result && stop_signal) /* what is known is not all */
			result = fail(e, "interrupted");
		if (result)
			state = CARRY_FAILED;
		else if (!c->lookup.waiting)
			state = conclude(c, misfit, e);
	}
	if (state == CARRY_WAITING)
		*array_add(u->open, u->n_open) = c;
	else
		check_free(c);
	return state;
}
