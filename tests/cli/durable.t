#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What is written stays: through a power loss, beside other runs, and where
# someone has left a link in its way.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

# A library in front of libc's: what goes to the disk, and in which order; a
# moment that is made long; a lock that cannot be had.
#
#	ORDER=FILE	a line for each "sync PATH" and "rename FROM TO"
#	WAIT=FILE	behind the first mkdtemp(): make FILE.made, and wait for
#			FILE.go
#	NOLOCK=ERRNO	what flock() of the directory ONLY answers, or of all
cat >"$work/before.c" <<'EOF'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void note(const char *what, const char *a, const char *b)
{
	const char *file = getenv("ORDER");
	FILE *f = file ? fopen(file, "a") : NULL;

	if (f) {
		fprintf(f, "%s %s%s%s\n", what, a, *b ? " " : "", b);
		fclose(f);
	}
}

static void synced(int fd)
{
	char link[64], path[4096] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof(path) - 1) > 0)
		note("sync", path, "");
}

#define NEXT(type, name, ...) \
	type (*next)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

int fsync(int fd)
{
	NEXT(int, fsync, int);
	int r = next(fd);

	synced(fd);
	return r;
}

int rename(const char *a, const char *b)
{
	NEXT(int, rename, const char *, const char *);
	int r = next(a, b);

	if (!r)
		note("rename", a, b);
	return r;
}

int renameat2(int d, const char *a, int e, const char *b, unsigned int flags)
{
	NEXT(int, renameat2, int, const char *, int, const char *, unsigned int);
	int r = next(d, a, e, b, flags);

	if (!r)
		note("rename", a, b);
	return r;
}

char *mkdtemp(char *template)
{
	NEXT(char *, mkdtemp, char *);
	char *r = next(template), path[4096];
	const char *file = getenv("WAIT");
	static int done;

	if (!file || done++)
		return r;
	snprintf(path, sizeof(path), "%s.made", file);
	close(open(path, O_WRONLY | O_CREAT, 0666));
	snprintf(path, sizeof(path), "%s.go", file);
	while (access(path, F_OK))
		usleep(20000);
	return r;
}

int flock(int fd, int how)
{
	NEXT(int, flock, int, int);
	const char *no = getenv("NOLOCK"), *only = getenv("ONLY");
	struct stat st, its;

	if (no && !fstat(fd, &st) && S_ISDIR(st.st_mode) &&
	    (!only || (!stat(only, &its) && its.st_ino == st.st_ino))) {
		errno = atoi(no);
		return -1;
	}
	return next(fd, how);
}
EOF
${CC:-cc} -shared -fPIC -o "$work/before.so" "$work/before.c" -ldl ||
	echo 'Bail out! no C compiler, which the program itself needs as well'

# behind NAME=VALUE...: the small project's program, under the library
under()
{
	env LD_PRELOAD="$work/before.so" \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 "$@"
}
program()
{
	under "$@" "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" $command
}

# --- the moment between making a scratch directory and locking it
# A second run sees it, unlocked, and takes it for one that a killed run left.
fresh
rm -rf "$project/patches/old" "$project/patches/new"
command=generate
program WAIT="$work/wait" XDG_CACHE_HOME="$work/no-memory" >"$work/first-out" 2>"$work/first-err" &
first=$!
while [ ! -e "$work/wait.made" ]; do sleep 0.02; done
bp probe
status_is 0 'a run in the moment in which another one makes its scratch directory'
check '... and removes that, which nobody has locked' test -z "$(ls -A "$TMPDIR")"
: >"$work/wait.go"
status=0
# shellcheck disable=SC2034 # status_is looks at it
wait "$first" || status=$?
mv "$work/first-out" "$work/out"
sed '/^backportgen: [0-9]* s: /d' "$work/first-err" >"$work/err"
status_is 0 '... is no hindrance: the first one makes another'
silent '... and complains of nothing'
check '... what it writes is right' diff -r "$work/good/patches" "$project/patches"
check '... and no scratch directory is left' test -z "$(ls -A "$TMPDIR")"

# --- a lock that the file system does not give, as NFS without its daemon
fresh
remember
command=generate
run program NOLOCK=37 # ENOLCK
complains 2 "$TMPDIR/" 'no lock for the scratch directory'
err_has 'cannot lock: No locks available; set TMPDIR' '... for the reason that there is'
check '... nothing is left there' test -z "$(ls -A "$TMPDIR")"
run program NOLOCK=37 ONLY="$project/patches"
complains 1 "$project/patches: cannot lock the directory: No locks available" \
	'no lock for the output directory: not because of another run'
untouched '... nothing is written'
command='verify old'
run program NOLOCK=37 ONLY="$project/patches"
complains 1 "$project/patches: cannot lock the directory: No locks available" \
	'... and no proof is written without it'
check '... none' test ! -e "$project/patches/old/proof.json"

# --- power loss
# in_order PATTERN...: is there a line for each, the later ones behind?
in_order()
{
	sed "s,$work/project/patches,OUT,g" "$work/order" >"$work/short"
	cat "$work/short"
	at=0
	for pattern; do
		line=$(tail -n +$((at + 1)) "$work/short" | grep -nxF -m 1 -e "$pattern") || {
			echo "not there behind line $at: $pattern"
			return 1
		}
		at=$((at + ${line%%:*}))
	done
}
# A file whose name is on the disk before its contents would be empty.
fresh
sed -i 's/It has/It still has/' "$driver_patch"
command=generate
run program ORDER="$work/order"
status_is 0 'generate'
for target in old new; do
	for file in "$project/patches/$target"/*; do
		file=${file##*/}
		check "$target/$file is on the disk before the rename, that after" in_order \
			"sync OUT/.backportgen-$target/$file" \
			"sync OUT/.backportgen-$target" \
			"rename OUT/.backportgen-$target OUT/$target" 'sync OUT'
	done
done
rm "$work/order"
run program ORDER="$work/order"
check 'generate, where nothing is new: the disk is left alone' \
	sh -c '! grep -q . "$1"' - "$work/order"
command='verify old'
run program ORDER="$work/order"
status_is 0 'verify'
check '... its proof likewise' in_order 'sync OUT/.backportgen-old-proof.json' \
	'rename OUT/.backportgen-old-proof.json OUT/old/proof.json' 'sync OUT/old'

# --- links that a clone of others may bring
# planted PATH: a link there, to what must stay as it is
planted()
{
	echo precious >"$work/precious"
	mkdir -p "$work/directory"
	rm -rf "$1"
	ln -s "$work/${2:-precious}" "$1"
}
unharmed()
{
	check "$1" test "$(cat "$work/precious")" = precious -a -z "$(ls -A "$work/directory")"
}
fresh
planted "$project/patches/.backportgen-old-proof.json"
bp verify old
unharmed 'a link in the place of the proof to be: what it leads to stays'
status_is 0 '... the series is verified'
check '... and its proof is a file' test -f "$project/patches/old/proof.json" \
	-a ! -L "$project/patches/old/proof.json"
fresh
planted "$project/patches/old/proof.json"
bp verify old
unharmed 'a link in the place of the proof: what it leads to stays'
check '... it is replaced by the proof' test -f "$project/patches/old/proof.json" \
	-a ! -L "$project/patches/old/proof.json"
fresh
sed -i 's/It has/It still has/' "$driver_patch"
planted "$project/patches/.backportgen-old" directory
bp generate
status_is 0 'a link in the place of the series to be'
unharmed '... what it leads to stays'
check '... the series is there' test -d "$project/patches/old" -a ! -L "$project/patches/old"
for name in series 0001-thing-Ask-whose-it-is.patch provenance.json; do
	fresh
	cp "$project/patches/old/$name" "$work/same"
	planted "$project/patches/old/$name" same
	for command in generate check verify; do
		bp $command old
		check "a link in the place of $name: $command does not follow it" \
			old_complaint "patches/old/$name: is a link, and never one of backportgen"
	done
done
fresh
mv "$project/patches" "$work/elsewhere"
ln -s "$work/elsewhere" "$project/patches"
sed -i 's/It has/It still has/' "$driver_patch"
bp generate
status_is 0 'the output directory itself may be a link'
check '... that is followed' grep -rq 'It still has' "$work/elsewhere/old"
rm "$project/patches"

# --- a directory that its owner has made read-only
# Root is not bound by that, but for this the right can be given away.
without='setpriv --bounding-set -dac_override,-dac_read_search'
[ "$(id -u)" -eq 0 ] || without=
if [ "$(id -u)" -ne 0 ] || $without true 2>/dev/null; then
	fresh
	sed -i 's/It has/It still has/' "$driver_patch"
	chmod a-w "$project/patches/old"
	command=
	bound()
	{
		# shellcheck disable=SC2086
		run $without "$bpg" --repo "$work/kernel.git" \
			--config "$project/stable-targets.conf" "$@"
	}
	bound generate
	complains 1 'patches/old: cannot replace it: Permission denied; make the directory writable' \
		'a read-only directory of a target'
	check '... keeps its series' diff -r "$work/good/patches/old" "$project/patches/old"
	check '... nothing is left beside it' only mainline old new -- "$project/patches"
	chmod u+w "$project/patches/old"
	bound generate
	status_is 0 '... and made writable, it is replaced'
	mkdir "$project/patches/.backportgen-old"
	echo old >"$project/patches/.backportgen-old/series"
	chmod a-w "$project/patches/.backportgen-old"
	bound generate
	status_is 0 'one that an earlier run left is no hindrance'
	check '... and is cleared away' test ! -e "$project/patches/.backportgen-old"
else
	skip 6 'a read-only directory' 'root, and no setpriv'
fi

done_testing
