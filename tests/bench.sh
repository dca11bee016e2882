#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Speed and size on the real kernels, each figure beside the floor of this
# machine in the same run. Medians; the page cache is warm after the first.
#
# usage: bench.sh PROGRAM [RUNS]

set -eu
LC_ALL=C
export LC_ALL

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
runs=${2:-7}
cd "$(dirname "$0")/.."
repo=${XDG_CACHE_HOME:-${HOME:-}/.cache}/backportgen/kernels.git
[ -d "$repo" ] || { echo "bench: $repo is not there, run make kernels" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
XDG_CACHE_HOME=$work/cache
export XDG_CACHE_HOME

# the targets whose kernels are here
targets=$(git config -f stable-targets.conf --get-regexp '^target\..*\.ref$' |
	sed 's/^target\.//; s/\.ref / /' | while read -r name ref; do
		! git --git-dir="$repo" rev-parse -q --verify "$ref" >/dev/null ||
			echo "$name"
	done)
[ -n "$targets" ] || { echo "bench: no target's kernel is in $repo" >&2; exit 1; }

# Median and range of "$@" over $runs runs, in ms; "prepare" runs before each.
prepare()
{
	:
}

measure()
{
	name=$1
	limit=$2
	shift 2
	: >"$work/times"
	i=0
	while [ "$i" -le "$runs" ]; do
		prepare
		start=$(date +%s%N)
		"$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
		end=$(date +%s%N)
		# the first one warms the page cache
		[ "$i" -eq 0 ] || echo $(((end - start) / 1000000)) >>"$work/times"
		i=$((i + 1))
	done
	sort -n "$work/times" | awk -v name="$name" -v limit="$limit" '
		{ t[NR] = $1 }
		END {
			printf "%-46s %6d ms  (%d-%d)", name, t[int((NR + 1) / 2)], t[1], t[NR]
			if (limit != "-") printf "  goal %d", limit
			printf "\n"
		}'
}

generate()
{
	# shellcheck disable=SC2086
	"$program" --repo "$repo" -v generate --output "$work/out-dir" $targets
}

echo "$(nproc) processors; median of $runs runs (fastest-slowest)"
echo "targets:" $targets

prepare()
{
	rm -rf "$XDG_CACHE_HOME" "$work/out-dir"
}
measure 'generate, from nothing' 1500 generate
sed -n 's/^spatch: /    /p' "$work/out"

prepare()
{
	:
}
measure 'generate, nothing to do' 150 generate
sed -n 's/^spatch: /    /p' "$work/out"
# shellcheck disable=SC2086
measure 'check' 150 "$program" --repo "$repo" check --output "$work/out-dir" $targets

echo 'floor:'
measure 'spatch --version (start-up)' - spatch --version

# one process with every semantic patch that one target chose, on its inputs
last=$(echo "$targets" | tail -n 1)
ref=$(git config -f stable-targets.conf "target.$last.ref")
mkdir -p "$work/one"
for rule in $("$program" --repo "$repo" explain "$last" |
	sed -n 's/^\([^ :]*\): chosen$/\1/p'); do
	[ ! -f "cocci/$rule.cocci" ] || cat "cocci/$rule.cocci"
done >"$work/one/all.cocci"
n=0
for path in $(sed -n 's/^+++ b\///p' "$work/out-dir/$last"/*.patch | grep '\.c$'); do
	n=$((n + 1))
	git --git-dir="$repo" show "$ref:$path" >"$work/one/$n.c" 2>/dev/null ||
		sed -n "\,^+++ b/$path\$,,/^diff /s/^+//p" patches/mainline/*.patch |
		sed 1d >"$work/one/$n.c"
done
one_process()
{
	(cd "$work/one" && spatch --very-quiet --no-includes --sp-file all.cocci ./*.c)
}
measure "one spatch with all rules of $last, $n files" - one_process
