/* SPDX-License-Identifier: GPL-2.0-only */
#include "buildcache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cacheroom.h"
#include "checkout.h"
#include "dir.h"
#include "manifest.h"

#define LAYOUT "4" /* of a place, and of what is chosen of a kernel */
#define AT_WORK "at-work" /* who works here has not ended yet */
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* Unpacked sources have no id to keep anything by. */
static char *cache_folder(const struct verification *v)
{
	char *path = *tree_id(v->tree) ? cache_path("build") : NULL;

	return path ? path : xasprintf("%s/build", v->dir);
}

/* The folders that the series touches, whatever else is left out. */
static bool is_near(const struct verification *v, const char *path,
		    bool folder)
{
	size_t n = folder ? strlen(path)
			  : (size_t)(strrchr(path, '/') ? strrchr(path, '/') -
								  path
							: 0);

	for (size_t i = 0; i < v->paths.n; i++) {
		const char *touched = v->paths.v[i];
		const char *slash = strrchr(touched, '/');
		size_t len = slash ? (size_t)(slash - touched) : 0;

		if (folder ? starts_with(touched, path) && touched[n] == '/'
			   : len == n && !strncmp(touched, path, n))
			return true;
	}
	return false;
}

/* Does the series touch something in the same part of drivers/? */
static bool is_in_touched_part(const struct verification *v, const char *path)
{
	size_t n = strlen("drivers/");

	n += strcspn(path + n, "/") + 1;
	for (size_t i = 0; i < v->paths.n; i++)
		if (!strncmp(v->paths.v[i], path, n))
			return true;
	return false;
}

static bool is_makefile(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return starts_with(name, "Kconfig") || starts_with(name, "Makefile") ||
	       starts_with(name, "Kbuild");
}

static bool below_any(const char *path, const char *const *folders)
{
	for (; *folders; folders++)
		if (starts_with(path, *folders))
			return true;
	return false;
}

/*
 * Of unpacked sources in which someone has built: Kbuild refuses to build
 * elsewhere what is configured here.
 */
static bool is_made(const char *path)
{
	static const char *const made[] = { ".config", "include/config/",
					    "include/generated/",
					    "debian/build/", NULL };

	return below_any(path, made) || ends_with(path, ".o") ||
	       ends_with(path, ".cmd") ||
	       (starts_with(path, "arch/") &&
		strstr(path, "/include/generated/"));
}

/*
 * Large parts that neither Kconfig nor our objects look at stay behind: what
 * is left is a fifth. What is missing would be noticed.
 */
static bool want_source(const char *path, bool folder, void *ctx)
{
	static const char *const out[] = {
		"samples/",	 "sound/",	"net/",	    "fs/",
		"rust/",	 "LICENSES/",	"certs/",   "crypto/",
		"ipc/",		 "virt/",	"block/",   "io_uring/",
		"tools/testing/", "tools/perf/", "tools/power/", "tools/bpf/",
		"tools/verification/", "tools/tracing/", "Documentation/",
		NULL,
	};
	static const char *const arch_out[] = {
		"boot/dts/", "configs/", "crypto/", "mach-", "plat-", "kvm/",
		NULL,
	};
	static const char *const drivers[] = {
		"iommu/", "base/", "firmware/", "of/", "irqchip/",
		"clocksource/", NULL,
	};

	if (folder) /* everything may hold a Kconfig, but not these */
		return !starts_with(path, "Documentation/") ||
		       is_near(ctx, path, true);
	if (is_made(path))
		return false;
	if (is_makefile(path) || is_near(ctx, path, false))
		return true;
	if (starts_with(path, "arch/")) {
		const char *rest = strchr(path + 5, '/');

		/* scripts/checksyscalls.sh reads x86's */
		if (starts_with(path, "arch/x86/entry/syscalls/"))
			return true;
		if (!starts_with(path, "arch/arm/") &&
		    !starts_with(path, "arch/arm64/"))
			return false;
		return !below_any(rest + 1, arch_out);
	}
	if (starts_with(path, "drivers/"))
		return below_any(path + strlen("drivers/"), drivers) ||
		       is_in_touched_part(ctx, path);
	return !below_any(path, out);
}

static char *place_name(const struct verification *v)
{
	_cleanup_buf_ struct buf all = { 0 };
	_cleanup_strings_ struct strings folders = { 0 };
	char id[OID_HEX + 1];

	buf_printf(&all, LAYOUT "\n%s\n", v->proof.base);
	for (size_t i = 0; i < v->paths.n; i++) {
		const char *path = v->paths.v[i];
		const char *slash = strrchr(path, '/');
		_cleanup_free_ char *folder = xstrndup(
			path, slash ? (size_t)(slash - path) : 0);

		if (!strings_has(&folders, folder))
			strings_add(&folders, folder);
	}
	for (size_t i = 0; i < folders.n; i++)
		buf_printf(&all, "%s\n", folders.v[i]);
	blob_id(all.data, all.len, id);
	return xstrdup(id);
}

/* "NAME ID" of a place that was filled: its directory, and its manifest's id. */
static bool read_mark(const char *entry, char name[16], char id[OID_HEX + 1])
{
	_cleanup_free_ char *path = xasprintf("%s/whole", entry);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	return !read_file(path, &text, &none) && text.len &&
	       sscanf(text.data, "%15s %40s", name, id) == 2 &&
	       !strchr(name, '/') && *name != '.';
}

static void read_lines(const char *path, struct strings *out)
{
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	if (!read_file(path, &text, &none))
		strings_add_lines(out, text.data, text.len);
}

/*
 * The first source that is not as it was when the place was filled; NULL:
 * there is none. The files of this series and of earlier ones are apart: these
 * are compared with what they have to be. The caller frees.
 */
static char *changed_source(const struct place *p, const char *id)
{
	_cleanup_free_ char *kept = xasprintf("%s/manifest", p->dir);
	_cleanup_free_ char *list = xasprintf("%s/touched", p->dir);
	_cleanup_buf_ struct buf was = { 0 }, is = { 0 };
	_cleanup_strings_ struct strings apart = { 0 };
	_cleanup_err_ struct err e = { 0 };
	char there[OID_HEX + 1] = "";

	if (!read_file(kept, &was, &e))
		blob_id(was.data, was.len, there);
	if (strcmp(there, id))
		return xstrdup(kept);
	if (manifest_make(p->src, &is, &e))
		return xstrdup(p->src);
	read_lines(list, &apart);
	for (size_t i = 0; i < p->v->paths.n; i++)
		strings_add(&apart, p->v->paths.v[i]);
	char *path = manifest_difference(&was, &is, &apart);

	if (!path)
		return NULL;
	_cleanup_free_ char *relative = path;

	return xasprintf("%s/%s", p->src, relative);
}

int place_check(const struct place *p, bool each, struct err *e)
{
	_cleanup_free_ char *changed = NULL;
	char name[16], id[OID_HEX + 1];

	if (!entry_is_held(p->entry, p->lock) ||
	    !read_mark(p->entry, name, id) ||
	    strcmp(strrchr(p->dir, '/') + 1, name))
		changed = xstrdup(p->entry);
	else if (each)
		changed = changed_source(p, id);
	if (!changed)
		return 0;
	bool is_there = strcmp(changed, p->entry) && !access(changed, F_OK);

	return fail(e, "%s: was %s while it was used to build; run it again",
		    changed, is_there ? "changed" : "deleted");
}

static void use_folder(struct place *p, const char *name)
{
	free(p->dir);
	free(p->src);
	p->dir = xasprintf("%s/%s", p->entry, name);
	p->src = xasprintf("%s/src", p->dir);
}

/* All but the lock and the folder in use: what is left of earlier ones. */
static int clear_entry(const struct place *p, struct err *e)
{
	_cleanup_strings_ struct strings names = { 0 };
	int r = list_dir(p->entry, &names, e) < 0 ? -1 : 0;

	for (size_t i = 0; !r && i < names.n; i++) {
		const char *name = names.v[i];
		_cleanup_free_ char *path = xasprintf("%s/%s", p->entry, name);

		if (*name == '.' || !strcmp(name, "lock") ||
		    !strcmp(name, "whole") || !strcmp(name, AT_WORK) ||
		    (p->dir && !strcmp(path, p->dir)))
			continue;
		r = remove_tree(path, e);
	}
	return r;
}

static bool is_equal(const struct text_file *f, const char *path)
{
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf there = { 0 };

	if (access(path, F_OK))
		return !f->text;
	return f->text && !read_file(path, &there, &none) &&
	       there.len == f->len && !memcmp(there.data, f->text, f->len);
}

/* Equal files are not touched: make goes by the time of a file. */
static int put_file(const struct place *p, const struct text_file *f,
		    struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", p->src, f->path);

	return is_equal(f, path) ? 0 : write_state_file(f, p->src, e);
}

/* What series before this one have changed and this one does not. */
static int restore(const struct place *p, struct err *e)
{
	const struct verification *v = p->v;
	_cleanup_free_ char *list = xasprintf("%s/touched", p->dir);
	_cleanup_strings_ struct strings touched = { 0 };
	_cleanup_buf_ struct buf all = { 0 };

	read_lines(list, &touched);
	for (size_t i = 0; i < touched.n; i++) {
		struct text_file f = { .path = touched.v[i] };
		const struct blob *b;

		if (strings_has(&v->paths, f.path))
			continue;
		int r = tree_read(v->tree, f.path, &b, e);

		if (r < 0)
			return -1;
		if (r) {
			f.text = b->text;
			f.len = b->len;
			f.executable = b->executable;
		}
		if (put_file(p, &f, e))
			return -1;
		buf_printf(&all, "%s\n", f.path);
	}
	for (size_t i = 0; i < v->paths.n; i++)
		buf_printf(&all, "%s\n", v->paths.v[i]);
	return replace_file(list, all.data, all.len, e);
}

static int note_sources(const struct place *p, struct err *e)
{
	_cleanup_free_ char *kept = xasprintf("%s/manifest", p->dir);
	_cleanup_free_ char *mark = xasprintf("%s/whole", p->entry);
	_cleanup_buf_ struct buf all = { 0 };
	char id[OID_HEX + 1];

	if (manifest_make(p->src, &all, e) ||
	    write_file(kept, all.data, all.len, e))
		return -1;
	blob_id(all.data, all.len, id);
	_cleanup_free_ char *text =
		xasprintf("%s %s\n", strrchr(p->dir, '/') + 1, id);

	return replace_file(mark, text, strlen(text), e);
}

/* Get the sources, whole or not at all. */
static int get_sources(struct place *p, struct err *e)
{
	_cleanup_free_ char *fresh = xasprintf("%s/XXXXXX", p->entry);

	progress_note("getting the sources");
	if (!mkdtemp(fresh))
		return fail(e, "%s: cannot create the folder: %s", fresh,
			    strerror(errno));
	use_folder(p, strrchr(fresh, '/') + 1);
	_cleanup_free_ char *logs = xasprintf("%s/logs", p->dir);

	return make_dirs(p->src, e) || make_dirs(logs, e) ||
			       checkout(p->v->tree, p->src, want_source,
					(void *)(uintptr_t)p->v, e) ||
			       restore(p, e) || note_sources(p, e)
		       ? -1
		       : 0;
}

/*
 * Did the machine go down while someone worked here? What was built then may
 * be on the disk in part, and make takes it for whole. A run that was killed
 * leaves the mark as well, but of the boot that is still going on.
 */
static bool machine_went_down(const struct place *p)
{
	_cleanup_free_ char *path = xasprintf("%s/" AT_WORK, p->entry);
	_cleanup_buf_ struct buf then = { 0 }, boot = { 0 };
	_cleanup_err_ struct err none = { 0 };

	return !read_file(path, &then, &none) &&
	       !read_file(BOOT_ID, &boot, &none) &&
	       (then.len != boot.len || memcmp(then.data, boot.data, then.len));
}

static int begin_work(const struct place *p, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/" AT_WORK, p->entry);
	_cleanup_buf_ struct buf boot = { 0 };
	_cleanup_err_ struct err none = { 0 };

	if (!*tree_id(p->v->tree) || read_file(BOOT_ID, &boot, &none))
		return 0;
	return replace_file(path, boot.data, boot.len, e);
}

/* One for all that was built: a hundred files and more. */
static void end_work(const struct place *p)
{
	_cleanup_free_ char *path = xasprintf("%s/" AT_WORK, p->entry);

	if (!access(path, F_OK) && !stop_signal && !syncfs(p->lock))
		unlink(path);
}

static int fill_place(struct place *p, struct err *e)
{
	_cleanup_free_ char *mark = xasprintf("%s/whole", p->entry);
	_cleanup_free_ char *damage = NULL;
	char name[16], id[OID_HEX + 1];

	if (read_mark(p->entry, name, id)) {
		use_folder(p, name);
		if (machine_went_down(p))
			damage = xstrdup(p->dir);
		else if (!access(p->src, F_OK) && restore(p, e))
			return -1;
		else
			damage = changed_source(p, id);
		if (!damage)
			return clear_entry(p, e);
		free(take_ptr(p->dir));
	}
	if (damage) {
		_cleanup_free_ char *line = xasprintf(
			"%s: is not as it was prepared, so this kernel is prepared anew",
			damage);

		progress_step(line);
	}
	unlink(mark);
	return clear_entry(p, e) || get_sources(p, e) ? -1 : 0;
}

int place_open(struct place *p, const struct verification *v, struct err *e)
{
	_cleanup_free_ char *cache = cache_folder(v);
	_cleanup_free_ char *name = place_name(v);
	_cleanup_free_ char *entry = xasprintf("%s/%s", cache, name);
	long long limit;

	if (cache_limit(&limit, e))
		return -1;
	if (access(entry, F_OK))
		cache_clear(cache, limit);
	int lock = entry_lock(entry, e);

	if (lock < 0)
		return -1;
	*p = (struct place){ .v = v, .entry = take_ptr(entry), .lock = lock };
	if (fill_place(p, e) || begin_work(p, e)) {
		place_close(p);
		return -1;
	}
	return 0;
}

void place_close(struct place *p)
{
	_cleanup_err_ struct err ignored = { 0 };
	long long limit;

	if (p->entry) {
		_cleanup_free_ char *cache = xstrndup(
			p->entry, (size_t)(strrchr(p->entry, '/') - p->entry));

		/* not where another run has made it anew */
		if (entry_is_held(p->entry, p->lock)) {
			end_work(p);
			entry_measure(p->entry);
		}
		close(p->lock);
		if (!cache_limit(&limit, &ignored))
			cache_clear(cache, limit);
	}
	free(p->entry);
	free(p->dir);
	free(p->src);
	*p = (struct place){ 0 };
}

int place_put(const struct place *p, const struct text_file *state,
	      struct err *e)
{
	for (size_t i = 0; i < p->v->paths.n; i++)
		if (put_file(p, &state[i], e))
			return -1;
	return 0;
}
