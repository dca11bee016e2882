#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# SIGINT, SIGTERM and SIGKILL at any moment.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

# From the earlier series, $work/good, to a later one.
fresh
sed -i 's/It has/It still has/' "$driver_patch"
cp -R "$project" "$work/later"
cp -a "$work/good/patches/old" "$work/good/patches/new" "$work/later/patches"
"$bpg" -q --repo "$work/kernel.git" --config "$work/later/stable-targets.conf" generate

# Is each target's series the earlier or the later one, whole?
whole()
{
	for target in old new; do
		diff -r "$work/good/patches/$target" "$project/patches/$target" >/dev/null ||
			diff -r "$work/later/patches/$target" "$project/patches/$target" ||
			return 1
	done
}

# Does the next run finish the work, and clear away what was left?
recovers()
{
	bp -q generate
	[ "$status" -eq 0 ] && [ ! -s "$work/err" ] &&
		diff -r "$work/later/patches" "$project/patches" &&
		only mainline old new -- "$project/patches"
}

# Back to the earlier series, in front of the later one's input.
again()
{
	rm -rf "$project/patches/"[!m]* "$project/patches/".b* "${work:?}/tmp/"*
	cp -a "$work/good/patches/old" "$work/good/patches/new" "$project/patches"
}

# --- at every step of writing
# A library in front of libc's counts the calls that change a file system, and
# sends the signal at the nth: no moment is left to chance.
cat >"$work/nth.c" <<'EOF'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static void step(void)
{
	static int n;
	const char *at = getenv("STEP");

	if (at && ++n == atoi(at))
		raise(atoi(getenv("STEP_SIGNAL")));
}

#define WRAP(type, name, params, ...)					\
	type name params						\
	{								\
		type (*next) params = (type (*) params)dlsym(RTLD_NEXT, #name); \
		step();							\
		return next(__VA_ARGS__);				\
	}

WRAP(int, mkdir, (const char *p, mode_t m), p, m)
WRAP(int, rename, (const char *a, const char *b), a, b)
WRAP(int, renameat2, (int d, const char *a, int e, const char *b, unsigned int f),
     d, a, e, b, f)
WRAP(int, remove, (const char *p), p)
WRAP(int, unlink, (const char *p), p)
WRAP(int, rmdir, (const char *p), p)
WRAP(ssize_t, write, (int fd, const void *p, size_t n), fd, p, n)

int open(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...) =
		(int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & O_CREAT) {
		mode = va_arg(ap, mode_t);
		step();
	}
	va_end(ap);
	return next(path, flags, mode);
}
EOF
# step N SIGNAL: a run that gets the signal at its nth step
step()
{
	status=0
	LD_PRELOAD=$work/nth.so ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
	STEP=$1 STEP_SIGNAL=$2 "$bpg" -q --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" generate \
		>"$work/out" 2>"$work/err" || status=$?
	# the shell tells of it as well
	sed -i '/^Terminated$/d; /^Killed$/d' "$work/err"
}

if ${CC:-cc} -shared -fPIC -o "$work/nth.so" "$work/nth.c" -ldl 2>"$work/err"; then
	# each step for SIGKILL, fewer for those that only set a flag
	for signal in 9 15 2; do
		stride=1
		[ "$signal" -eq 9 ] || stride=5
		n=$((1 - stride))
		: >"$work/faults"
		while :; do
			n=$((n + stride))
			again
			step "$n" "$signal" 2>/dev/null
			[ "$status" -ne 0 ] || break
			[ "$status" -eq $((128 + signal)) ] ||
				echo "step $n: status $status"
			whole || echo "step $n: torn"
			if [ "$signal" -ne 9 ]; then
				[ "$(wc -l <"$work/err")" -eq 1 ] ||
					echo "step $n: $(cat "$work/err")"
				[ -z "$(ls "$TMPDIR")" ] ||
					echo "step $n: temporary files left"
				[ -z "$(find "$project/patches" -name '.backportgen*')" ] ||
					echo "step $n: half a series left"
			fi
			recovers || echo "step $n: no recovery"
			[ "$n" -lt 200 ] || break
		done >>"$work/faults" 2>&1
		check "signal $signal: the run takes more than 20 steps" test "$n" -gt 20
		check '... and ends' test "$n" -lt 200
		check "signal $signal at each step: the earlier or the later series, and the next run mends" \
			test ! -s "$work/faults"
		sed 's/^/# /' "$work/faults" | head -n 20
	done
else
	skip 9 'a signal at each step of writing' 'no C compiler'
fi

# --- while spatch runs
# It is a slow one; the file it writes says that it is running.
# shellcheck disable=SC2016
while_spatch()
{
	again
	: >"$work/pids"
	rm -rf "${XDG_CACHE_HOME:?}"
	fake spatch <<EOF
#!/bin/sh
echo \$\$ >>$work/pids
while [ -e $work/pids ]; do sleep 0.1; done
EOF
	# a shell has its background jobs ignore SIGINT
	perl -e '$SIG{$_} = "DEFAULT" for qw(INT HUP); exec @ARGV' "$bpg" -q \
		--repo "$work/kernel.git" --config "$project/stable-targets.conf" \
		generate 2>"$work/err" &
	pid=$!
	while [ ! -s "$work/pids" ]; do
		sleep 0.02
	done
	kill -s "$1" "$pid"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	no_fakes
	status_is "$2" "SIG$1 while spatch runs"
	check '... the earlier series stay' diff -r "$work/good/patches/old" "$project/patches/old"
	check '... all of them' diff -r "$work/good/patches/new" "$project/patches/new"
	if [ "$1" = KILL ]; then
		# nobody was left to end them: they end with this file
		rm -f "$work/pids"
	else
		check '... no child survives' gone "$work/pids"
		check '... no temporary file is left' test -z "$(ls "$TMPDIR")"
		check '... one line says so' one_complaint "$2" 'interrupted'
	fi
	check '... the next run does the work' recovers
}
while_spatch INT 130
while_spatch TERM 143
while_spatch HUP 129
while_spatch KILL 137
# --- at moments that the clock chooses, with the real spatch
: >"$work/faults"
for signal in TERM KILL; do
	for delay in 0 0.01 0.03 0.09; do
		again
		rm -rf "${XDG_CACHE_HOME:?}"
		"$bpg" -q --repo "$work/kernel.git" \
			--config "$project/stable-targets.conf" generate 2>/dev/null &
		pid=$!
		sleep "$delay"
		kill -s "$signal" "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		whole || echo "SIG$signal after $delay s: torn"
		recovers || echo "SIG$signal after $delay s: no recovery"
	done
done >"$work/faults" 2>&1
check 'signals at eight moments of real runs: nothing is torn, and the next run mends' \
	test ! -s "$work/faults"
sed 's/^/# /' "$work/faults" | head -n 20

# --- what a killed run left behind among the temporary files
mkdir -p "$TMPDIR/backportgen-dead01"
echo x >"$TMPDIR/backportgen-dead01/x.c"
again
bp generate
status_is 0 'what a killed run left among the temporary files is no hindrance'

done_testing
