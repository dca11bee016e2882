#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What a target starts from: texts of the tests and of the project itself, and
# the inputs that are kept.
#
# usage: seeds.sh TARGET DIRECTORY
#
# Writes them into DIRECTORY, under the names of their contents. Parts of an
# input are divided by a line of "%%".
# shellcheck disable=SC2016 # $(...) is Kconfig's, or Make's

set -eu
cd "$(dirname "$0")/../.." || exit 1
target=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)

# Add what comes in, cut to 16 KiB: long inputs are slow ones.
seed()
{
	head -c 16384 >"$out/new"
	mv "$out/new" "$out/$(sha1sum <"$out/new" | cut -c 1-16)"
}

files()
{
	for file; do
		[ ! -f "$file" ] || seed <"$file"
	done
}

# One file and more of them, with a line between.
parts()
{
	first=$1
	cat "$first"
	shift
	for file; do
		echo '%%'
		cat "$file"
	done
}

# Patches of the project's own series.
patches()
{
	find patches tests/series -name '*.patch' | sort | head -n 40
}

# C of the tests.
sources()
{
	find tests/skeleton tests/rule tests/decls tests/mini -name "*.[ch]" |
		sort | awk 'NR % 3 == 0' | head -n 80
}

# ctags' table of a file in the form in which the memory has it.
table()
{
	ctags-universal --options=NONE --quiet=yes -o - --sort=no \
		--language-force=C --kinds-C=dpfsum --fields=NFnSKest \
		--output-format=json "$1" 2>/dev/null | python3 -c '
import json, sys
letters = {"macro": "d", "prototype": "p", "function": "f", "struct": "s",
           "union": "u", "member": "m"}
for line in sys.stdin:
    t = json.loads(line)
    kind = t.get("kind", "")
    print(letters.get(kind, "o"), t.get("line", 0), t.get("end", 0),
          t.get("name", ""), t.get("scope", ""),
          t.get("typeref" if kind == "member" else "signature", ""), sep="\t")'
}

# A quarter of a source: its declarations are in the first half.
head_of()
{
	awk 'NR > 10 && /^(static|int|struct|void)/ { print; n = 6 }
		n-- > 0' "$1" | head -n 60
}

case $target in
mail)
	# shellcheck disable=SC2046
	files $(patches) ;;
series)
	# shellcheck disable=SC2046
	files $(find patches -name series | head -n 5)
	printf '# comment\na.patch -p1\nb.patch # -p0\n' | seed ;;
diff)
	for file in $(patches); do
		sed -n '/^diff --git/,$p' "$file" | seed
	done ;;
change|place)
	for file in tests/rule/*/*/before.[ch]; do
		after=${file%/before*}/after.${file##*.}
		[ -f "$after" ] || continue
		head -c 3000 "$file" >"$out/a"
		head -c 3000 "$after" >"$out/b"
		sed 's/struct/union/; 5d; 9i\
	new();' "$out/a" >"$out/c"
		parts "$out/a" "$out/b" "$out/c" | seed
	done
	printf 'a\nb\nc\n%%%%\na\nx\nb\nc\n%%%%\n1\na\nb\nc\n2\n' | seed
	rm -f "$out/a" "$out/b" "$out/c" ;;
targets)
	files stable-targets.conf
	printf '[series "a"]\n\tpatches = b\n\toff = CONFIG_A B\n[target "1"]\n\tref = "x\\\n y" # c\n' | seed ;;
probes)
	# shellcheck disable=SC2046
	files cocci/probes.conf $(find tests/decls -name '*.conf')
	sed -n '1,12p' cocci/probes.conf | seed ;;
rule|smpl)
	files cocci/*.cocci cocci/*.rule ;;
ctext|ctoken|cuse)
	# shellcheck disable=SC2046
	files $(sources)
	# shellcheck disable=SC2046
	[ "$target" != cuse ] || files $(find tests -name Makefile -o -name Kbuild | sed 20q) ;;
decl)
	for file in $(sources); do
		sed -n '/^struct.*{$/,/^}/p' "$file" | seed
		grep -hE '^(static |extern |int |void |struct ).*[;,)]$' "$file" |
			head -n 3 | while read -r line; do
			echo "$line" | seed
		done
	done ;;
ask)
	for file in $(sources | sed 12q); do
		table "$file" >"$out/table"
		name=$(awk -F '\t' '$1 == "f" || $1 == "p" { print $4; exit }' "$out/table")
		member=$(awk -F '\t' '$1 == "m" { print $5, $4; exit }' "$out/table")
		echo "${name:-demo} ${member:-demo_ops probe} int" >"$out/words"
		parts "$out/words" "$out/table" "$file" | seed
	done
	rm -f "$out/table" "$out/words" ;;
ctags)
	for file in $(sources | head -n 20); do
		cp "$file" "$out/1111111111111111111111111111111111111111.h"
		(cd "$out" && ctags-universal --options=NONE --quiet=yes -o - \
			--sort=no --language-force=C --kinds-C=dpfsumtegxv \
			--fields=NFnSKest --output-format=json 1*1.h 2>/dev/null) | seed
	done
	rm -f "$out"/1*1.h
	printf 'x\n%%%%\nctags: failed\n' | seed ;;
spatch)
	printf 'init_defs_builtins: /x\nHANDLING: demo.c\n%%%%\n%%%%\nint demo(int a)\n{\n\treturn 0;\n}\n' | seed
	printf 'Skipping: demo.c\n%%%%\nnb good = 5,  nb bad = 0 =========> 100%%\n%%%%\nint demo(void)\n{\n\treturn 0;\n}\n' | seed
	printf 'File "demo.c", line 7, column 3, charpos = 5\n  around = "x"\n%%%%\nnb good = 5,  nb bad = 3\n%%%%\n' | seed
	printf 'minus: parse error:\n  File "rule.cocci", line 4, column 2\n%%%%\n%%%%\nx' | seed ;;
makers)
	printf 'demo_start\n%%%%\n#include <a.h>\n#define MAKE(a, b) int a##_##b(int x)\nMAKE(demo, start);\n%%%%\n#define M2(n) MAKE(n, start)\nM2(demo);\n' | seed
	printf 'demo_ops\n%%%%\n#define OPS(name) struct name##_ops {\\\n\tint a; }\n#if defined(CONFIG_A)\nOPS(demo);\n#endif\n' | seed
	printf 'demo\n%%%%\n#include "a.h"\nDECLARE(demo, int, void *)\n%%%%\n#define DECLARE(n, r, ...) r n(__VA_ARGS__)\n' | seed
	printf 'demo\n%%%%\n#define S(n) struct n\nS(demo) {\n\tint a;\n};\n' | seed ;;
kconfig)
	# shellcheck disable=SC2046
	files $(find tests -name 'Kconfig*' | sed 20q)
	printf 'mainmenu "x"\nsource "a"\nif A && !B\nconfig B\n\tbool "b" if C\n\tdepends on A || (B = m)\n\tdefault y if A\n\tselect C\n\thelp\n\t  text\nendif\n%%%%\nconfig A\n\tdef_bool y\nsource "arch/$(SRCARCH)/Kconfig"\nmenu "m"\n\tvisible if B\nchoice\n\tprompt "p"\nconfig C\n\ttristate\n\timply A\nendchoice\nendmenu\n' | seed ;;
condition)
	for text in 'defined(CONFIG_NET) && !IS_ENABLED(CONFIG_PPC)' \
		'ARM64 && NET != n || (A = y)' '!(A || B) && C' \
		'defined(A) && (B + 1 > 2)' 'a-b && !c-d' '1 == 0'; do
		printf '%s' "$text" | seed
	done
	sed -n 's|^// When: *||p; s|^// Uses: *||p' cocci/*.cocci cocci/*.rule |
		while read -r text; do printf '%s' "$text" | seed; done ;;
kbuild)
	printf 'CONFIG_DEMO=y\nCONFIG_B=m\n%%%%\nobj-$(CONFIG_DEMO) += demo.o\ndemo-y := a.o \\\n\tb.o\n%%%%\nobj-y += demo/\nobj-$(CONFIG_B) += other/\n' | seed
	printf '# CONFIG_DEMO is not set\n%%%%\nwhole-$(CONFIG_DEMO) := demo.o\nobj-y += whole.o ../../arm/xen/demo.o\n%%%%\nobj-m := demo/\n' | seed ;;
proof)
	printf '{"target": "6.1", "series": "s", "base": {"commit": "c", "tree": "b"}, "result": "r", "levels": {"apply": {"verdict": "passed", "key": "k", "tools": {"git": "1"}, "checks": [{"name": "a", "verdict": "passed"}, {"name": "b", "verdict": "left out", "why": "w"}]}, "boot": {"verdict": "failed", "key": "k", "tools": null, "checks": []}}, "timing": {"apply": {"ms": 5, "checks": {"a": 1}}}}' | seed ;;
memory)
	key=$(printf 'blob 1\0k' | sha1sum | cut -c 1-40)
	printf 'backportgen-memory-2 %s %s\nint a;\n' "$key" \
		"$(printf 'blob 47\0%sint a;\n' "$key" | sha1sum | cut -c 1-40)" | seed
	printf '1 1\nint a;\n' | seed
	printf '0 0\n' | seed
	table tool/util.h | seed
	table tests/skeleton/current/include/linux/iommu.h | seed ;;
makelog)
	printf 'drivers/a.c:3:4: warning: unused [-Wunused]\n/p/src/b/../c.c:1:2: error: no\nmake[3]: *** [x.o] Error 1\n%%%%\nCC a.o\n' | seed
	printf '*** Compiler is too old.\n***   Your GCC version: 4.9\n***   Minimum GCC version: 5.1\n' | seed
	printf 'ld: undefined reference to `x'"'"'\n../src/./x/y.h:2: warning: z\nmake: No rule to make target\n' | seed
	printf 'cc1: Killed signal terminated program\nmake[1]: *** [x] Error 137\nNo space left on device\n' | seed ;;
bootlog)
	printf '1..2\n# with qemu: 7.2\nok - arm64 plain (3 s)\nnot ok - arm64 late (4.5 s)\n# it says nothing\n# the log is /x/y\n# left out: arm; no machine\n%%%%\nboot: building\nboot: late: no answer\n' | seed ;;
text)
	# shellcheck disable=SC2046
	files $(find patches -name declarations | sort | sed 10q)
	printf 'a\377b\300\200c\355\240\200d\360\220\200e\342\202\n' | seed ;;
*)
	echo "seeds.sh: no target '$target'" >&2
	exit 2 ;;
esac
[ ! -d "tests/fuzz/$target" ] || files "tests/fuzz/$target"/*
