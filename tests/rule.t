#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each rule on each of its unit cases, run through spatch as the tool runs it.
# The cases are in tests/rule/RULE/CASE: before.c or before.h, and after.* if
# the rule is to change it.
. "$(dirname "$0")/lib.sh"

# Say why the case fails.
wrong()
{
	echo "$@"
	return 1
}

# spatch in a scratch folder of its own, like tool/work.c; quiet or at fault.
apply_rule()
{
	cp "$rule_file" rule.cocci
	options=$(sed -n 's|^// Options: *||p' rule.cocci)
	# shellcheck disable=SC2086 # a list of words
	spatch --very-quiet --no-includes --no-show-diff --in-place \
		--sp-file rule.cocci $options "$1" >spatch.out 2>spatch.err ||
		wrong "spatch ends with status $?" || return 1
	[ ! -s spatch.err ] ||
		wrong "spatch complains: $(head -n 3 spatch.err)"
}

# What spatch cannot parse it passes over without a word.
parses()
{
	spatch --parse-c "$1" >parse.out 2>/dev/null
	grep -q 'nb bad = 0 ' parse.out ||
		wrong "$2 is not parsed: $(grep 'nb bad' parse.out)"
}

# The series whose hunks case $2 of a rule stands for: mainline-base the first
# one that has any to file $1, mainline-base-NAME that of this name.
series_of()
{
	[ "$2" = mainline-base ] || { echo "${2#mainline-base-}"; return; }
	for series in $(configured_series); do
		! grep -qxF "+++ b/$1" "$(mainline_of "$series")"/*.patch ||
			{ echo "$series"; return; }
	done
}

# What the hunks of the mainline series $4 to file $1 make of $2, into $3.
mainline_makes()
(
	rm -rf tree
	mkdir -p "tree/$(dirname "$1")"
	cp "$2" "tree/$1"
	cd tree || exit 1
	mainline=$(mainline_of "$4")
	while read -r name; do
		patch=$mainline/$name
		grep -qxF "+++ b/$1" "$patch" || continue
		GIT_CEILING_DIRECTORIES=$work git apply --include="$1" \
			"$patch" || exit 1
	done <"$mainline/series"
	cp "$1" "../$3"
)

judge()
(
	case_dir=$1
	rule=$(basename "$(dirname "$case_dir")")
	rule_file=$top/cocci/$rule.cocci
	mkdir -p "$2" && cd "$2" || exit 1
	set -- "$case_dir"/before.*
	[ $# -eq 1 ] && [ -f "$1" ] || wrong "one file before.*, not: $*" ||
		exit 1
	name=${1##*/}
	want=$1
	[ ! -f "$case_dir/after.${name#before.}" ] ||
		want=$case_dir/after.${name#before.}
	cp "$1" "$name"
	parses "$name" 'the input' && apply_rule "$name" || exit 1
	diff -u --label expected --label result "$want" "$name" || exit 1
	cp "$name" result
	parses "$name" 'the result' && apply_rule "$name" || exit 1
	diff -u --label once --label twice result "$name" || exit 1
	case ${case_dir##*/} in
	mainline-base | mainline-base-*) ;;
	*)	exit 0 ;;
	esac

	# a copy of the mainline hunk must not go stale
	path=$(sed -n 's|^// Consumes: *||p' "$rule_file")
	[ -n "$path" ] || wrong 'mainline-base of a rule without Consumes:' ||
		exit 1
	series=$(series_of "$path" "${case_dir##*/}")
	[ -n "$series" ] || wrong "no series changes $path" || exit 1
	mainline_makes "$path" "$case_dir/$name" mainline "$series" || exit 1
	diff -u --label "mainline's hunk" --label result mainline result
)

# two at a time: nearly all of it is waiting for spatch
n=0
for case_dir in "$tests"/rule/*/*/; do
	case_dir=${case_dir%/}
	id=${case_dir#"$tests"/rule/}
	mkdir -p "$work/verdict/$id"
	{
		judge "$case_dir" "$work/case/$id" >"$work/verdict/$id/why" 2>&1 &&
			: >"$work/verdict/$id/well"
	} &
	n=$((n + 1))
	[ $((n % 2)) -eq 1 ] || wait
done
wait

told()
{
	cat "$1/why"
	[ -f "$1/well" ]
}

for case_dir in "$tests"/rule/*/*/; do
	id=${case_dir#"$tests"/rule/}
	check "${id%/}" told "$work/verdict/${id%/}"
done

done_testing
