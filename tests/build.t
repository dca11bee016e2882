#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verify --level=build on a kernel that needs no cross compiler: what it finds,
# what it leaves out and why, and what must not change its verdict. The real
# kernels are in tests/kernel/build.t.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/mini.sh"

# passes NAME WHAT: is that check among those that passed?
passes()
{
	check "$2" grep -qE "^mini: build: $1: passed\$" "$work/out"
}

# at_build TEXT WHAT: it fails at this level, with TEXT, and can be seen again
at_build()
{
	complains 1 "$1" "$2"
	check '... at this level' grep -q '^backportgen: mini: build: ' "$work/err"
	check '... with the command' grep -q 'to see it: cd ' "$work/err"
	log=$(sed -n 's/.*the whole log is //p' "$work/err")
	check '... and the log is there' test -s "${log:-/nowhere}"
}

# --- what is shown
known 'a good series'
silent '... and a warning that the kernel gives on its own is none of it'
for lane in 'arm64 gcc' 'arm gcc' 'arm64 clang' 'arm clang'; do
	for patch in 0001 0002; do
		passes "$lane, default, $patch-.*" "... $lane, $patch"
	done
done
verify --configs=all
status_is 0 'all configurations'
for variant in driver-off xen-off iommu_support-off of-off; do
	passes "arm gcc, $variant, 0001-.*" "... $variant"
done
untimed "$target/proof.json" >"$work/parallel"
# shellcheck disable=SC2086 # an option, or none
run "$bpg" -j1 --repo "$work/kernel.git" --config "$work/conf/stable-targets.conf" \
	verify --level=build $sandbox --configs=all --force --output "$work/series"
untimed "$target/proof.json" >"$work/serial"
check '... the record is the same with -j 1 and -j 2' cmp "$work/parallel" "$work/serial"

# --- seeded faults
seed 's/^+#include <linux\/mini\.h>$/+\/* nothing *\//' '0002-*.patch'
verify
at_build 'drivers/mini/stub.c:6:5: error: ' 'fault: a missing include'
passes 'arm gcc, default, 0001-.*' '... the patch before it builds'
seed 's/^+\tint ret;$/+\tint ret, unused;/' '0002-*.patch'
verify
at_build "drivers/mini/stub.c: warning: unused variable 'unused'" 'fault: an unused variable'
seed 's/return !mini ? -1 : mini_register(mini);/return mini_register(\&mini);/' '0001-*.patch'
verify
at_build 'incompatible pointer type' 'fault: a new warning beside one that the kernel gives'
mini
rm -rf "$work/tree"
mkdir "$work/tree"
cp -R "$tests/mini/kernel/." "$work/tree"
sed -i 's/mini_register(struct mini \*mini)/mini_register(struct mini *mini, int much)/' \
	"$work/tree/include/linux/mini.h"
sed -i 's/mini_register(mini)/mini_register(mini, 1)/' "$work/tree/drivers/mini/core.c"
commit_tree other
cp -R "$target" "$work/series/other"
sed -i 's/mini_register(mini);$/mini_register(mini, 1);/' "$work/series/other"/0001-*.patch
verify mini other=other
check 'fault: a wrong prototype on one kernel only' grep -q \
	"^backportgen: other: build: .*0002-.*too few arguments to function 'mini_register'" "$work/err"
check '... on no other' sh -c 'grep -q "^mini: build: passed" "$1" && ! grep -q ": mini: " "$2"' \
	- "$work/out" "$work/err"
seed 's/^+\tint ret;$/+#ifdef CONFIG_XEN\n+\tint ret;\n+#else\n+\tint ret, unused;\n+#endif/
	s/^@@ -0,0 +1,12 @@/@@ -0,0 +1,16 @@/' '0002-*.patch'
verify
status_is 0 'a warning only with XEN off is not seen with it on'
verify --configs=all
at_build "gcc, xen-off, 0002-mini-Add-a-stub.patch: new warning" 'fault: ... and found with it off'
cat >"$work/more" <<'END'
From: A U Thor <author@example.org>
Date: Fri, 2 Jan 2026 03:04:05 +0000
Subject: [PATCH] mini: Warn where the driver is off

A warning to be found.
---
 drivers/mini/core.c | 3 +++
 1 file changed, 3 insertions(+)

diff --git a/drivers/mini/core.c b/drivers/mini/core.c
--- a/drivers/mini/core.c
+++ b/drivers/mini/core.c
@@ -7,4 +7,7 @@ static int known;
 int mini_core(struct mini *mini)
 {
 	return !mini ? -1 : mini_register(mini);
 }
+#ifndef CONFIG_MINI_STUB
+static int seeded;
+#endif
END
mini
cp "$work/more" "$target/0003-mini-Warn.patch"
echo 0003-mini-Warn.patch >>"$target/series"
verify
status_is 0 'a warning only with the driver off is not seen with it on'
verify --configs=all
at_build "gcc, driver-off, 0003-mini-Warn.patch: new warning, drivers/mini/core.c: warning: 'seeded' defined but not used" \
	'fault: a warning only with the driver off'
passes 'arm gcc, default, 0003-mini-Warn.patch' '... and not in the default configuration'
seed 's/^+\tint ret;$/& /' '0002-*.patch'
verify
complains 1 'style: checkpatch 0002-mini-Add-a-stub.patch' 'fault: a trailing blank'

# --- what is left out, and what is not
mini
at clang <<'END'
echo "clang: error: unknown argument: '-mapcs'" >&2
exit 1
END
verify
status_is 0 'a compiler that the kernel alone does not take'
out_has "arm clang, default, 0001-mini-Look-first.patch: left out: the kernel itself does not build: clang: error: unknown argument: '-mapcs'" \
	'... is left out, with the reason'
mini
at clang <<'END'
printf '***\n*** C compiler is too old.\n***   Your Clang version:    14.0.6\n' >&2
printf '***   Minimum Clang version: 15.0.0\n***\n' >&2
exit 1
END
verify
out_has ': left out: the kernel itself does not build: C compiler is too old. Minimum Clang version: 15.0.0' \
	'... and with what the kernel asks for'
mini
at aarch64-linux-gnu-gcc <<'END'
echo "aarch64-linux-gnu-gcc: error: no such thing" >&2
exit 1
END
verify
at_build 'the kernel itself does not build: aarch64-linux-gnu-gcc: error: no such thing' \
	'gcc is not left out'
for words in 'No space left on device' 'Cannot allocate memory' \
	'Resource temporarily unavailable' 'Input/output error' \
	'Too many open files' 'LLVM ERROR: out of memory' 'out of memory allocating 65536 bytes' \
	'Killed signal terminated program cc1'; do
	mini
	at clang <<END
echo "clang: error: $words" >&2
exit 1
END
	verify
	complains 1 "make did not get to its end: clang: error: $words" \
		"... nor is the machine's fault the kernel's: $words"
	check '... which is no verdict' test "$(proof)" = None
done

# out of memory: what is killed outright has no words of its own
for how in 'kill -9 $$' 'exit 137'; do
	mini
	echo "$how" | at clang
	verify
	complains 1 'make did not get to its end: make: *** [' \
		"... nor that a compiler is killed, by make's or a shell's word: $how"
	check '... which is no verdict' test "$(proof)" = None
done

# the patch before it was well, and shall not stand for all
mini
at clang <<END
case "\$*" in *stub.c) rm -rf $cache/*/*/logs; : >\$(echo $cache/*/*/src)/../logs ;; esac
END
verify --no-sandbox
status_is 1 'a fault behind the first patch'
err_has 'build: ' '... names the level'
check '... is no verdict either' test "$(proof)" = None
rm "$hooks"/*
rm -f "$cache"/*/*/logs
verify --no-sandbox
check '... nor remembered' sh -c '! grep -q "build: .*unchanged since" "$1"' - "$work/out"
rm -rf "$cache"

# --- a make above us hands its jobserver on
mini
at clang <<'END'
echo "flags: $MAKEFLAGS" >&2
END
cat >"$work/Makefile" <<END
with without:
	\$(PLUS)"$bpg" -j2 --repo $work/kernel.git --config $work/conf/stable-targets.conf \\
		verify --level=build $sandbox --force --output $work/series
END
# what make and the compilers said
logs()
{
	cat "$cache"/*/*/logs/*-clang-default-*.log
}
run make -j2 -C "$work" with PLUS=+
status_is 0 'run by make, with +'
logs | grep '^flags: ' >"$work/flags"
check '... its jobserver reaches the builds' sh -c \
	'! grep -qv -e --jobserver "$1" && test -s "$1"' - "$work/flags"
logs >"$work/all"
check '... and is used' sh -c '! grep -q "jobserver unavailable" "$1"' - "$work/all"
run make -j2 -C "$work" without
status_is 0 'run by make, without +'
logs >"$work/all"
check '... there is none to be lost' sh -c '! grep -q "jobserver unavailable" "$1"' - "$work/all"

# --- settings of the series, on top of those for all
mini
own=$work/conf/patches/mini/mainline/config
cp -R "$work/conf/tool/verify" "$work/general"
mkdir "$own"
for arch in arm64 arm; do
	printf 'CONFIG_MODULES=y\nCONFIG_MINI_CORE=n\n' >"$work/conf/tool/verify/$arch.config"
	printf '# Also: drivers/mini/core.o\nCONFIG_MINI_CORE=y\n' >"$own/$arch.config"
done
verify
status_is 0 'a symbol that only this series needs'
passes 'arm64 gcc, default, 0001-.*' '... which has the last word on it'
check '... is shown anew, with other settings' sh -c '! grep -q "build: .*unchanged" "$1"' - "$work/out"
verify
out_has 'unchanged since' '... and then remembered'
printf 'CONFIG_MORE=y\n' >>"$own/arm.config"
verify
check '... until they are others' sh -c '! grep -q "build: .*unchanged" "$1"' - "$work/out"
rm "$own/arm.config" "$work/conf/tool/verify/arm.config"
verify
check 'an architecture that neither has settings for is not built for' sh -c \
	'grep -q "build: arm64 gcc" "$1" && ! grep -q "build: arm gcc" "$1"' - "$work/out"
rm -r "$work/conf/tool/verify"
mv "$work/general" "$work/conf/tool/verify"
rm -r "$own"
seed 's/^+\tint ret;$/& /' '0002-*.patch'
verify --level=style
complains 1 ':TRAILING_WHITESPACE: ' 'fault: a trailing blank'
mkdir "$own"
printf 'TRAILING_WHITESPACE +\tint # it is so in this series\n' >"$own/checkpatch.ignore"
verify --level=style
status_is 0 '... that this series does without'
rm -r "$own"

# --- what others read
mini
at clang <<'END'
case "$*" in *stub.c)
	printf 'drivers/mini/stub.c:1:1: error: \001\377\302 <&"]]> \357\277\276\357\277\277 \355\240\200 \033[1m\n' >&2
	exit 1 ;;
esac
END
verify --format=junit
status_is 1 'JUnit, of a log with odd bytes'
check '... is XML with the failure in it' python3 -c '
import sys, xml.etree.ElementTree as E
f = E.parse(sys.argv[1]).getroot().findall("testsuite/testcase/failure")
assert f and all("<&\"]]>" in x.get("message") for x in f)' "$work/out"
verify --format=json
status_is 1 'JSON of it'
check '... is JSON with the verdict' json_is \
	'd[0]["levels"]["build"]["verdict"] == "failed" and d[0]["levels"]["apply"]["verdict"] == "passed"'
verify --format=json nothing=mini
status_is 1 'JSON of a target without a series'
check '... has it, with the fault' json_is \
	'd[0]["target"] == "nothing" and "is not there" in d[0]["levels"]["apply"]["checks"][0]["why"]'
for odd in 'a b' "it's" 'x&<y>' 'q"$(id)`' ../mini -n; do
	verify --format=junit -- "$odd=mini"
	complains 2 "is no name for a target" "a target that is called $odd"
done
mini
mv "$target" "$work/series/a.b_c+d-e"
verify --format=junit a.b_c+d-e=mini
status_is 0 'a target with all that a name may have'
check '... in XML' grep -qF 'testsuite name="mini/a.b_c+d-e"' "$work/out"

# --- a folder that takes no proof
mini
verify
rm -f "$target/proof.json"
mkdir "$target/proof.json"
verify
complains 1 "proof.json: cannot put the new file in place" 'the proof cannot be put in place'
check '... no half of it is left' test -z "$(find "$work/series" -name '.backportgen*')"
rmdir "$target/proof.json"
verify
cp "$target/proof.json" "$work/whole"
(
	ulimit -f 4 # 2 KiB: enough for a patch, not for the proof of all levels
	verify --level=apply --force
	cp "$work/err" "$work/limited"
)
mv "$work/limited" "$work/err"
err_has 'proof.json: cannot write: ' 'no room for the proof'
check '... the one that is there stays' cmp "$work/whole" "$target/proof.json"
check '... no half of another is left' test -z "$(find "$work/series" -name '.backportgen*')"

# --- unpacked sources
of_tree()
{
	run "$bpg" --tree "$work/tree" --config "$work/conf/stable-targets.conf" -v \
		verify --level=build ${sandbox:+"$sandbox"} --output "$work/series" mini
}
mini
rm -rf "$work/tree"
mkdir "$work/tree"
cp -R "$tests/mini/kernel/." "$work/tree"
of_tree
status_is 0 'unpacked sources'
check '... are built' test "$(grep -c 'build: .*patch: passed' "$work/out")" -eq 8
check '... by a copy: nothing is written to them' diff -r "$tests/mini/kernel" "$work/tree"
# someone has built in it
mkdir -p "$work/tree/include/config" "$work/tree/include/generated" \
	"$work/tree/arch/arm/include/generated"
for file in .config include/config/auto.conf include/generated/autoconf.h \
	arch/arm/include/generated/x.h drivers/mini/core.o drivers/mini/.core.o.cmd; do
	: >"$work/tree/$file"
done
before=$(places)
of_tree
status_is 0 'sources that someone has built in'
check '... and not kept' test "$(places)" = "$before"
sed -i 's/mini_register(struct mini \*mini)/mini_register(struct mini *mini, int much)/' \
	"$work/tree/include/linux/mini.h"
of_tree
complains 1 'too few arguments to function' '... nor remembered, as nothing says what they are'

done_testing
