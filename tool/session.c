/* SPDX-License-Identifier: GPL-2.0-only */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cacheroom.h"
#include "dir.h"
#include "proc.h"

/* A name that nobody gives to a folder of their own: what is left is removed. */
#define SCRATCH ".backportgen-run-"
#define SCRATCH_TAIL "XXXXXX"
#define SCRATCH_TRIES 100
#define MEMORY_PART 8 /* of what the cache may take */

/* Directories of runs that were killed: nobody holds their lock any more. */
static void clear_scratch(const char *tmp)
{
	_cleanup_err_ struct err ignored = { 0 };
	_cleanup_strings_ struct strings names = { 0 };
	struct stat st;

	if (list_dir(tmp, &names, &ignored) < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		if (!starts_with(names.v[i], SCRATCH) ||
		    strlen(names.v[i]) != strlen(SCRATCH SCRATCH_TAIL))
			continue;
		_cleanup_free_ char *path =
			xasprintf("%s/%s", tmp, names.v[i]);
		int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					    O_CLOEXEC);

		if (fd < 0)
			continue;
		if (!fstat(fd, &st) && st.st_uid == geteuid() &&
		    !flock(fd, LOCK_EX | LOCK_NB))
			remove_tree(path, &ignored);
		close(fd);
	}
}

/*
 * Lock the new directory @path. 1: it is ours; 0: another run has taken it for
 * one that a killed run left, in the moment before it was locked; -1: a fault.
 */
static int lock_scratch(const char *path, int *lock, struct err *e)
{
	struct stat mine, there = { 0 };

	*lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*lock < 0 && errno == ENOENT)
		return 0;
	if (*lock < 0)
		return fail(e, "%s: cannot open: %s", path, strerror(errno));
	bool locked = !flock(*lock, LOCK_SH | LOCK_NB);

	if (!locked && errno != EWOULDBLOCK)
		return fail(e, "%s: cannot lock: %s; set TMPDIR", path,
			    strerror(errno));
	/* from here on nobody removes it; was it removed before? */
	if (fstat(*lock, &mine) || (lstat(path, &there) && errno != ENOENT))
		return fail(e, "%s: cannot look at it: %s", path,
			    strerror(errno));
	if (locked && mine.st_ino == there.st_ino &&
	    mine.st_dev == there.st_dev)
		return 1;
	close(*lock);
	*lock = -1;
	return 0;
}

static int make_scratch(struct session *s, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	int r = 0;

	if (!tmp || !*tmp)
		tmp = "/tmp";
	clear_scratch(tmp);
	for (int tries = 0; !r; tries++) {
		if (tries == SCRATCH_TRIES)
			return fail(e, "%s: cannot keep a temporary folder: each was removed by others; set TMPDIR",
				    tmp);
		free(s->scratch);
		s->scratch = xasprintf("%s/" SCRATCH SCRATCH_TAIL, tmp);
		if (!mkdtemp(s->scratch)) {
			fail(e, "%s: cannot create a temporary folder: %s; set TMPDIR",
			     s->scratch, strerror(errno));
			free(take_ptr(s->scratch));
			return -1;
		}
		r = lock_scratch(s->scratch, &s->scratch_lock, e);
	}
	return r < 0 ? -1 : 0;
}

int session_load(struct session *s, const struct options *options,
		 struct err *e)
{
	long long limit;

	s->options = *options;
	s->scratch_lock = -1;
	if (cache_limit(&limit, e) || session_find_inputs(s, e))
		return -1;
	_cleanup_free_ char *probes = xasprintf("%s/probes.conf", s->cocci);

	if (probes_read(probes, &s->probes, e) ||
	    rules_read(s->cocci, &s->probes, &s->rules, e) ||
	    rules_switch(&s->rules, &options->enable, &options->disable, e) ||
	    session_read_series(s, e) || make_scratch(s, e))
		return -1;
	s->store = store_open(NULL, limit / MEMORY_PART);
	s->reader = decl_reader_create(s->store, s->scratch,
				       s->options.jobs);
	s->work = work_create(&(struct work_options){
		.store = s->store,
		.scratch = s->scratch,
		.jobs = options->jobs,
		.timeout = options->timeout,
	});
	s->usage = usage_create(s->reader, s->store);
	return 0;
}

void session_deinit(struct session *s)
{
	_cleanup_err_ struct err ignored = { 0 };

	for (size_t i = 0; s->runs && i < s->chosen.n; i++) {
		if (!s->runs[i].twin)
			carried_deinit(&s->runs[i].carried);
		misfit_deinit(&s->runs[i].unmet);
		shapes_deinit(&s->runs[i].shapes);
		evidence_free(s->runs[i].answers, s->probes.n);
		tree_free(s->runs[i].tree);
		err_deinit(&s->runs[i].err);
	}
	free(s->runs);
	targets_deinit(&s->configured);
	targets_deinit(&s->chosen);
	rules_deinit(&s->rules);
	probes_deinit(&s->probes);
	series_deinit(&s->series);
	usage_free(s->usage);
	decl_reader_free(s->reader);
	known_deinit(&s->known);
	work_free(s->work);
	store_free(s->store);
	repo_free(s->repo);
	if (s->scratch)
		remove_tree(s->scratch, &ignored);
	if (s->scratch && s->scratch_lock >= 0)
		close(s->scratch_lock);
	free(s->scratch);
	free(s->config);
	free(s->cocci);
	series_list_deinit(&s->listed);
	series_entry_deinit(&s->loose);
	free(s->output);
	*s = (struct session){ 0 };
}

/* An id that the repository knows must be the commit that is meant. */
static int check_id(struct session *s, const char *file, const char *key,
		    const char *id, const char *want, struct err *e)
{
	_cleanup_free_ char *subject = NULL;

	if (!id)
		return 0;
	int r = repo_commit_subject(s->repo, id, &subject, e);

	if (r == -1)
		return fail_prefix(e, "%s: %s", file, key);
	if (r == TREE_OTHER)
		return fail(e, "%s: %s: %s is no commit in '%s'", file, key,
			    id, s->options.repo);
	if (r && strcmp(subject, want))
		return fail(e, "%s: %s: %s is another change in '%s': \"%s\"",
			    file, key, id, s->options.repo, subject);
	return 0;
}

static int check_upstream(struct session *s, struct err *e)
{
	for (size_t i = 0; i < s->series.n; i++) {
		const struct mail *m = &s->series.v[i];

		if (check_id(s, m->path, "Upstream-commit", m->upstream,
			     m->subject, e))
			return -1;
	}
	for (size_t i = 0; i < s->rules.n; i++) {
		const struct rule *r = &s->rules.v[i];

		if (check_id(s, r->file, "Upstream", r->upstream_id,
			     r->upstream_subject, e))
			return -1;
	}
	return 0;
}

/* The one target of --tree: any name, whatever is configured. */
static int choose_folder(struct session *s, char *const *args, int n,
			 struct err *e)
{
	if (n != 1 || strchr(args[0], '='))
		return fail(e, "--tree is one kernel: give one target, a name without '='");
	_cleanup_free_ char *named = xasprintf("%s=-", args[0]);
	char *const one[] = { named };

	return targets_choose(&s->configured, one, 1, &s->chosen, e);
}

char *session_generate(const struct session *s, const struct target *t)
{
	const struct options *o = &s->options;
	_cleanup_free_ char *argument = o->tree ? xstrdup(t->name)
						: target_argument(t);
	struct buf out = { 0 };

	if (o->tree)
		buf_printf(&out, "--tree %s ", o->tree);
	if (o->series)
		buf_printf(&out, "--series %s ", o->series);
	buf_puts(&out, "generate ");
	if (o->output)
		buf_printf(&out, "--output %s ", o->output);
	buf_puts(&out, argument);
	return buf_steal(&out);
}

/* What is no target may be a revision, for which another form is asked. */
static int choose_targets(struct session *s, char *const *args, int n,
			  struct err *e)
{
	_cleanup_err_ struct err none = { 0 };
	struct tree *tree;

	if (!targets_choose(&s->configured, args, n, &s->chosen, e))
		return repo_open(s->options.repo, &s->repo, e);
	if (repo_open(s->options.repo, &s->repo, &none))
		return -1;
	for (int i = 0; i < n; i++) {
		if (strchr(args[i], '=') ||
		    targets_find(&s->configured, args[i]) ||
		    tree_open(s->repo, args[i], &tree, &none))
			continue;
		tree_free(tree);
		return fail(e, "no target '%s' is configured, but it is a revision here; name the result as well: NAME=%s",
			    args[i], args[i]);
	}
	return -1;
}

int session_open(struct session *s, char *const *args, int n, struct err *e)
{
	const char *folder = s->options.tree;

	if (folder ? choose_folder(s, args, n, e)
		   : choose_targets(s, args, n, e) || check_upstream(s, e))
		return -1;
	s->runs = xcalloc(s->chosen.n, sizeof(*s->runs));
	for (size_t i = 0; i < s->chosen.n; i++) {
		struct run *r = &s->runs[i];

		r->target = &s->chosen.v[i];
		r->failed = folder ? tree_open_folder(folder, &r->tree,
						      &r->err)
				   : tree_open(s->repo, r->target->rev,
					       &r->tree, &r->err);
	}
	return 0;
}

int session_probe(struct session *s, struct err *e)
{
	struct blob_list need = { 0 };

	for (size_t i = 0; i < s->chosen.n && !stop_signal; i++) {
		struct run *r = &s->runs[i];

		if (!r->failed)
			r->failed = probes_gather(&s->probes, r->tree, &need,
						  &r->err);
	}
	int result = decls_read(s->reader, need.v, need.n,
				s->options.timeout, e);

	free(need.v);
	for (size_t i = 0; !result && i < s->chosen.n && !stop_signal; i++) {
		struct run *r = &s->runs[i];

		if (!r->failed)
			r->failed = probes_answer(&s->probes, r->tree,
						  s->reader, &r->answers,
						  &r->err);
	}
	return result;
}

struct carry_input session_input(const struct session *s)
{
	return (struct carry_input){
		.series = &s->series,
		.probes = &s->probes,
		.rules = &s->rules,
		.repo = s->repo,
		.work = s->work,
	};
}

/*
 * A target for which the same files are to be carried is carried to already,
 * or is about to be: the work follows the contents, not the targets.
 */
static struct run *find_twin(const struct session *s, const struct run *r)
{
	for (struct run *a = s->runs; a < r; a++)
		if (!a->failed && !a->twin && tree_same(a->tree, r->tree))
			return a;
	return NULL;
}

/*
 * Check what the series uses in the runs from @from to @to that are not settled,
 * as far as the declarations read so far go; returns how many have to wait.
 */
static size_t check_runs(struct session *s, struct usage *usage,
			 bool *settled, size_t from, size_t to,
			 struct blob_list *need)
{
	size_t waiting = 0;

	for (size_t i = from; i < to && !stop_signal; i++) {
		struct run *r = &s->runs[i];
		bool twin = r->twin && !r->twin->failed;

		if (r->failed || settled[i])
			continue;
		/* what it finds for one is remembered for the other */
		if (twin && !settled[r->twin - s->runs]) {
			waiting++;
			continue;
		}
		/* where that was asked for more, so is this one */
		if (twin && tree_same(r->twin->tree, r->tree)) {
			settled[i] = true;
			continue;
		}
		enum carry_state state =
			usage_check(usage, r->tree, &r->carried, need,
				    &r->unmet, &r->err);

		r->failed = r->lacks = state == CARRY_FAILED;
		settled[i] = state == CARRY_DONE;
		waiting += state == CARRY_WAITING;
	}
	return waiting;
}

/* Behind the run up to which @n of them, from @from on, are not settled. */
static size_t batch_end(const struct session *s, const bool *settled,
			size_t from, size_t n)
{
	while (from < s->chosen.n && n) {
		n -= !settled[from] && !s->runs[from].failed;
		from++;
	}
	return from;
}

/*
 * What the trees of the runs before @to were asked is wanted no more, but for
 * those that a later one may turn out to be like.
 */
static void forget_runs(struct session *s, const bool *settled, size_t to)
{
	_cleanup_free_ bool *wanted = xcalloc(to, sizeof(*wanted));

	for (size_t i = to; i < s->chosen.n; i++)
		if (s->runs[i].twin && s->runs[i].twin - s->runs < (long)to)
			wanted[s->runs[i].twin - s->runs] = true;
	for (size_t i = 0; i < to; i++)
		if (settled[i] && !wanted[i])
			tree_forget(s->runs[i].tree);
}

/*
 * Check until nothing has to wait any more, or what is remembered if there is no
 * @reader. A few runs at once: a check that waits has all that it has read of its
 * kernel, 1.5 MB.
 */
static int finish_runs(struct session *s, struct usage *usage,
		       struct decl_reader *reader, bool *settled,
		       struct err *e)
{
	size_t at = 0;
	int result = 0;

	while (at < s->chosen.n && !result) {
		struct blob_list need = { 0 };
		size_t to = batch_end(s, settled, at, 2 * s->options.jobs);
		size_t waiting = check_runs(s, usage, settled, at, to,
					    reader ? &need : NULL);

		if (waiting && reader)
			result = decls_read(reader, need.v, need.n,
					    s->options.timeout, e);
		free(need.v);
		if (stop_signal)
			result = fail(e, "interrupted");
		if (waiting && reader)
			continue;
		forget_runs(s, settled, to);
		at = to;
	}
	return result;
}

/* The runs that wait, shared out. */
struct share {
	struct session *s;
	const bool *settled;
	size_t waiting;
	unsigned int jobs;
};

/* Do the @job-th part, whose answers go to the memory. */
static void do_share(void *ctx, unsigned int job)
{
	const struct share *share = ctx;
	struct session *s = share->s;
	_cleanup_err_ struct err ignored = { 0 };
	_cleanup_free_ char *scratch = xasprintf("%s/%u", s->scratch, job);
	bool *settled = xcalloc(s->chosen.n, sizeof(*settled));
	size_t k = 0;

	if (make_dirs(scratch, &ignored))
		return;
	struct decl_reader *reader =
		decl_reader_create(s->store, scratch, 1);
	struct usage *usage = usage_create(reader, s->store);

	for (size_t i = 0; i < s->chosen.n; i++) {
		settled[i] = true;
		/* neighbours have most in common */
		if (!share->settled[i] && !s->runs[i].failed &&
		    !s->runs[i].twin)
			settled[i] = k++ * share->jobs / share->waiting != job;
	}
	/* a fault comes up again where it can be told */
	int r = decls_read(reader, NULL, 0, s->options.timeout, &ignored);

	if (!r)
		r = finish_runs(s, usage, reader, settled, &ignored);
	(void)r;
}

/*
 * Does what the series uses stand in each of the kernels? For new ones this
 * is a tenth of a second each, which the processors can share.
 */
static int check_usage(struct session *s, struct err *e)
{
	_cleanup_free_ bool *settled =
		xcalloc(s->chosen.n, sizeof(*settled));
	struct share share = { .s = s, .settled = settled };

	/* what is not remembered is found out by all processors */
	if (finish_runs(s, s->usage, NULL, settled, e))
		return -1;
	for (size_t i = 0; i < s->chosen.n; i++)
		share.waiting += !settled[i] && !s->runs[i].failed &&
				 !s->runs[i].twin;
	share.jobs = s->options.jobs;
	if (share.jobs > share.waiting)
		share.jobs = (unsigned int)share.waiting;
	if (share.jobs > 1)
		run_forks(share.jobs, do_share, &share);
	return finish_runs(s, s->usage, s->reader, settled, e);
}

int session_carry(struct session *s, struct err *e)
{
	bool *settled = xcalloc(s->chosen.n, sizeof(*settled));
	struct carry_input in = session_input(s);
	bool more = true;
	int result = 0;

	while (more && !result) {
		_cleanup_buf_ struct buf waiting = { 0 };

		for (size_t i = 0; i < s->chosen.n && !stop_signal; i++) {
			struct run *r = &s->runs[i];

			if (r->failed || settled[i])
				continue;
			struct run *twin = find_twin(s, r);

			if (twin && !settled[twin - s->runs])
				continue; /* until that one is */
			if (twin) {
				r->twin = twin;
				r->carried = twin->carried;
				settled[i] = true;
				continue;
			}
			enum carry_state state =
				carry(&in, r->tree, r->answers, &r->carried,
				      &r->err);

			r->failed = state == CARRY_FAILED;
			settled[i] = state == CARRY_DONE;
			if (state != CARRY_WAITING)
				continue;
			buf_printf(&waiting, "%s%s", waiting.len ? ", " : "",
				   r->target->name);
		}
		more = waiting.len;
		if (more)
			result = work_run(s->work, waiting.data, e);
		if (stop_signal)
			result = fail(e, "interrupted");
	}
	free(settled);
	return result ? result : check_usage(s, e);
}
