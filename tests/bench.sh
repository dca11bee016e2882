#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Speed and size on real kernels, each figure with its goal, and beside the
# floor of this machine in the same run. Medians; the page cache is warm after
# the first. The processor time is that of all programs together: where other
# work goes on, it says more than the time by the clock.
#
# BENCH_REPO names a repository that has the refs of stable-targets.conf, or
# some of them; the default is what "make kernels" brought.
#
# usage: bench.sh PROGRAM [RUNS]

set -eu
LC_ALL=C
export LC_ALL

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
runs=${2:-7}
repo=${BENCH_REPO:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/backportgen/kernels.git}
repo=$(git --git-dir="$repo" rev-parse --absolute-git-dir 2>/dev/null) || {
	echo "bench: no git repository at ${BENCH_REPO:-$repo}; run make kernels, or name one by BENCH_REPO" >&2
	exit 1
}
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
XDG_CACHE_HOME=$work/cache
export XDG_CACHE_HOME

# the series that is meant where none is named
series=$(sed -n 's/^\[series "\(.*\)"\].*/\1/p' stable-targets.conf | head -n 1)

# the targets whose kernels are here
targets=$(git config -f stable-targets.conf --get-regexp '^target\..*\.ref$' |
	sed 's/^target\.//; s/\.ref / /' | while read -r name ref; do
		! git --git-dir="$repo" rev-parse -q --verify "$ref" >/dev/null ||
			echo "$name"
	done)
[ -n "$targets" ] || { echo "bench: no target's kernel is in $repo" >&2; exit 1; }
last=$(echo "$targets" | tail -n 1)
last_ref=$(git config -f stable-targets.conf "target.$last.ref")

# A hundred commits beside the kernel of the last target, each another tree,
# which differ in a file that nobody asks for.
git init -q --bare "$work/kernel.git"
echo "$repo/objects" >"$work/kernel.git/objects/info/alternates"
hundred=
i=0
while [ "$i" -lt 100 ]; do
	i=$((i + 1))
	blob=$(echo "$i" | git --git-dir="$work/kernel.git" hash-object -w --stdin)
	root=$({
		git --git-dir="$repo" ls-tree "$last_ref"
		printf '100644 blob %s\tnumber\n' "$blob"
	} | git --git-dir="$work/kernel.git" mktree)
	commit=$(git --git-dir="$work/kernel.git" -c user.name=bench \
		-c user.email=bench@example.org commit-tree -m "$i" "$root")
	git --git-dir="$work/kernel.git" update-ref "refs/heads/n$i" "$commit"
	hundred="$hundred n$i=n$i"
done

# Processor time of what this shell has waited for, in ms.
processor_time()
{
	awk -v tick="$(getconf CLK_TCK)" '{ print ($16 + $17) * 1000 / tick }' \
		"/proc/$$/stat"
}

# Median and range of "$@" over $runs runs, in ms, and the median of the
# processor time; "prepare" runs before each.
measure()
{
	name=$1
	limit=$2
	shift 2
	: >"$work/times"
	: >"$work/cpu"
	i=0
	while [ "$i" -le "$runs" ]; do
		prepare
		before=$(processor_time)
		start=$(date +%s%N)
		"$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
		end=$(date +%s%N)
		after=$(processor_time)
		# the first one warms the page cache
		[ "$i" -eq 0 ] || {
			echo $(((end - start) / 1000000)) >>"$work/times"
			echo $((after - before)) >>"$work/cpu"
		}
		i=$((i + 1))
	done
	cpu=$(sort -n "$work/cpu" | sed -n "$(((runs + 1) / 2))p")
	sort -n "$work/times" | awk -v name="$name" -v limit="$limit" -v cpu="$cpu" '
		{ t[NR] = $1 }
		END {
			printf "%-46s %6d ms  (%d-%d, processor %d)", name,
				t[int((NR + 1) / 2)], t[1], t[NR], cpu
			if (limit != "-") printf "  goal %d", limit
			printf "\n"
		}'
}

nothing()
{
	:
}

# As on a machine that has never run it.
forget()
{
	rm -rf "$XDG_CACHE_HOME" "$work/alike"
	[ "${1:-}" != all ] || rm -rf "$work/out-dir"
}

generate()
{
	# shellcheck disable=SC2086
	"$program" --repo "$repo" -v generate --output "$work/out-dir" $targets
}

alike()
{
	"$program" --repo "$work/kernel.git" -v generate \
		--output "$work/alike" "$@"
}

probe()
{
	"$program" --repo "$work/kernel.git" probe "$@"
}

echo "$(nproc) processors; median of $runs runs (fastest-slowest)"
echo "targets: $(echo "$targets" | tr '\n' ' ')"

prepare() { forget all; }
measure 'generate, from nothing' 3000 generate
sed -n 's/^spatch: /    /p' "$work/out"
echo "    floor: $((cpu / $(nproc))) ms, its processor time on all processors"

prepare() { nothing; }
measure 'generate, nothing to do' 200 generate
sed -n 's/^spatch: /    /p' "$work/out"
# shellcheck disable=SC2086
measure 'check' 200 "$program" --repo "$repo" check --output "$work/out-dir" $targets

measure 'probe one more tree, its blobs known' 30 probe n1=n1
# shellcheck disable=SC2086
measure 'probe 100 trees, the same blobs' - probe $hundred

prepare() { forget; }
measure "generate one, $last, from nothing" - alike n1=n1
# shellcheck disable=SC2086
measure 'generate 100 of the same blobs, from nothing' - alike $hundred
prepare() { nothing; }
# shellcheck disable=SC2086
measure '... nothing to do' - alike $hundred

# once each: these take minutes
seconds()
{
	name=$1
	shift
	start=$(date +%s%N)
	"$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
	end=$(date +%s%N)
	printf '%-46s %6d ms\n' "$name" $(((end - start) / 1000000))
}

# shellcheck disable=SC2086
seconds 'verify --level=apply' "$program" --repo "$repo" verify \
	--output "$work/out-dir" $targets
if command -v aarch64-linux-gnu-gcc >/dev/null; then
	first=$(echo "$targets" | head -n 1)
	seconds "verify --level=build $first, cold" "$program" --repo "$repo" \
		verify --level=build --output "$work/out-dir" "$first"
	seconds "verify --level=build $first, warm" "$program" --repo "$repo" \
		verify --level=build --force --output "$work/out-dir" "$first"
	seconds "verify --level=build $first, unchanged" "$program" \
		--repo "$repo" verify --level=build --output "$work/out-dir" "$first"
	without_box()
	{
		"$program" --repo "$repo" verify --level=build --force \
			--no-sandbox --output "$work/out-dir" "$first"
	}
	without_box >/dev/null 2>&1 # it has a ccache of its own
	seconds "verify --level=build $first, warm, no box" without_box
else
	echo 'verify --level=build: no cross compiler, see tool/setup.sh kernel'
fi

echo 'floor:'
measure 'spatch --version (start-up)' - spatch --version
measure 'a start in the box' - tool/box.sh -- true

# one process with every semantic patch that one target chose, on its inputs
mkdir -p "$work/one"
for rule in $("$program" --repo "$repo" explain "$last" |
	sed -n 's/^\([^ :]*\): chosen$/\1/p'); do
	[ ! -f "cocci/$rule.cocci" ] || cat "cocci/$rule.cocci"
done >"$work/one/all.cocci"
n=0
for path in $(sed -n 's/^+++ b\///p' "$work/out-dir/$last"/*.patch | grep '\.c$'); do
	n=$((n + 1))
	git --git-dir="$repo" show "$last_ref:$path" >"$work/one/$n.c" 2>/dev/null ||
		sed -n "\,^+++ b/$path\$,,/^diff /s/^+//p" patches/$series/mainline/*.patch |
		sed 1d >"$work/one/$n.c"
done
one_process()
{
	(cd "$work/one" && spatch --very-quiet --no-includes --sp-file all.cocci ./*.c)
}
measure "one spatch with all rules of $last, $n files" - one_process
