#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Input that is small, and made to keep the program busy: a kernel, a series or
# what a program answers. Each case once took so long, or so much, that no user
# had waited; what is wanted is an answer, or a plain "that is too much". What
# needs no whole run is in tests/unit/growth.c. The times are those of the
# processor, and a fifth of each limit is plenty on a slow machine.
# shellcheck disable=SC2016 # sh -c and Kconfig get their own "$"
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/project/cocci" "$work/project/mainline"
: >"$work/project/cocci/probes.conf"

# A kernel with nothing in it that could hang.
start()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/drivers/demo" "$work/tree/include/linux" \
		"$work/tree/arch/arm" "$work/tree/arch/arm64"
	echo 'source "drivers/demo/Kconfig"' >"$work/tree/Kconfig"
	printf 'config DEMO\n\tbool "Demo"\n' >"$work/tree/drivers/demo/Kconfig"
	echo 'obj-$(CONFIG_DEMO) += demo.o' >"$work/tree/drivers/demo/Makefile"
	echo 'int known(void);' >"$work/tree/include/linux/demo.h"
}

# A series of one patch, whose diff is on stdin.
series()
{
	{
		printf 'From: A U Thor <author@example.org>\n'
		printf 'Date: Thu, 1 Jan 2026 12:00:00 +0000\n'
		printf 'Subject: [PATCH] demo: Add one\n\nText.\n---\n'
		cat
	} >"$work/project/mainline/0001-one.patch"
	echo 0001-one.patch >"$work/project/mainline/series"
}

# The diff that adds file $1, from stdin.
adds()
{
	cat >"$work/new"
	printf 'diff --git a/%s b/%s\nnew file mode 100644\n' "$1" "$1"
	printf -- '--- /dev/null\n+++ b/%s\n@@ -0,0 +1,%d @@\n' "$1" \
		"$(wc -l <"$work/new")"
	sed 's/^/+/' "$work/new"
}

demo()
{
	{
		echo '#include <linux/demo.h>'
		cat
	} | adds drivers/demo/demo.c | series
}

# Carry it, in $1 seconds and $2 MB at the most: a limit that is passed ends
# the program, with a status that no test wants.
carry()
{
	seconds=$1
	megabytes=$2
	shift 2
	run sh -c 'ulimit -t "$1"; ulimit -v "$2"; shift 2; exec "$@"' - \
		"$seconds" $((megabytes * 1024)) \
		"$bpg" -j1 --tree "$work/tree" --rules "$work/project/cocci" \
		--series "$work/project/mainline" \
		generate --output "$work/out.d" it "$@"
}

# --- a macro that puts a name together out of eight parts, of which none is said
start
echo '#define M(a,b,c,d,e,f,g,h) int a##b##c##d##e##f##g##h(int x)' \
	>>"$work/tree/include/linux/demo.h"
demo <<'END'
int f(int x)
{
	return abcdefghijklmnopqrstuvwx(x) + abcdefghijklmnopqrstuvwy(x);
}
END
carry 2 1000
status_is 1 'a name that a macro can make in millions of ways: a fault'
err_has 'drivers/demo/demo.c:4: calls abcdefghijklmnopqrstuvwx(), and there are too many macros that may make it to tell' \
	'... which says that it is not clear, and not that it is not there'
err_has 'calls abcdefghijklmnopqrstuvwy(), and there' '... for each name'

# Change file $1, which is given in full behind: hunks.
changes()
{
	printf 'diff --git a/%s b/%s\n' "$1" "$1"
	printf 'index 1111111..2222222 100644\n--- a/%s\n+++ b/%s\n' "$1" "$1"
	cat
}

# A file of $1 lines, no two of which are alike.
lines()
{
	awk -v n="$1" 'BEGIN { while (i < n) print "int line_" ++i ";" }'
}

# $1 hunks, each with the line in the middle of three changed, of every $2.
hunks()
{
	awk -v n="$1" -v step="$2" 'BEGIN {
		for (i = 1; n--; i += step) {
			printf "@@ -%d,3 +%d,3 @@\n int line_%d;\n", i, i, i
			printf "-int line_%d;\n+int other_%d;\n", i + 1, i + 1
			printf " int line_%d;\n", i + 2
		}
	}'
}

# --- hunks, each of which is looked for in the whole file
start
lines 50000 >"$work/tree/drivers/demo/notes"
hunks 1000 5 | changes drivers/demo/notes | series
carry 15 1000
status_is 0 'a thousand hunks in a file of fifty thousand lines: carried'
check '... each in its place' test "$(grep -c '^+int other_' "$work/out.d/it/0001-one.patch")" -eq 1000
hunks 10000 5 | changes drivers/demo/notes | series
carry 4 1000
complains 2 '0001-one.patch:7: drivers/demo/notes: the patch has 10000 hunks of it, and of no file can more than 1000 be carried' \
	'ten thousand: too many, which is said at once'

# --- a large hunk of which nothing stands in the file, or each line somewhere
start
lines 50000 >"$work/tree/drivers/demo/notes"
for line in 'gone_" i' 'line_" i * 617 % 1000 + 1'; do
	{
		echo '@@ -1,2000 +1,2001 @@'
		awk "BEGIN { while (i++ < 2000) print \" int $line \";\" }"
		echo '+int new;'
	} | changes drivers/demo/notes | series
	carry 8 1000
	complains 1 'the hunk finds no place in drivers/demo/notes' \
		"a hunk of two thousand lines (\"$line) finds no place in fifty thousand"
done

# --- work that is long because there is much of it: it ends when it is asked to
# Each name is looked for in all headers, by what macros may make of it.
start
awk 'BEGIN { while (i++ < 20000) print "#define M" i "(x) int x##_" i "(int a)" }' \
	>>"$work/tree/include/linux/demo.h"
awk 'BEGIN { while (i++ < 20000) print "int f" i "(int x) { return g" i "(x); }" }' |
	demo
rm -rf "$work/out.d"
check 'a run that would take minutes heeds SIGTERM within a second' python3 - \
	"$bpg" -q -j1 --tree "$work/tree" --rules "$work/project/cocci" \
	--series "$work/project/mainline" generate --output "$work/out.d" it <<'END'
import signal, subprocess, sys, time
run = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE)
def spent():
    fields = open("/proc/%d/stat" % run.pid).read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
while spent() < 2: # well within
    assert run.poll() is None, "it has ended: there is nothing to stop"
    time.sleep(0.05)
run.send_signal(signal.SIGTERM)
before = spent()
while run.poll() is None:
    after = spent()
    assert after - before < 1, "it works on"
    time.sleep(0.01)
assert run.returncode == -signal.SIGTERM, run.returncode
END
check '... and has written nothing' test ! -e "$work/out.d/it"

# --- many kernels: none has to wait for the others with all it has read
start
awk 'BEGIN { while (i++ < 30000) print "config C" i "\n\tbool \"C\"\n\tdepends on DEMO" }' \
	>>"$work/tree/drivers/demo/Kconfig"
demo <<'END'
#ifdef CONFIG_NOWHERE
#endif
int f(int x) { return known(); }
END
git init -q --bare "$work/kernel.git"
targets=
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	echo "int only_$i(void);" >>"$work/tree/include/linux/demo.h"
	commit_tree "k$i"
	targets="$targets k$i=k$i"
done
for how in 'new' 'known'; do
	# shellcheck disable=SC2086
	run sh -c 'ulimit -v 200000; exec "$@"' - "$bpg" -j1 \
		--repo "$work/kernel.git" --rules "$work/project/cocci" \
		--series "$work/project/mainline" \
		generate --output "$work/out.d" $targets
	check "sixteen $how kernels of 30,000 symbols each, in 200 MB" test \
		"$(grep -c 'demo.c:2: uses CONFIG_NOWHERE, which no Kconfig' "$work/err")" -eq 16
done
rm -rf "$work/kernel.git"

# --- a rule of which spatch makes more than any file has
. "$tests/cli/small.sh"
fresh
fake spatch <<END
#!/bin/sh
$(real spatch) "\$@" || exit
case " \$* " in
*" --temp-files "*) truncate -s 3G made/cocci-output-* ;;
esac
END
run sh -c 'ulimit -v 2000000; exec "$@"' - "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate old new
complains 1 'spatch made more than 64 MiB of it' 'a result of 3 GB: a fault'
check '... of that target' grep -q '^backportgen: old: rule ' "$work/err"
check '... and the other one is written' grep -q '^new: .*, unchanged' "$work/out"
no_fakes

done_testing
