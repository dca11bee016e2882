#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the pieces owe each other: no rule without cases, no probe without a
# rule, nothing that no kernel needs, and the house rules for what we write.
# Each check prints what it found and fails if that is anything.
. "$(dirname "$0")/lib.sh"

cd "$top" || exit 1
skeletons='current bus-global register-alone add-device never-defers get-dma-ops
	waits-in-xlate arch-hook grants-first bindings-elsewhere no-maintainers unknown-callback unknown-registration'

# A check: does the function print nothing?
finds_nothing()
{
	found=$("$@" 2>&1)
	[ -z "$found" ] || { echo "$found"; return 1; }
}

none()
{
	what=$1
	shift
	check "$what" finds_nothing "$@"
}

probe_names()
{
	sed -n 's/^\[probe "\(.*\)"\].*/\1/p' cocci/probes.conf
}

# Header line $2 of rule file $1.
header()
{
	sed -n "/^\/\//!q; s|^// $2: *||p" "$1"
}

# --- rules and their cases ---

# The four kinds of cases that the rules' hazards ask for.
rules_without_cases()
{
	for rule in cocci/*.cocci; do
		name=$(basename "$rule" .cocci)
		cases=tests/rule/$name
		[ -d "$cases" ] || { echo "$name: no $cases"; continue; }
		for kind in full-driver already-adapted; do
			[ -d "$cases/$kind" ] || echo "$name: no case $kind"
		done
		fires=0
		spares=0
		for case_dir in "$cases"/*/; do
			if [ -n "$(find "$case_dir" -name 'after.*')" ]; then
				fires=$((fires + 1))
			else
				spares=$((spares + 1))
			fi
		done
		[ "$fires" -gt 0 ] || echo "$name: no case in which it fires"
		# already-adapted is one of them, but not the one that is meant
		[ "$spares" -gt 1 ] ||
			echo "$name: no case in which it must not fire"
		[ -z "$(header "$rule" Consumes)" ] ||
			[ -f "$cases/mainline-base/before.h" ] ||
			[ -f "$cases/mainline-base/before.c" ] ||
			echo "$name: Consumes: without a case mainline-base"
	done
}
none 'each rule has its unit cases' rules_without_cases

cases_without_rule()
{
	for dir in tests/rule/*/; do
		name=$(basename "$dir")
		[ -f "cocci/$name.cocci" ] || echo "tests/rule/$name: no such rule"
	done
}
none 'each folder of cases has its rule' cases_without_rule

# Nothing but before.* and after.* is read there.
stray_case_files()
{
	find tests/rule -type f ! -path 'tests/rule/*/*/before.[ch]' \
		! -path 'tests/rule/*/*/after.[ch]'
}
none 'no stray file among the cases' stray_case_files

# --- probes, and what the skeletons need ---

unused_probes()
{
	when=$(for rule in cocci/*.cocci cocci/*.rule; do
		header "$rule" When
	done | tr -c 'A-Za-z0-9_\n-' '\n')
	for probe in $(probe_names); do
		echo "$when" | grep -qxF -e "$probe" || echo "$probe"
	done
}
none 'each probe is used by a rule' unused_probes

for name in $skeletons; do
	kernel "$name" "$name"
done

bpg()
{
	"$bpg" --config "$top/stable-targets.conf" \
		--repo "$work/kernel.git" "$@"
}

unselected_rules()
{
	for series in $(configured_series); do
		for name in $skeletons; do
			bpg --series "$series" explain "$name=$name" 2>/dev/null
		done
	done >"$work/explained"
	for rule in cocci/*.cocci cocci/*.rule; do
		name=$(basename "${rule%.*}")
		[ -z "$(header "$rule" For)" ] || continue
		grep -qx "$name: chosen" "$work/explained" || echo "$name"
	done
}
none 'each rule is selected for some skeleton and series' unselected_rules

# A rule that is not for our series is for a test, which has to name it.
rules_for_no_test()
{
	for rule in cocci/*.cocci cocci/*.rule; do
		name=$(basename "${rule%.*}")
		for test in $(header "$rule" For); do
			grep -qw -e "$name" "$test" || echo "$name: not in $test"
		done
	done
}
none 'each rule For: a test is used by it' rules_for_no_test

constant_probes()
{
	set --
	for name in $skeletons; do
		set -- "$@" "$name=$name"
	done
	bpg probe --format=json "$@" >"$work/answers" ||
		echo 'backportgen probe fails'
	python3 - "$work/answers" <<-'EOF'
	import json, sys

	targets = json.load(open(sys.argv[1]))
	for probe in targets[0]["probes"]:
	    answers = {t["probes"][probe]["answer"] for t in targets}
	    if len(answers) < 2:
	        print(probe + ":", *answers, "everywhere")
	EOF
}
none 'no probe has the same answer for all skeletons' constant_probes

# --- the text that we write ---

# Ours and text. Goldens and kernels' files that tests bring are not: they
# hold what the program wrote, or stand for files of others.
our_files()
{
	find Makefile stable-targets.conf tool cocci -type f ! -name '*.orig'
	find tests -type f \( -name '*.t' -o -name '*.sh' \
		-o -path 'tests/unit/*' -o -path 'tests/fuzz/*.[ch]' \
		-o -path 'tests/fuzz/*.dict' -o -path 'tests/rule/*' \
		-o -path 'tests/kernel/*' -o -path 'tests/decls/*' \)
}

version_comparisons()
{
	grep -rnE 'LINUX_VERSION_COD[E]|KERNEL_VERSIO[N]|RHEL_RELEASE_COD[E]' \
		tool cocci
}
none 'nothing compares kernel versions' version_comparisons

long_files()
{
	find tool -type f -name '*.[ch]' -exec wc -l {} + |
		awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }'
}
none 'no source file has more than 600 lines' long_files

long_functions()
{
	ctags-universal --quiet=yes --options=NONE -o - --sort=no \
		--kinds-C=f --fields=ne --excmd=number tool/*.c |
		awk -F '\t' '!/^!/ {
			for (i = 4; i <= NF; i++) {
				if ($i ~ /^line:/) line = substr($i, 6)
				if ($i ~ /^end:/) end = substr($i, 5)
			}
			if (end - line + 1 > 70)
				print $2 ":" line ": " $1 "() has " \
					end - line + 1 " lines"
			n++
		}
		END { if (n < 100) print "only " n + 0 " functions were seen" }'
}
none 'no function has more than 70 lines' long_functions

# What others wrote is printed by say.c alone, which cleans it. Help is ours, the
# status line has a rule of its own, and no memory is left to clean with.
printed_raw()
{
	grep -nE '(^|[^a-z_])(v?f?printf|f?puts|f?putc|putchar|perror|fwrite)\(' \
		tool/*.c | grep -vE '^tool/(say|proc)\.c:|^tool/backportgen\.c:.*(puts|printf)\(|^tool/(util|libraries)\.c:.*fputs\("backportgen: (out of memory|cannot start libgit2)'
}
none 'nothing is printed but by say.c' printed_raw

# next_text_line() is there: this one asks for the length at each line again.
lengths_in_loops()
{
	grep -nE 'next_line\(.*strlen' tool/*.c
}
none 'no text is measured at each of its lines' lengths_in_loops

# A "//" behind a quote is part of a string: URLs, SmPL and paths.
line_comments()
{
	find tool tests -name '*.[ch]' \( -path 'tool/*' -o \
		-path 'tests/unit/*' -o -path 'tests/fuzz/*' \) -exec \
		grep -nE '^([^"]|"([^"\\]|\\.)*")*//' {} +
}
none 'no // comment in C of ours' line_comments

without_licence()
{
	our_files | while read -r file; do
		case $file in
		tests/decls/*/expected) continue ;;
		esac
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: GPL-2\.0' ||
			echo "$file"
	done
}
none 'each file says its licence in the first two lines' without_licence

# Folders of one machine, and names that only one run has.
machine_paths()
{
	{
		our_files
		find . -maxdepth 1 -name '*.md' -type f
		find patches tests/series -type f 2>/dev/null
	} | while read -r file; do
		grep -nE '(^|[^A-Za-z0-9_.$}/-])/(work|home|root|mnt|Users)/|/tmp/(tmp\.|cocci-|backportgen-.*[0-9])' \
			"$file" /dev/null
	done
}
none 'no path of one machine' machine_paths

loose_ends()
{
	our_files | while read -r file; do
		grep -nE '\<(TOD[O]|FIXM[E]|XX[X])\>' "$file" /dev/null
	done
}
none 'nothing is left to be done' loose_ends

# --- the man page ---

page=tool/backportgen.1

lint_page()
{
	[ -f "$page" ] || { echo "no $page"; return; }
	mandoc -T lint -W warning "$page"
}
none 'the man page has no fault' lint_page

# As a reader sees it, overstrikes taken off.
undocumented()
{
	[ -f "$page" ] || { echo "no $page"; return; }
	mandoc -T ascii "$page" | sed "s/.$(printf '\b')//g" >"$work/page"
	commands=$(bpg help | sed -n 's/^  \([a-z][a-z]*\)  *[a-z].*/\1/p')
	[ -n "$commands" ] || echo 'help lists no command'
	{
		bpg help
		for command in $commands; do
			[ "$command" = help ] || bpg help "$command"
		done
	} >"$work/help"
	for command in $commands; do
		grep -qE "^ +$command( |\$)" "$work/page" ||
			echo "command $command"
	done
	grep -oE '(^|[[ ,])--?[a-z][a-z-]*' "$work/help" | tr -d '[ ,' |
		sort -u | while read -r option; do
		grep -qE -e "(^|[^a-z-])$option([^a-z-]|\$)" "$work/page" ||
			echo "option $option"
	done
}
none 'the man page has every command and option' undocumented

# --- the mainline series ---

# The patches of all series, one a line.
mainline_patches()
{
	for series in $(configured_series); do
		find "$(mainline_of "$series")" -name '*.patch' | sort
	done
}

bindings()
{
	for series in $(configured_series); do
		mkdir -p "$work/bindings/$series"
		for patch in "$(mainline_of "$series")"/*.patch; do
			grep -q '^+++ b/Documentation/devicetree/bindings/.*\.yaml$' \
				"$patch" || continue
			(cd "$work/bindings/$series" &&
				GIT_CEILING_DIRECTORIES=$work \
				git apply --include='*.yaml' "$patch")
		done
	done
	python3 - "$work/bindings" <<-'EOF'
	import os, sys, yaml

	need = ["$id", "$schema", "title", "maintainers", "properties",
	        "required", "additionalProperties", "examples"]
	of_nodes = ["required", "examples"]
	n = 0
	for folder, _, names in os.walk(sys.argv[1]):
	    root = os.path.join(sys.argv[1],
	                        os.path.relpath(folder, sys.argv[1]).split("/")[0],
	                        "Documentation/devicetree/bindings")
	    for name in names:
	        n += 1
	        path = os.path.relpath(os.path.join(folder, name), root)
	        try:
	            doc = yaml.safe_load(open(os.path.join(folder, name)))
	        except yaml.YAMLError as fault:
	            print(path + ": no YAML:", fault)
	            continue
	        node = "compatible" in doc.get("properties", {})
	        for key in need:
	            if key not in doc and (node or key not in of_nodes):
	                print(path + ": no", key)
	        if doc.get("$id") != f"http://devicetree.org/schemas/{path}#":
	            print(path + ": $id is", doc.get("$id"))
	        for key in doc.get("required", []):
	            if key not in doc.get("properties", {}):
	                print(path + ": requires", key, "without describing it")
	        const = doc["properties"].get("compatible", {}).get("const")
	        named = [const] if node else doc["properties"]
	        if path not in [f"iommu/{name}.yaml" for name in named]:
	            print(path + ": the binding is of", *named)
	if not n:
	    print("no binding in the series")
	EOF
}
none 'the binding is valid YAML, named for what it is' bindings

# Suggested-by: alone may name a person who was not asked.
signed_off()
{
	mainline_patches | xargs grep -inE '^(signed-off|co-developed|acked|reviewed|tested|reported)[a-z-]*-by:'
}
none 'no mainline patch speaks for a person' signed_off

# checkpatch of old kernels counts that line's length
create_modes()
{
	mainline_patches | xargs \
		grep -nE '^ (create|delete|rename) mode|^ mode change'
}
none 'no mainline patch has a create mode line' create_modes

# quilt's file and the patches beside it
series_mismatch()
{
	for series in $(configured_series); do
		mainline=$(mainline_of "$series")
		find "$mainline" -maxdepth 1 -type f ! -name series |
			sed 's|.*/||' | sort >"$work/there"
		sort "$mainline/series" | diff - "$work/there"
	done
}
none 'each series lists the patches that are there' series_mismatch

# --- several series

# patches/ has a directory for each series, and nothing else
strays()
{
	find patches -mindepth 1 -maxdepth 1 | sed 's|.*/||' | sort >"$work/there"
	configured_series | sort | diff - "$work/there"
}
none 'each directory of patches/ is a configured series' strays

# What one series is about has no place in what serves all: its name, the files
# and symbols that it adds, and the word that all of ours have in common. That
# one may stand where a kernel is booted under Xen, and in the man page.
own_words()
{
	configured_series
	mainline_patches | xargs sed -n \
		'/^--- \/dev\/null$/{n; s|^+++ b/.*/\([^/]*\)\.[a-z]*$|\1|p}
		 s|^+config \([A-Z0-9_]*\)$|\1|p'
}
words_of_a_series()
{
	own_words | sort -u >"$work/words"
	[ "$(wc -l <"$work/words")" -ge 3 ] || echo 'the series have no words'
	grep -rniIF -f "$work/words" tool
	grep -rniI xen tool | grep -vE '^tool/(boot/|backportgen\.1:)'
}
none 'tool/ does not know which series it carries' words_of_a_series

done_testing
