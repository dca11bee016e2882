/* SPDX-License-Identifier: GPL-2.0-only */
#include "buildcache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cacheroom.h"
#include "checkout.h"

#define LAYOUT "3" /* of a place, and of what is chosen of a kernel */

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

static size_t n_files;

static int count_file(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)path;
	(void)st;
	(void)ftw;
	n_files += type == FTW_F || type == FTW_SL;
	return 0;
}

static size_t count_files(const char *dir)
{
	n_files = 0;
	nftw(dir, count_file, 16, FTW_PHYS);
	return n_files;
}

/* "NAME COUNT" of a place that was filled: its folder, and its sources. */
static bool read_mark(const char *entry, char name[16], size_t *count)
{
	_cleanup_free_ char *path = xasprintf("%s/whole", entry);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	return !read_file(path, &text, &none) && text.len &&
	       sscanf(text.data, "%15s %zu", name, count) == 2 &&
	       !strchr(name, '/') && *name != '.';
}

/* Those files of the series that are there and that the kernel has not. */
static size_t count_new_files(const struct place *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->v->paths.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", p->src, p->v->paths.v[i]);

		n += !p->v->states[0][i].text && !access(path, F_OK);
	}
	return n;
}

static bool is_whole(const struct place *p, bool each)
{
	_cleanup_free_ char *dir = NULL;
	char name[16];
	size_t count;

	if (!read_mark(p->entry, name, &count))
		return false;
	dir = xasprintf("%s/%s", p->entry, name);
	return !strcmp(dir, p->dir) &&
	       (!each ||
		count_files(p->src) >= count + count_new_files(p));
}

int place_check(const struct place *p, bool each, struct err *e)
{
	if (entry_is_held(p->entry, p->lock) && is_whole(p, each))
		return 0;
	return fail(e, "%s: was deleted while it was used to build; run it again",
		    p->entry);
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
	DIR *d = opendir(p->entry);
	struct dirent *entry;
	int r = 0;

	while (d && !r && (entry = readdir(d))) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", p->entry, entry->d_name);

		if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "lock") ||
		    !strcmp(entry->d_name, "whole") ||
		    (p->dir && !strcmp(path, p->dir)))
			continue;
		r = remove_tree(path, e);
	}
	if (d)
		closedir(d);
	return r;
}

/* What a series before this one has changed and this one does not. */
static int restore(const struct place *p, struct err *e)
{
	const struct verification *v = p->v;
	_cleanup_free_ char *list = xasprintf("%s/touched", p->dir);
	_cleanup_err_ struct err none = { 0 };
	_cleanup_buf_ struct buf old = { 0 }, now_touched = { 0 };
	const char *line;
	size_t at = 0, len;

	read_file(list, &old, &none);
	while (old.data && next_line(old.data, old.len, &at, &line, &len)) {
		_cleanup_free_ char *path = xstrndup(line, len);
		struct text_file f = { .path = path };
		const struct blob *b;

		if (strings_has(&v->paths, path))
			continue;
		int r = tree_read(v->tree, path, &b, e);

		if (r < 0)
			return -1;
		if (r) {
			f.text = b->text;
			f.len = b->len;
			f.executable = b->executable;
		}
		if (write_state_file(&f, p->src, e))
			return -1;
	}
	for (size_t i = 0; i < v->paths.n; i++)
		buf_printf(&now_touched, "%s\n", v->paths.v[i]);
	return replace_file(list, now_touched.data, now_touched.len, e);
}

/* Get the sources, whole or not at all. */
static int fill_place(struct place *p, struct err *e)
{
	_cleanup_free_ char *mark = xasprintf("%s/whole", p->entry);
	_cleanup_free_ char *fresh = xasprintf("%s/XXXXXX", p->entry);
	char name[16];
	size_t count;

	if (read_mark(p->entry, name, &count)) {
		use_folder(p, name);
		if (!access(p->src, F_OK) && restore(p, e))
			return -1;
		if (is_whole(p, true))
			return clear_entry(p, e);
		free(take_ptr(p->dir));
	}
	unlink(mark);
	if (clear_entry(p, e))
		return -1;
	progress_note("getting the sources");
	if (!mkdtemp(fresh))
		return fail(e, "%s: cannot create the folder: %s", fresh,
			    strerror(errno));
	use_folder(p, strrchr(fresh, '/') + 1);
	_cleanup_free_ char *logs = xasprintf("%s/logs", p->dir);

	if (make_dirs(p->src, e) || make_dirs(logs, e) ||
	    checkout(p->v->tree, p->src, want_source,
		     (void *)(uintptr_t)p->v, e) ||
	    restore(p, e))
		return -1;
	_cleanup_free_ char *text = xasprintf(
		"%s %zu\n", strrchr(fresh, '/') + 1, count_files(p->src));

	return replace_file(mark, text, strlen(text), e);
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
	if (fill_place(p, e)) {
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
		if (entry_is_held(p->entry, p->lock))
			entry_measure(p->entry);
		close(p->lock);
		if (!cache_limit(&limit, &ignored))
			cache_clear(cache, limit);
	}
	free(p->entry);
	free(p->dir);
	free(p->src);
	*p = (struct place){ 0 };
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

int place_put(const struct place *p, const struct text_file *state,
	      struct err *e)
{
	const struct verification *v = p->v;

	for (size_t i = 0; i < v->paths.n; i++) {
		_cleanup_free_ char *path =
			xasprintf("%s/%s", p->src, v->paths.v[i]);

		/* make goes by the time of a file */
		if (!is_equal(&state[i], path) &&
		    write_state_file(&state[i], p->src, e))
			return -1;
	}
	return 0;
}
