/* SPDX-License-Identifier: GPL-2.0-only */
#include "decls.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "ctext.h"
#include "proc.h"

/* Changes whenever the stored form or the ctags options change. */
#define FORMAT "decls 7"

#define PART 8 /* blobs that are worth a ctags of their own */

/*
 * Annotations and macros without a semicolon that make ctags lose the
 * declaration after them; "+" takes their arguments too.
 */
#define KERNEL_MACROS                                                         \
	"__init,__exit,__initdata,__must_check,__user,__iomem,__percpu,"      \
	"__rcu,__force,__bitwise,__pure,__cold,__always_unused,"              \
	"__maybe_unused,__randomize_layout,__no_randomize_layout,"            \
	"__aligned+,__packed,____cacheline_aligned,__nonstring,"               \
	"__printf+,__counted_by+,__acquires+,__releases+,__must_hold+,"       \
	"DEFINE_FREE+,DEFINE_GUARD+,DEFINE_LOCK_GUARD_0+,"                    \
	"DEFINE_LOCK_GUARD_1+,DEFINE_CLASS+,EXPORT_SYMBOL+,EXPORT_SYMBOL_GPL+"

struct decl_reader {
	struct store *store;
	const char *scratch;
	unsigned int jobs;
	char *ctags;	/* path; NULL until asked for */
	char *identity;
	struct decls **v;
	size_t n;
};

struct decl_reader *decl_reader_create(struct store *store,
				       const char *scratch, unsigned int jobs)
{
	struct decl_reader *r = xcalloc(1, sizeof(*r));

	r->store = store;
	r->scratch = scratch;
	r->jobs = jobs;
	return r;
}

void decl_reader_free(struct decl_reader *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = 0; k < r->v[i]->n; k++) {
			free(r->v[i]->v[k].name);
			free(r->v[i]->v[k].scope);
			free(r->v[i]->v[k].signature);
		}
		free(r->v[i]->v);
		free(r->v[i]->error);
		free(r->v[i]);
	}
	free(r->v);
	free(r->ctags);
	free(r->identity);
	free(r);
}

const char *decl_reader_identity(const struct decl_reader *r)
{
	return r->identity ? r->identity : "";
}

const struct decls *decls_of(const struct decl_reader *r,
			     const struct blob *blob)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->v[i]->oid, blob->oid))
			return r->v[i];
	return NULL;
}

static struct store_key blob_key(const struct decl_reader *r,
				 const struct blob *b)
{
	_cleanup_buf_ struct buf input = { 0 };

	buf_printf(&input, FORMAT "\n%s\n%s\n%s\n", r->identity, KERNEL_MACROS,
		   b->oid);
	return store_key(&input);
}

static struct decls *add_decls(struct decl_reader *r, const char *oid)
{
	struct decls *d = xcalloc(1, sizeof(*d));

	memcpy(d->oid, oid, sizeof(d->oid));
	*array_add(r->v, r->n) = d;
	return d;
}

/* "kind \t line \t end \t name \t scope \t signature" a line. */
static void parse_stored(struct decls *d, char *text)
{
	char *save, *line = strtok_r(text, "\n", &save);

	for (; line; line = strtok_r(NULL, "\n", &save)) {
		char *field[6] = { 0 };

		for (size_t i = 0; i < ARRAY_SIZE(field); i++)
			field[i] = strsep(&line, "\t");
		if (!field[5])
			continue;
		struct decl *to = array_add(d->v, d->n);

		to->kind = (enum decl_kind)field[0][0];
		to->line = atoi(field[1]);
		to->end = atoi(field[2]);
		to->name = xstrdup(field[3]);
		to->scope = xstrdup(field[4]);
		to->signature = xstrdup(field[5]);
	}
}

static char kind_letter(const char *kind)
{
	static const struct {
		const char *name;
		enum decl_kind kind;
	} kinds[] = {
		{ "macro", DECL_MACRO },       { "prototype", DECL_PROTOTYPE },
		{ "function", DECL_FUNCTION }, { "struct", DECL_STRUCT },
		{ "union", DECL_UNION },       { "member", DECL_MEMBER },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, kind))
			return (char)kinds[i].kind;
	return DECL_OTHER;
}

static const char *get_string(const json_t *tag, const char *key)
{
	const char *s = json_string_value(json_object_get(tag, key));

	return s ? s : "";
}

/* One JSON line of ctags, into the stored form. */
static void store_tag(struct buf *out, const json_t *tag)
{
	const char *what = get_string(tag, "signature");

	if (!strcmp(get_string(tag, "kind"), "member"))
		what = get_string(tag, "typeref");
	_cleanup_free_ char *signature = fold_space(what, strlen(what));

	buf_printf(out, "%c\t%lld\t%lld\t%s\t%s\t%s\n",
		   kind_letter(get_string(tag, "kind")),
		   (long long)json_integer_value(
			   json_object_get(tag, "line")),
		   (long long)json_integer_value(json_object_get(tag, "end")),
		   get_string(tag, "name"), get_string(tag, "scope"),
		   signature);
}

/* One ctags, and the blobs that it reads. */
struct part {
	const struct blob *const *blobs;
	size_t n;
	struct strings argv;
	struct child child;
};

/* One line of ctags, to the table of the file that it is about. */
static void take_tag(const struct part *p, const json_t *tag,
		     struct buf *tables, bool *whole)
{
	const char *path = get_string(tag, "path");

	for (size_t i = 0; i < p->n; i++) {
		if (!starts_with(path, p->blobs[i]->oid))
			continue;
		/* what --extras=+f adds, behind all that is in the file */
		if (!strcmp(get_string(tag, "kind"), "file"))
			whole[i] = true;
		else
			store_tag(&tables[i], tag);
	}
}

/* What ctags complains of, with ": " in front, or nothing. */
static char *complaint(const struct child *c)
{
	const char *text = c->err_out.len ? c->err_out.data : "";

	return xasprintf("%s%.*s", *text ? ": " : "", (int)strcspn(text, "\n"),
			 text);
}

/*
 * Share ctags' lines out to the files that they are about. Of a file that it
 * could not open it says so to stderr, lists nothing and ends with status 0.
 */
static int take_tags(const struct part *p, struct buf *tables, struct err *e)
{
	_cleanup_free_ bool *whole = xcalloc(p->n, sizeof(*whole));
	const struct buf *json = &p->child.out;
	const char *line;
	size_t at = 0, len;

	while (next_line(json->data, json->len, &at, &line, &len)) {
		json_error_t fault;
		json_t *tag = json_loadb(line, len, 0, &fault);

		/* names in JSON are text: a damaged one is no declaration */
		if (tag)
			take_tag(p, tag, tables, whole);
		bool bad = !tag;

		json_decref(tag);
		if (bad && strncmp(line, "{\"_type\"", 8))
			return fail(e, "ctags-universal wrote a line that is no JSON: %.*s",
				    (int)len, line);
	}
	for (size_t i = 0; i < p->n; i++) {
		_cleanup_free_ char *why = complaint(&p->child);

		if (!whole[i])
			return fail(e, "ctags-universal ends well without having read all of it%s",
				    why);
	}
	return 0;
}

static int prepare_part(const struct decl_reader *r, struct part *p,
			int timeout, struct err *e)
{
	static const char *const options[] = {
		/* without --quiet it first says that it reads no options */
		"--quiet", "--options=NONE", "--output-format=json",
		"--sort=no",	  "--language-force=C",
		"--kinds-C=dpfsumtegxv", "--fields=NFnSKest", "--extras=+f",
		"-I" KERNEL_MACROS, "-o", "-",
	};

	strings_add(&p->argv, r->ctags);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		strings_add(&p->argv, options[i]);
	for (size_t i = 0; i < p->n; i++) {
		_cleanup_free_ char *name =
			xasprintf("%s.h", p->blobs[i]->oid);
		_cleanup_free_ char *path =
			xasprintf("%s/%s", r->scratch, name);

		strings_add(&p->argv, name);
		if (write_file(path, p->blobs[i]->text, p->blobs[i]->len, e))
			return -1;
	}
	*array_add(p->argv.v, p->argv.n) = NULL;
	p->child = (struct child){
		.argv = (const char *const *)p->argv.v,
		.cwd = r->scratch,
		.home = r->scratch,
		.timeout = timeout,
		.label = "ctags-universal reads declarations",
	};
	return 0;
}

static int judge_part(const struct part *p, struct buf *tables, struct err *e)
{
	const struct child *c = &p->child;

	_cleanup_free_ char *why = complaint(c);

	if (c->end == CHILD_EXITED && !c->code)
		return take_tags(p, tables, e);
	return fail(e, "ctags-universal failed: %s%s", child_end_text(c), why);
}

static int run_ctags(struct decl_reader *r, const struct blob *const *blobs,
		     size_t n, struct buf *tables, int timeout, struct err *e)
{
	size_t n_parts = n / PART < r->jobs ? n / PART : r->jobs;
	int result = 0;

	if (!n_parts)
		n_parts = 1;
	struct part *parts = xcalloc(n_parts, sizeof(*parts));
	struct child **list = xcalloc(n_parts, sizeof(*list));

	for (size_t i = 0; !result && i < n_parts; i++) {
		size_t from = n * i / n_parts;

		parts[i].blobs = blobs + from;
		parts[i].n = n * (i + 1) / n_parts - from;
		list[i] = &parts[i].child;
		result = prepare_part(r, &parts[i], timeout, e);
	}
	if (!result)
		result = run_children(list, n_parts, r->jobs, e);
	for (size_t i = 0; i < n_parts; i++) {
		if (!result)
			result = judge_part(&parts[i],
					    tables + (parts[i].blobs - blobs),
					    e);
		child_deinit(&parts[i].child);
		strings_deinit(&parts[i].argv);
	}
	free(list);
	free(parts);
	return result;
}

/* Take over what ctags said of the blobs, and remember it. */
static void take_tables(struct decl_reader *r, const struct blob *const *blobs,
			size_t n, struct buf *tables)
{
	for (size_t i = 0; i < n; i++) {
		struct store_key key = blob_key(r, blobs[i]);

		buf_add(&tables[i], "", 0);
		store_put(r->store, &key, &tables[i]);
		parse_stored(add_decls(r, blobs[i]->oid), tables[i].data);
	}
}

/*
 * Read blobs in one run; if that fails, each in a run of its own, so that
 * one file that ctags stumbles over is the fault of that file alone.
 */
static int read_blobs(struct decl_reader *r, const struct blob *const *blobs,
		      size_t n, int timeout, struct err *e)
{
	struct buf *tables = xcalloc(n, sizeof(*tables));
	_cleanup_err_ struct err why = { 0 };
	int result = run_ctags(r, blobs, n, tables, timeout, &why);

	if (!result)
		take_tables(r, blobs, n, tables);
	else if (n == 1 && !stop_signal)
		add_decls(r, blobs[0]->oid)->error = take_ptr(why.msg);
	for (size_t i = 0; i < n; i++)
		buf_deinit(&tables[i]);
	free(tables);
	if (stop_signal)
		return fail(e, "interrupted");
	for (size_t i = 0; result && n > 1 && i < n; i++)
		if (read_blobs(r, &blobs[i], 1, timeout, e))
			return -1;
	return 0;
}

int decls_read(struct decl_reader *r, const struct blob *const *blobs,
	       size_t n, int timeout, struct err *e)
{
	_cleanup_free_ const struct blob **missing =
		xcalloc(n, sizeof(*missing));
	size_t n_missing = 0;

	if (!r->ctags && program_find("ctags-universal", "universal-ctags",
				      &r->ctags, &r->identity, e))
		return -1;
	for (size_t i = 0; i < n; i++) {
		_cleanup_buf_ struct buf stored = { 0 };
		bool again = decls_of(r, blobs[i]);

		for (size_t k = 0; k < n_missing; k++)
			again |= !strcmp(missing[k]->oid, blobs[i]->oid);
		if (again)
			continue;
		struct store_key key = blob_key(r, blobs[i]);

		if (store_get(r->store, &key, &stored))
			parse_stored(add_decls(r, blobs[i]->oid), stored.data);
		else
			missing[n_missing++] = blobs[i];
	}
	return n_missing ? read_blobs(r, missing, n_missing, timeout, e) : 0;
}
