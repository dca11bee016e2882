#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run every target, or those named, for SECONDS in all on as many processors as
# $JOBS says (two), and print a line for each.
#
# usage: fuzz.sh SECONDS [TARGET...]
#
# What was learned stays in $CORPUS (build/fuzz/corpus). An input that ends a target is
# kept in build/fuzz/found, and a line tells how to run it again; the status is 1
# then. Where $COUNTS names a file, "PASSED FAILED 0" is added to it, as
# tests/run.sh does, and where $TALLY does, a line "TARGET EXECUTIONS" for each.

set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 1
built=build/fuzz
corpus=${CORPUS:-$built/corpus}

targets()
{
	for file in tests/fuzz/*.c; do
		name=$(basename "$file" .c)
		case $name in
		outside|replay) ;;
		*) echo "$name" ;;
		esac
	done
}

# What libFuzzer is told of it: dictionaries, and how long an input may be.
dictionary()
{
	case $1 in
	ctext|ctoken|decl|cuse|ask|makers|change|place) cat tests/fuzz/c.dict ;;
	esac
	[ ! -f "tests/fuzz/$1.dict" ] || cat "tests/fuzz/$1.dict"
}
longest()
{
	case $1 in
	mail|diff|ask|rule|ctags|proof) echo 1500 ;;
	change|place) echo 256 ;;
	*) echo 512 ;;
	esac
}

# The number behind a word in the last line of the log that has it.
last()
{
	sed -n "s|.*$2 *\([0-9][0-9]*\).*|\1|p" "$built/log/$1" | tail -n 1
}

# One target for $2 seconds, and its line. Whatever the shell that started us
# ignores, libFuzzer's alarm is not to be.
one()
{
	name=$1
	mkdir -p "$corpus/$name" "$built/found/$name" "$built/log"
	rm -rf "$built/seeds/$name"
	tests/fuzz/seeds.sh "$name" "$built/seeds/$name"
	dictionary "$name" >"$built/seeds/$name.dict"
	FUZZ_SCRATCH=$built/scratch-$name
	ASAN_OPTIONS=detect_stack_use_after_return=0:malloc_context_size=4:quarantine_size_mb=16
	export FUZZ_SCRATCH ASAN_OPTIONS
	crashed=
	"$built/fuzzer/$name" -max_total_time="$2" -timeout=10 \
		-rss_limit_mb=2048 -max_len="$(longest "$name")" \
		-dict="$built/seeds/$name.dict" -reload=0 -verbosity=1 \
		-artifact_prefix="$built/found/$name/" -print_final_stats=1 \
		"$corpus/$name" "$built/seeds/$name" \
		>"$built/log/$name" 2>&1 </dev/null || crashed=yes
	n=$(last "$name" number_of_executed_units:)
	printf '%-10s %10d executions %7d/s  coverage %5d  found %s\n' \
		"$name" "${n:-0}" "$(last "$name" average_exec_per_sec:)" \
		"$(last "$name" ' cov:')" "${crashed:-nothing}"
	[ -z "${TALLY:-}" ] || echo "$name ${n:-0}" >>"$TALLY"
	[ -n "$crashed" ] || return 0
	file=$(sed -n 's/.*Test unit written to //p' "$built/log/$name")
	sed -n 's/^does not hold: /  /p; s/^SUMMARY: /  /p' "$built/log/$name"
	echo "  again: $built/fuzzer/$name ${file:-}  (its log: $built/log/$name)"
	: >"$built/crashed/$name"
}

case ${1:-} in
--one)
	one "$2" "$3"
	exit 0 ;;
''|*[!0-9]*)
	echo 'usage: fuzz.sh SECONDS [TARGET...]' >&2
	exit 2 ;;
esac
seconds=$1
shift
# shellcheck disable=SC2046 # names are words
[ $# -gt 0 ] || set -- $(targets)
jobs=${JOBS:-2}
each=$((seconds * jobs / $#))
[ "$each" -gt 0 ] || each=1
rm -rf "$built/crashed"
mkdir -p "$built/crashed"
printf '%s\n' "$@" |
	xargs -P "$jobs" -I '{}' "$0" --one '{}' "$each"
failed=$(find "$built/crashed" -type f | wc -l)
[ -z "${COUNTS:-}" ] || echo "$(($# - failed)) $failed 0" >>"$COUNTS"
echo "fuzz: $(($# - failed)) targets found nothing, $failed found something"
[ "$failed" -eq 0 ]
