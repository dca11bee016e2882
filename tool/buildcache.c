/* SPDX-License-Identifier: GPL-2.0-only */
#include "buildcache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkout.h"

#define LIMIT (8LL << 30) /* bytes; a kernel takes 0.2 to 0.4 GiB */
#define LAYOUT "1"	  /* of a place, and of what is chosen of a kernel */

/* Unpacked sources have no id to keep anything by. */
static char *cache_folder(const struct verification *v)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (!*tree_id(v->tree))
		return xasprintf("%s/build", v->dir);
	if (xdg && *xdg == '/')
		return xasprintf("%s/backportgen/build", xdg);
	if (home && *home == '/')
		return xasprintf("%s/.cache/backportgen/build", home);
	return xasprintf("%s/build", v->dir);
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
		"xen/", "iommu/", "base/", "firmware/", "of/", "irqchip/",
		"clocksource/", NULL,
	};

	if (folder) /* everything may hold a Kconfig, but not these */
		return !starts_with(path, "Documentation/") ||
		       is_near(ctx, path, true);
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
		return below_any(path + strlen("drivers/"), drivers);
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

/* Lock the place at @dir, made if need be; -1: it is busy, or a fault in @e. */
static int lock_place(const char *dir, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s/lock", dir);
	struct stat mine, there;

	for (;;) {
		if (make_dirs(dir, e))
			return -1;
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

		if (fd < 0)
			return fail(e, "%s: cannot open: %s", path,
				    strerror(errno));
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			close(fd);
			return -1;
		}
		/* it may have been removed in between */
		if (!fstat(fd, &mine) && !stat(path, &there) &&
		    mine.st_ino == there.st_ino)
			return fd;
		close(fd);
	}
}

static int wait_for_lock(const char *dir, struct err *e)
{
	for (;;) {
		int fd = lock_place(dir, e);

		if (fd >= 0 || e->msg)
			return fd;
		if (stop_signal)
			return fail(e, "interrupted");
		progress_note("waiting for another run that builds this kernel");
		usleep(100000);
	}
}

static long long counted;

static int count_blocks(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)path;
	(void)type;
	(void)ftw;
	counted += (long long)st->st_blocks * 512;
	return 0;
}

/* One place, as the clearing up sees it. */
struct old_place {
	char *dir;
	time_t used;
	long long size;
};

static int by_use(const void *a, const void *b)
{
	const struct old_place *x = a, *y = b;

	return x->used < y->used ? -1 : x->used > y->used;
}

/* Make room for one more: what was not used for longest goes first. */
static void clear_up(const char *cache)
{
	_cleanup_err_ struct err ignored = { 0 };
	struct old_place *v = NULL;
	DIR *d = opendir(cache);
	struct dirent *entry;
	long long sum = 0;
	size_t n = 0;

	while (d && (entry = readdir(d))) {
		_cleanup_free_ char *dir =
			xasprintf("%s/%s", cache, entry->d_name);
		_cleanup_free_ char *lock = xasprintf("%s/lock", dir);
		struct stat st;

		if (entry->d_name[0] == '.' || stat(lock, &st))
			continue;
		struct old_place *o = array_add(v, n);

		counted = 0;
		nftw(dir, count_blocks, 16, FTW_PHYS);
		*o = (struct old_place){ take_ptr(dir), st.st_mtime, counted };
		sum += counted;
	}
	if (d)
		closedir(d);
	if (n)
		qsort(v, n, sizeof(*v), by_use);
	for (size_t i = 0; i < n; i++) {
		int fd = sum > LIMIT ? lock_place(v[i].dir, &ignored) : -1;

		if (fd >= 0) {
			remove_tree(v[i].dir, &ignored);
			close(fd);
			sum -= v[i].size;
		}
		free(v[i].dir);
	}
	free(v);
}

/* Get the sources, whole or not at all. */
static int fill_place(const struct place *p, const struct verification *v,
		      struct err *e)
{
	_cleanup_free_ char *whole = xasprintf("%s/whole", p->dir);
	_cleanup_free_ char *logs = xasprintf("%s/logs", p->dir);

	if (!access(whole, F_OK))
		return 0;
	progress_note("getting the sources");
	if (remove_tree(p->src, e) || make_dirs(p->src, e) ||
	    make_dirs(logs, e) ||
	    checkout(v->tree, p->src, want_source,
		     (void *)(uintptr_t)v, e))
		return -1;
	return write_file(whole, "", 0, e);
}

/* What a series before this one has changed and this one does not. */
static int restore(const struct place *p, const struct verification *v,
		   struct err *e)
{
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
	return write_file(list, now_touched.data, now_touched.len, e);
}

int place_open(struct place *p, const struct verification *v, struct err *e)
{
	_cleanup_free_ char *cache = cache_folder(v);
	_cleanup_free_ char *name = place_name(v);
	_cleanup_free_ char *dir = xasprintf("%s/%s", cache, name);

	if (access(dir, F_OK))
		clear_up(cache);
	int lock = wait_for_lock(dir, e);

	if (lock < 0)
		return -1;
	*p = (struct place){ .dir = take_ptr(dir), .lock = lock };
	p->src = xasprintf("%s/src", p->dir);
	futimens(lock, NULL);
	if (fill_place(p, v, e) || restore(p, v, e)) {
		place_close(p);
		return -1;
	}
	return 0;
}

void place_close(struct place *p)
{
	if (p->dir)
		close(p->lock);
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

int place_put(const struct place *p, const struct verification *v,
	      const struct text_file *state, struct err *e)
{
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
