#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Carries the mainline series back to every kernel that is at hand, applies
# each result as people do, and prints what came of it.
#
# usage: demo.sh PROGRAM [REPO [OUTPUT]]
#
# REPO is the one of kernels.sh unless given, OUTPUT is patches/ in the clone.
# exit status: 0 every series is there and applies, 1 not, 2 wrong use

set -eu
LC_ALL=C
export LC_ALL

warn()
{
	printf 'demo: %s\n' "$*" >&2
}

if [ $# -lt 1 ] || [ $# -gt 3 ]; then
	warn "usage: demo.sh PROGRAM [REPO [OUTPUT]]"
	exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
repo=${2:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/backportgen/kernels.git}
[ ! -d "$repo" ] || repo=$(cd "$repo" && pwd)
output=${3:-$root/patches}
mkdir -p "$output"
output=$(cd "$output" && pwd)
conf=$root/stable-targets.conf

if [ ! -x "$program" ]; then
	warn "$program is not there, run make"
	exit 1
fi
if [ ! -d "$repo" ]; then
	warn "$repo is not there, run tool/kernels.sh"
	exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# NAME REF of each target, in the order of the configuration
git config -f "$conf" --get-regexp '^target\..*\.ref$' |
	sed 's/^target\.//; s/\.ref / /' >"$scratch/all"
: >"$scratch/targets"
: >"$scratch/missing"
while read -r name ref; do
	if git --git-dir="$repo" rev-parse -q --verify "$ref^{tree}" >/dev/null; then
		echo "$name $ref" >>"$scratch/targets"
	else
		echo "$name" >>"$scratch/missing"
	fi
done <"$scratch/all"
if [ ! -s "$scratch/targets" ]; then
	warn "$repo has none of the kernels of $conf, run tool/kernels.sh"
	exit 1
fi

if [ -s "$scratch/missing" ]; then
	echo "Not in Debian, so not carried to here: $(tr '\n' ' ' <"$scratch/missing")"
fi

# What the program says about target $1:
# "1: 3 patches, 2 rules (a, b), base 0123456789ab, written"
# as lines: the number of patches, the base, the rules
answer()
{
	awk -v name="$1: " 'index($0, name) == 1 {
		line = substr($0, length(name) + 1)
		if (line !~ /^[0-9]+ patch.*, base [0-9a-f]+, [a-z]+$/) next
		patches = line; sub(/ .*/, "", patches); print patches
		base = line; sub(/.*, base /, "", base); sub(/,.*/, "", base); print base
		if (match(line, /rules? \(.*\), base /)) {
			rules = substr(line, RSTART, RLENGTH)
			sub(/^[^(]*\(/, "", rules); sub(/\), base $/, "", rules)
			n = split(rules, rule, /, */)
			for (i = 1; i <= n; i++) print rule[i]
		} else
			print "none needed"
		exit
	}' "$scratch/summary"
}

row()
{
	printf '%-7s %-22s %-12s  %7s  %-6s  %-6s  %s\n' "$@" | sed 's/ *$//'
}

# Did verify find that target $1 passes check $2?
passes()
{
	grep -qxF "$1: apply: $2: passed" "$scratch/verified"
}

status=0

# The program on series $1, with the arguments behind it. What a target has to
# complain of is told below; anything else ends this.
program()
{
	of=$1
	shift
	ended=0
	(cd "$root" && "$program" --repo "$repo" --series "$of" "$@") </dev/null ||
		ended=$?
	if [ $ended -gt 1 ]; then
		exit $ended
	fi
	[ $ended = 0 ] || status=1
}

# Carry series $1 and see whether the results apply: $scratch/summary and
# $scratch/verified have what the program says.
carry()
{
	mainline=$(git config -f "$conf" "series.$1.patches") ||
		mainline=patches/$1/mainline
	count=$(cd "$root" && grep -c '^[^#]' "$mainline/series")
	echo "Carrying the $count patches of $mainline to $(
		cut -d ' ' -f 1 "$scratch/targets" | tr '\n' ' ')..."
	since=$(date +%s)
	# shellcheck disable=SC2046 # a name has no blanks
	program "$1" generate --output "$output/$1" \
		$(cut -d ' ' -f 1 "$scratch/targets") >"$scratch/summary"
	took=$(($(date +%s) - since))
	case $took in 0) took="less than a second" ;; *) took="$took s" ;; esac

	# the base is what the series was made for, wherever the branch is now
	: >"$scratch/bases"
	while read -r name ref; do
		answer "$name" >"$scratch/answer"
		base=$(sed -n 2p "$scratch/answer")
		[ -z "$base" ] || echo "$name=$base" >>"$scratch/bases"
	done <"$scratch/targets"
	: >"$scratch/verified"
	if [ -s "$scratch/bases" ]; then
		# shellcheck disable=SC2046 # a name has no blanks
		program "$1" -v verify --output "$output/$1" \
			$(cat "$scratch/bases") >"$scratch/verified"
	fi
}

# A row for each target of the series $1, and what came of all of them.
table()
{
	echo
	row target 'kernel (Debian)' 'base commit' patches quilt 'git am' 'rules that fired'
	good=0 bad=0
	while read -r name ref; do
		version=$(git --git-dir="$repo" log -1 --format=%s "$ref" --)
		answer "$name" >"$scratch/answer"
		if [ ! -s "$scratch/answer" ]; then
			row "$name" "${version##* }" '-' '-' '-' '-' 'no series, see above'
			bad=$((bad + 1))
			continue
		fi
		{
			read -r patches
			read -r base
			read -r rule
			quilt=ok am=ok
			passes "$name" quilt || quilt=FAILS
			if ! passes "$name" 'git am' || ! passes "$name" 'same tree'; then
				am=FAILS
			fi
			if [ $quilt = ok ] && [ $am = ok ]; then
				good=$((good + 1))
			else
				bad=$((bad + 1))
			fi
			row "$name" "${version##* }" "$base" "$patches" "$quilt" "$am" "$rule"
			while read -r rule; do
				row '' '' '' '' '' '' "$rule"
			done
		} <"$scratch/answer"
	done <"$scratch/targets"
	echo
	if [ $bad = 0 ]; then
		into=$output/$1
		echo "All $good series are in ${into#"$root"/}/ and apply; generated in $took."
	else
		echo "$bad of $((good + bad)) targets have no series that applies; $good do."
		status=1
	fi
}

sed -n 's/^\[series "\(.*\)"\].*/\1/p' "$conf" >"$scratch/series"
while read -r which; do
	carry "$which"
	table "$which"
	echo
done <"$scratch/series"
echo "quilt:  quilt push -a --fuzz=0 on the kernel's own files, no fuzz and no offset"
echo "git am: the same patches as commits, ending in the same content as quilt"
exit $status
