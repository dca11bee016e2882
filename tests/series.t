#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Whole series, a folder each under tests/series, named for the hazard:
#
#	mainline/ cocci/ tree/	the series, the rules and the kernel; without
#				tree/ it is each real series and the real rules
#				on the skeleton of that name
#	after/			the files that change, as they are to be in the
#				end; not made by the program
#	base/			more files that the repository has
#	expected/		the program's output to the byte; that of the
#				real series NAME is in expected/NAME
#
# "UPDATE=1 tests/series.t" writes expected/ anew: look at every hunk then.
. "$(dirname "$0")/lib.sh"

git init -q --bare "$work/kernel.git"

# Files with the mode that git knows of, and their contents.
list_tree()
(
	cd "$1" || exit 1
	find . -type f ! -path './.pc/*' ! -path './.git/*' -printf '%P\n' |
		sort | while read -r file; do
		[ -x "$file" ] && mode=x || mode=-
		echo "$mode $(git hash-object --no-filters "$file") $file"
	done
)

same_tree()
{
	list_tree "$1" >"$work/list1"
	list_tree "$2" >"$work/list2"
	diff -u "$work/list1" "$work/list2" || {
		diff -ru -x .git -x .pc "$1" "$2"
		return 1
	}
}

# All patches on $work/tree, each where its lines say.
push_quilt()
(
	rm -rf "$work/quilt"
	cp -R "$work/tree" "$work/quilt"
	cd "$work/quilt" || exit 1
	QUILT_PATCHES=$1 quilt --quiltrc - push -a --fuzz=0 >"$work/push" 2>&1 || {
		cat "$work/push"
		exit 1
	}
	! grep -iE 'offset|fuzz' "$work/push"
)

git_am()
(
	rm -rf "$work/am"
	[ -s "$1/series" ] || exit 1
	git clone -q -b "$2" "$work/kernel.git" "$work/am" &&
		cd "$work/am" &&
		sed "s|^|$1/|" "$1/series" | xargs git am -q
)

# What git itself makes of the commits, from the "---" on, stat and all.
as_git_writes()
(
	rm -rf "$work/git"
	git -C "$work/am" format-patch -q -o "$work/git" --no-signature \
		--full-index --stat=72 -p "origin/$2" || exit 1
	n=0
	while read -r name; do
		n=$((n + 1))
		sed -n '/^---$/,$p' "$1/$name" >"$work/ours"
		sed -n '/^---$/,$p' "$work/git/$(printf %04d "$n")"-* |
			diff -u - "$work/ours" || exit 1
	done <"$1/series"
)

# carried NAME BRANCH RULES SERIES EXPECTED: the series is carried to $work/out-dir
carried()
{
	what=$1
	out=$work/out-dir/$2
	rm -rf "$work/out-dir"
	run "$bpg" --config "$top/stable-targets.conf" --rules "$3" \
		--series "$4" --repo "$work/kernel.git" \
		generate --output "$work/out-dir" "$2=$2"
	check "$what: is carried" test "$status-$(wc -c <"$work/err")" = 0-0
	[ -z "${UPDATE:-}" ] || {
		rm -rf "$5"
		mkdir -p "${5%/*}"
		cp -R "$out" "$5"
	}
	check "$what: is what is expected" diff -ruN "$5" "$out"
	check "$what: quilt pushes it without fuzz or offset" push_quilt "$out"
	check "$what: git am takes it" git_am "$out" "$2"
	check "$what: git would write the same" as_git_writes "$out" "$2"
	check "$what: both make the same of it" \
		same_tree "$work/quilt" "$work/am"
}

for case_dir in "$tests"/series/*/; do
	case_dir=${case_dir%/}
	name=${case_dir##*/}
	if [ ! -d "$case_dir/tree" ]; then
		kernel "$name" "$name"
		for series in $(configured_series); do
			carried "$name, $series" "$name" "$top/cocci" "$series" \
				"$case_dir/expected/$series"
		done
		check "$name: nothing is expected of any other series" \
			test "$(ls "$case_dir/expected")" = "$(configured_series | sort)"
		continue
	fi
	[ ! -d "$case_dir/base" ] || {
		rm -rf "$work/tree"
		cp -R "$case_dir/base" "$work/tree"
		commit_tree "$name-base"
	}
	rm -rf "$work/tree"
	cp -R "$case_dir/tree" "$work/tree"
	commit_tree "$name"
	carried "$name" "$name" "$case_dir/cocci" "$case_dir/mainline" \
		"$case_dir/expected"
	[ -d "$case_dir/after" ] || continue
	cp -R "$case_dir/after/." "$work/tree"
	check "$name: which is what was wanted" \
		same_tree "$work/tree" "$work/am"
done

done_testing
