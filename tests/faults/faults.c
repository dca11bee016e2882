/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A library in front of libc that makes one call fail, or counts the calls.
 * What it does stands in README.md; faults.pl drives it, by the environment:
 *
 *	FAULT	"CLASS ERROR CALLERS N WHERE HOW": the Nth call of CLASS whose
 *		chain of callers has the id CALLERS fails with the errno ERROR,
 *		or is "short". WHERE is "first", the process that the library
 *		was loaded into, or "fork", one that it forked. HOW is "once",
 *		"on" if all later calls of CLASS fail, too, or K for the Kth call
 *		of CLASS behind it as well. A call of class "child" starts a
 *		program all right, but that is "killed" halfway, or its "status"
 *		is 1 and it says nothing.
 *	FAULT_REPORT
 *		a file to which a line is added when that happens
 *	FAULT_CALLS
 *		a file for a line for each chain of callers that was met: class,
 *		id, where, number of calls, and the callers
 *	FAULT_TRACE
 *		a file for a line for each step that matters to what is on disk
 *
 * Programs that are started get none of it.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <ftw.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum class {
	OPEN, READ, WRITE, CLOSE, RENAME, LINK, MKDIR, UNLINK, RMDIR, DIRS,
	STAT, SYNC, MMAP, SPAWN, CHILD, PIPE, LOCK, WAIT, MALLOC, N_CLASSES
};

static const char *const class_names[N_CLASSES] = {
	"open", "read", "write", "close", "rename", "link", "mkdir", "unlink",
	"rmdir", "dir", "stat", "sync", "mmap", "spawn", "child", "pipe",
	"lock", "wait", "malloc",
};

/* so many callers tell two chains from each other; for memory, which is taken
 * in many places, fewer */
#define DEPTH 12
#define MALLOC_DEPTH 6
#define MAX_CHAINS 16384
#define MAX_MODULES 64
#define SHORT (-1)
#define KILLED (-2)
#define STATUS (-3)

/* One chain of callers, from the call outwards. */
struct chain {
	uint64_t id;
	int class;
	bool forked;
	unsigned long n;
	int depth;
	void *callers[DEPTH];
};

/* The processes that are forked share it. */
static struct shared {
	int lock, met, since;
	int n;
	struct chain chains[MAX_CHAINS];
} *shared;

struct module {
	uintptr_t start, end, base;
	bool ours; /* its allocations count */
	bool libc, self;
	char name[64];
};

static struct module modules[MAX_MODULES];
static int n_modules;

static bool ready, busy, forked;
static int fault_class = -1, fault_error, fault_nth;
static uint64_t fault_id;
static bool fault_forked, fault_on, counting;
static int fault_also;
static const char *report_path, *calls_path, *trace_path;

static void *next(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (!p)
		abort();
	return p;
}

/* Call libc's own, which is looked for once. */
#define NEXT(name, type, params, ...)                               \
	({                                                          \
		static type(*real_) params;                         \
		if (!real_)                                         \
			real_ = (type(*) params)next(#name);        \
		real_(__VA_ARGS__);                                 \
	})

/* Neither stdio nor anything else that is wrapped here. */
static void put_line(const char *path, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof(line), fmt, ap);

	va_end(ap);
	if (n > (int)sizeof(line) - 1)
		n = (int)sizeof(line) - 1;
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path,
			      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	if (fd >= 0) {
		syscall(SYS_write, fd, line, (size_t)n);
		syscall(SYS_close, fd);
	}
}

static int add_module(struct dl_phdr_info *info, size_t size, void *ctx)
{
	const char *name = info->dlpi_name;
	const char *slash = strrchr(name, '/');

	(void)size;
	(void)ctx;
	name = !*name ? "backportgen" : slash ? slash + 1 : name;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type != PT_LOAD || !(p->p_flags & PF_X) ||
		    n_modules == MAX_MODULES)
			continue;
		struct module *m = &modules[n_modules++];

		m->base = info->dlpi_addr;
		m->start = info->dlpi_addr + p->p_vaddr;
		m->end = m->start + p->p_memsz;
		m->libc = !strncmp(name, "libc.so", 7) ||
			  !strncmp(name, "libasan", 7);
		m->self = (uintptr_t)add_module >= m->start &&
			  (uintptr_t)add_module < m->end;
		m->ours = !strcmp(name, "backportgen") ||
			  !strncmp(name, "libgit2", 7) ||
			  !strncmp(name, "libjansson", 10) ||
			  !strncmp(name, "libyaml", 7);
		snprintf(m->name, sizeof(m->name), "%s", name);
	}
	return 0;
}

static struct module *module_of(const void *address)
{
	static struct module unknown = { .name = "?" };

	for (int i = 0; i < n_modules; i++)
		if ((uintptr_t)address >= modules[i].start &&
		    (uintptr_t)address < modules[i].end)
			return &modules[i];
	return &unknown;
}

/*
 * The callers outside of libc and of this library. A place that calls itself
 * counts once, or each depth of a recursion would be a chain of its own.
 */
static int callers_of(struct chain *c)
{
	void *all[DEPTH + 8];
	int n = backtrace(all, DEPTH + 8), k = 0;
	bool ours = false;

	c->id = 1469598103934665603u;
	int depth = c->class == MALLOC ? MALLOC_DEPTH : DEPTH;

	for (int i = 0; i < n && k < depth; i++) {
		const struct module *m = module_of(all[i]);
		bool again = false;

		if (m->self || m->libc)
			continue;
		if (!k)
			ours = m->ours;
		for (int j = 0; j < k; j++)
			again |= c->callers[j] == all[i];
		if (again)
			continue;
		c->callers[k++] = all[i];
		uint64_t word = (uintptr_t)all[i] - m->base;

		for (const char *s = m->name; *s; s++)
			word = word * 31 + (unsigned char)*s;
		c->id = (c->id ^ word) * 1099511628211u;
		c->id ^= c->id >> 29;
	}
	c->depth = k;
	return ours;
}

static void count(const struct chain *c)
{
	while (__atomic_exchange_n(&shared->lock, 1, __ATOMIC_ACQUIRE))
		;
	int i = 0;

	while (i < shared->n && (shared->chains[i].id != c->id ||
				 shared->chains[i].class != c->class ||
				 shared->chains[i].forked != c->forked))
		i++;
	if (i == shared->n && i < MAX_CHAINS) {
		shared->chains[i] = *c;
		shared->n++;
	}
	if (i < MAX_CHAINS)
		shared->chains[i].n++;
	__atomic_store_n(&shared->lock, 0, __ATOMIC_RELEASE);
}

/* Has this call of @class to fail? 1: errno is set; less: what else is asked. */
static int fault(int class, const char *about)
{
	struct chain c = { .class = class, .forked = forked };
	int saved = errno, r = 0;

	if (!ready || busy || (!counting && class != fault_class))
		return 0;
	busy = true;
	bool ours = callers_of(&c);

	if (class == MALLOC && !ours) {
		busy = false;
		errno = saved;
		return 0;
	}
	if (counting)
		count(&c);
	if (class == fault_class && forked == fault_forked) {
		int nth = c.id != fault_id ? shared->met
			  : __atomic_add_fetch(&shared->met, 1,
					       __ATOMIC_SEQ_CST);

		r = nth == fault_nth && c.id == fault_id;
		if (r && report_path)
			put_line(report_path, "%s\n", about ? about : "");
		if (!r && nth >= fault_nth)
			r = fault_on || __atomic_add_fetch(&shared->since, 1,
							   __ATOMIC_SEQ_CST) ==
						fault_also;
	}
	busy = false;
	errno = saved;
	if (!r)
		return 0;
	if (fault_error < 0)
		return fault_error;
	errno = fault_error;
	return 1;
}

static bool failing(int class, const char *about)
{
	return fault(class, about) == 1;
}

/* --- what is on disk when ------------------------------------------------ */

static void trace_path_of(const char *what, const char *path)
{
	char full[1024];
	int saved = errno;

	if (trace_path && ready && !busy) {
		if (*path == '/' || !NEXT(getcwd, char *, (char *, size_t),
					  full, sizeof(full) / 2))
			*full = '\0';
		else
			strcat(full, "/");
		put_line(trace_path, "%s %s%s\n", what, full, path);
	}
	errno = saved;
}

static void trace_fd(const char *what, int fd)
{
	char name[32], path[1024];
	int saved = errno;

	if (trace_path && ready && !busy) {
		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
		long n = syscall(SYS_readlinkat, AT_FDCWD, name, path,
				 sizeof(path) - 1);

		if (n > 0) {
			path[n] = '\0';
			put_line(trace_path, "%s %s\n", what, path);
		}
	}
	errno = saved;
}

/* --- the calls ----------------------------------------------------------- */

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (failing(OPEN, path))
		return -1;
	if (flags & (O_CREAT | O_TRUNC))
		trace_path_of("create", path);
	return NEXT(open, int, (const char *, int, ...), path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (failing(OPEN, path))
		return -1;
	if (dir == AT_FDCWD && flags & (O_CREAT | O_TRUNC))
		trace_path_of("create", path);
	return NEXT(openat, int, (int, const char *, int, ...), dir, path,
		    flags, mode);
}

#define WRAP(class, bad, about, type, name, params, ...)         \
	type name params                                         \
	{                                                        \
		if (failing(class, about))                       \
			return bad;                              \
		return NEXT(name, type, params, __VA_ARGS__);    \
	}

/* the same, with a line in the trace when it went well */
#define WRAP_TRACED(class, path, what, name, params, ...)        \
	int name params                                          \
	{                                                        \
		if (failing(class, path))                        \
			return -1;                               \
		int r = NEXT(name, int, params, __VA_ARGS__);    \
		if (!r)                                          \
			trace_path_of(what, path);               \
		return r;                                        \
	}

#define WRAP_SYNC(what, name)                                    \
	int name(int fd)                                         \
	{                                                        \
		if (failing(SYNC, NULL))                         \
			return -1;                               \
		trace_fd(what, fd);                              \
		return NEXT(name, int, (int), fd);               \
	}

/* a short one does half of what was asked for */
#define WRAP_SHORT(class, what, name, params, fd, p, n, ...)     \
	ssize_t name params                                      \
	{                                                        \
		int f = fault(class, NULL);                      \
		if (f == 1)                                      \
			return -1;                               \
		if (f == SHORT && n > 1)                         \
			n /= 2;                                  \
		if (*what)                                       \
			trace_fd(what, fd);                      \
		return NEXT(name, ssize_t, params, __VA_ARGS__); \
	}

WRAP(OPEN, -1, p, int, __open_2, (const char *p, int f), p, f)
WRAP(OPEN, -1, p, int, __openat_2, (int d, const char *p, int f), d, p, f)
WRAP(OPEN, NULL, p, FILE *, fopen, (const char *p, const char *m), p, m)

WRAP_SHORT(READ, "", read, (int fd, void *p, size_t n), fd, p, n, fd, p, n)
WRAP_SHORT(READ, "", pread, (int fd, void *p, size_t n, off_t at), fd, p, n,
	   fd, p, n, at)
WRAP_SHORT(WRITE, "write", write, (int fd, const void *p, size_t n), fd, p, n,
	   fd, p, n)
WRAP_SHORT(WRITE, "write", pwrite,
	   (int fd, const void *p, size_t n, off_t at), fd, p, n, fd, p, n, at)

ssize_t __read_chk(int fd, void *p, size_t n, size_t room)
{
	(void)room;
	return read(fd, p, n);
}

ssize_t __pread_chk(int fd, void *p, size_t n, off_t at, size_t room)
{
	(void)room;
	return pread(fd, p, n, at);
}

/* What was printed goes out here. */
int fflush(FILE *f)
{
	if (f == stdout && failing(WRITE, "standard output")) {
		/* as stdio does it, so that ferror() tells */
		f->_flags |= 0x20; /* _IO_ERR_SEEN */
		return EOF;
	}
	return NEXT(fflush, int, (FILE *), f);
}

/* Linux closes the descriptor in any case. */
int close(int fd)
{
	bool fails = failing(CLOSE, NULL);
	int error = errno;
	int r = NEXT(close, int, (int), fd);

	if (!fails)
		return r;
	errno = error;
	return -1;
}

int rename(const char *a, const char *b)
{
	if (failing(RENAME, b))
		return -1;
	int r = NEXT(rename, int, (const char *, const char *), a, b);

	if (!r) {
		trace_path_of("from", a);
		trace_path_of("rename", b);
	}
	return r;
}

int renameat2(int d, const char *a, int e, const char *b, unsigned int flags)
{
	if (failing(RENAME, b))
		return -1;
	int r = NEXT(renameat2, int,
		     (int, const char *, int, const char *, unsigned int), d,
		     a, e, b, flags);

	if (!r && d == AT_FDCWD && e == AT_FDCWD) {
		trace_path_of("from", a);
		trace_path_of(flags & RENAME_EXCHANGE ? "exchange" : "rename",
			      b);
	}
	return r;
}

WRAP(RENAME, -1, b, int, renameat,
     (int d, const char *a, int e, const char *b), d, a, e, b)
WRAP_TRACED(LINK, b, "create", link, (const char *a, const char *b), a, b)
WRAP_TRACED(LINK, b, "create", symlink, (const char *a, const char *b), a, b)
WRAP(LINK, -1, b, int, linkat,
     (int d, const char *a, int e, const char *b, int f), d, a, e, b, f)
WRAP_TRACED(MKDIR, p, "mkdir", mkdir, (const char *p, mode_t m), p, m)
WRAP(MKDIR, -1, p, int, mkdirat, (int d, const char *p, mode_t m), d, p, m)
WRAP(MKDIR, NULL, p, char *, mkdtemp, (char *p), p)
WRAP_TRACED(UNLINK, p, "unlink", unlink, (const char *p), p)
WRAP_TRACED(UNLINK, p, "unlink", remove, (const char *p), p)
WRAP(UNLINK, -1, p, int, unlinkat, (int d, const char *p, int f), d, p, f)
WRAP_TRACED(RMDIR, p, "unlink", rmdir, (const char *p), p)
WRAP(DIRS, NULL, p, DIR *, opendir, (const char *p), p)
WRAP(DIRS, NULL, NULL, DIR *, fdopendir, (int fd), fd)
WRAP(DIRS, NULL, NULL, struct dirent *, readdir, (DIR * d), d)
WRAP(DIRS, -1, p, int, scandir,
     (const char *p, struct dirent ***l, int (*f)(const struct dirent *),
      int (*c)(const struct dirent **, const struct dirent **)),
     p, l, f, c)
WRAP(DIRS, -1, p, int, nftw,
     (const char *p, __nftw_func_t f, int n, int flags), p, f, n, flags)
WRAP(STAT, -1, p, int, stat, (const char *p, struct stat *st), p, st)
WRAP(STAT, -1, p, int, lstat, (const char *p, struct stat *st), p, st)
WRAP(STAT, -1, NULL, int, fstat, (int fd, struct stat *st), fd, st)
WRAP(STAT, -1, p, int, fstatat,
     (int d, const char *p, struct stat *st, int f), d, p, st, f)
WRAP(STAT, -1, p, int, access, (const char *p, int how), p, how)
WRAP(STAT, -1, p, ssize_t, readlink, (const char *p, char *b, size_t n), p, b,
     n)
WRAP(STAT, NULL, p, char *, realpath, (const char *p, char *b), p, b)
WRAP(STAT, -1, p, int, chmod, (const char *p, mode_t m), p, m)
WRAP(STAT, -1, NULL, int, futimens, (int fd, const struct timespec t[2]), fd, t)
WRAP_SYNC("sync", fsync)
WRAP_SYNC("sync", fdatasync)
WRAP_SYNC("syncfs", syncfs)
WRAP(MMAP, MAP_FAILED, NULL, void *, mmap,
     (void *p, size_t n, int prot, int flags, int fd, off_t at), p, n, prot,
     flags, fd, at)
WRAP(PIPE, -1, NULL, int, pipe, (int fds[2]), fds)
WRAP(PIPE, -1, NULL, int, pipe2, (int fds[2], int flags), fds, flags)
WRAP(PIPE, -1, NULL, int, dup2, (int a, int b), a, b)
WRAP(LOCK, -1, NULL, int, flock, (int fd, int how), fd, how)
WRAP(WAIT, -1, NULL, int, poll, (struct pollfd *v, nfds_t n, int ms), v, n,
     ms)
WRAP(WAIT, -1, NULL, pid_t, waitpid, (pid_t pid, int *status, int flags), pid,
     status, flags)
WRAP(WAIT, -1, NULL, int, waitid,
     (idtype_t type, id_t id, siginfo_t *info, int flags), type, id, info,
     flags)

/* Large files have names of their own, which mean the same on 64 bits. */
#define SAME(name, as) __asm__(".globl " #name "\n.set " #name ", " #as)
SAME(open64, open);
SAME(openat64, openat);
SAME(__open64_2, __open_2);
SAME(__openat64_2, __openat_2);
SAME(fopen64, fopen);
SAME(pread64, pread);
SAME(pwrite64, pwrite);
SAME(__pread64_chk, __pread_chk);
SAME(readdir64, readdir);
SAME(scandir64, scandir);
SAME(nftw64, nftw);
SAME(stat64, stat);
SAME(lstat64, lstat);
SAME(fstat64, fstat);
SAME(fstatat64, fstatat);
SAME(mmap64, mmap);

/* --- processes ----------------------------------------------------------- */

pid_t fork(void)
{
	if (failing(SPAWN, "fork"))
		return -1;
	pid_t pid = NEXT(fork, pid_t, (void), );

	if (!pid)
		forked = true;
	return pid;
}

/*
 * What a vfork()ed child of ours calls, in the memory of its parent: a start that
 * fails is told by it. The program has none of this library.
 */
int execvpe(const char *file, char *const argv[], char *const env[])
{
	typedef int exec_func(const char *, char *const *, char *const *);
	exec_func *real = (exec_func *)next("execvpe");
	size_t n = 0, k = 0;

	if (failing(SPAWN, file))
		return -1;
	while (env[n])
		n++;
	char *own[n + 1];

	for (size_t i = 0; i < n; i++)
		if (strncmp(env[i], "LD_PRELOAD=", 11) &&
		    strncmp(env[i], "FAULT", 5))
			own[k++] = env[i];
	own[k] = NULL;
	int f = fault(CHILD, file);

	if (!f)
		return real(file, argv, own);
	size_t args = 0;

	while (argv[args])
		args++;
	char *instead[args + 5];

	instead[0] = (char *)(uintptr_t) "sh";
	instead[1] = (char *)(uintptr_t) "-c";
	instead[2] = (char *)(uintptr_t)(
		f == STATUS ? "exit 1"
			    : "\"$0\" \"$@\" | head -c 200; kill -9 $$");
	instead[3] = (char *)(uintptr_t)file;
	for (size_t i = 1; i <= args; i++)
		instead[3 + i] = argv[i];
	return real("/bin/sh", instead, own);
}

/* --- memory -------------------------------------------------------------- */

/*
 * glibc lets its own functions, as strdup(), take memory from these as well.
 * That it is asked for before there is a next one to be found is for dlsym()
 * alone, which gives it back never or here.
 */
static char early[4096];
static size_t early_used;
static bool looking;

static void *early_memory(size_t n)
{
	void *p = early + early_used;

	early_used += (n + 15) & ~(size_t)15;
	return early_used <= sizeof(early) ? p : NULL;
}

static void *look_for(void **slot, const char *name)
{
	if (!*slot && !looking) {
		looking = true;
		*slot = next(name);
		looking = false;
	}
	return *slot;
}

void *malloc(size_t n)
{
	static void *slot;
	void *(*real)(size_t) =
		(void *(*)(size_t))look_for(&slot, "malloc");

	if (!real)
		return early_memory(n);
	return failing(MALLOC, NULL) ? NULL : real(n);
}

void *calloc(size_t n, size_t size)
{
	static void *slot;
	void *(*real)(size_t, size_t) =
		(void *(*)(size_t, size_t))look_for(&slot, "calloc");

	if (!real)
		return early_memory(n * size);
	return failing(MALLOC, NULL) ? NULL : real(n, size);
}

void *realloc(void *p, size_t n)
{
	static void *slot;
	void *(*real)(void *, size_t) =
		(void *(*)(void *, size_t))look_for(&slot, "realloc");

	return failing(MALLOC, NULL) ? NULL : real(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, all);
}

void free(void *p)
{
	static void *slot;
	void (*real)(void *) = (void (*)(void *))look_for(&slot, "free");

	if (!real || ((char *)p >= early && (char *)p < early + sizeof(early)))
		return;
	real(p);
}

/* --- begin and end ------------------------------------------------------- */

static int class_of(const char *name)
{
	for (int i = 0; i < N_CLASSES; i++)
		if (!strcmp(class_names[i], name))
			return i;
	return -1;
}

static void read_fault(const char *spec)
{
	char class[16], error[16], id[32], where[16], how[16];

	if (sscanf(spec, "%15s %15s %31s %d %15s %15s", class, error, id,
		   &fault_nth, where, how) != 6 ||
	    (fault_class = class_of(class)) < 0) {
		put_line("/dev/stderr", "faults.so: FAULT is '%s'\n", spec);
		_exit(99);
	}
	fault_error = !strcmp(error, "short")	 ? SHORT
		      : !strcmp(error, "killed") ? KILLED
		      : !strcmp(error, "status") ? STATUS
						 : atoi(error);
	fault_id = strtoull(id, NULL, 16);
	fault_forked = !strcmp(where, "fork");
	fault_on = !strcmp(how, "on");
	fault_also = atoi(how);
}

__attribute__((constructor)) static void begin(void)
{
	const char *spec = getenv("FAULT");
	void *p[1];

	report_path = getenv("FAULT_REPORT");
	calls_path = getenv("FAULT_CALLS");
	trace_path = getenv("FAULT_TRACE");
	counting = calls_path;
	backtrace(p, 1); /* loads the library that unwinds */
	dl_iterate_phdr(add_module, NULL);
	shared = (struct shared *)syscall(SYS_mmap, NULL, sizeof(*shared),
					  PROT_READ | PROT_WRITE,
					  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (spec)
		read_fault(spec);
	ready = true;
}

__attribute__((destructor)) static void end(void)
{
	busy = true;
	if (!counting || forked)
		return;
	for (int i = 0; i < shared->n; i++) {
		const struct chain *c = &shared->chains[i];
		char line[DEPTH * 48];
		size_t len = 0;

		*line = '\0';
		for (int k = 0; k < c->depth; k++) {
			const struct module *m = module_of(c->callers[k]);

			len += (size_t)snprintf(
				line + len, sizeof(line) - len, " %.24s+%lx",
				m->name,
				(unsigned long)((uintptr_t)c->callers[k] -
						m->base));
		}
		put_line(calls_path, "%s %016llx %s %lu%s\n",
			 class_names[c->class], (unsigned long long)c->id,
			 c->forked ? "fork" : "first", c->n, line);
	}
}
