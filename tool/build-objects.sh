#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds what a series touches in a kernel, built in, for arm64 with W=1. Only
# "make prepare" and the objects are built, never a kernel.
#
# usage: build-objects.sh REPO REF SERIESDIR WORKDIR
#
# WORKDIR/<tree id>/ keeps the exported sources and the build folder for the
# next time, whatever the series is then. It may be deleted at any moment when
# no build is at work in it.
#
# exit status: 0 all built without a new warning, 1 not, 2 wrong use

set -eu
umask 022
LC_ALL=C
export LC_ALL

warn()
{
	printf 'build-objects: %s\n' "$*" >&2
}

die()
{
	warn "$*"
	exit 1
}

if [ $# != 4 ]; then
	warn "usage: build-objects.sh REPO REF SERIESDIR WORKDIR"
	exit 2
fi
repo=$1 ref=$2
series=$(cd "$3" && pwd)
mkdir -p "$4"
work=$(cd "$4" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
fragment=$here/../tests/kernel/arm64-xen.config
compiler=${CROSS_COMPILE:-aarch64-linux-gnu-}gcc
jobs=${JOBS:-2}

for program in "$compiler" make bc flex bison quilt flock; do
	command -v "$program" >/dev/null || die "$program is missing, see tool/setup.sh kernel"
done
[ -s "$series/series" ] || die "$series: no series"
tree=$(git --git-dir="$repo" rev-parse -q --verify "$ref^{tree}") ||
	die "$repo: no $ref"
dir=$work/$tree
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9

from_tree()
{
	GIT_INDEX_FILE=$dir/index git --git-dir="$repo" --work-tree="$dir/src" "$@"
}

# ---- what the series touches ------------------------------------------------

# quilt's series: one patch a line, options and comments may follow
sed 's/#.*//; s/[[:space:]].*//; /^$/d' "$series/series" >"$dir/patches"
while read -r patch; do
	[ -f "$series/$patch" ] || die "$series/$patch: no such patch"
	cat "$series/$patch"
done <"$dir/patches" >"$dir/all.patch"
sed -n 's/^diff --git a\/[^ ]* b\///p' "$dir/all.patch" | sort -u >"$dir/touched"
[ -s "$dir/touched" ] || die "$series: touches nothing"

# SYMBOL OBJECT for each object that the series adds to a Makefile
awk '
	/^diff --git / { folder = ""; path = substr($4, 3)
		if (path ~ /\/Makefile$/) { folder = path; sub(/[^\/]*$/, "", folder) } }
	folder != "" && /^\+obj-\$\(CONFIG_[A-Za-z0-9_]+\)/ {
		symbol = $1; sub(/^[^(]*\(/, "", symbol); sub(/\).*/, "", symbol)
		for (i = 2; i <= NF; i++)
			if ($i ~ /\.o$/) print symbol, folder $i
	}' "$dir/all.patch" >"$dir/added"

# TARGET OBJECT for each .c: what make is asked for, what has to be there then
targets=arch/arm64/mm/dma-mapping.o
objects=$targets		# the hook's caller, also if only its header changes
while read -r path; do
	case $path in
	arch/arm64/mm/dma-mapping.c) ;;
	arch/arm/xen/*.c)		# arm64 builds these under a path of its own
		case " $targets " in *" arch/arm64/xen/ "*) ;; *)
			targets="$targets arch/arm64/xen/" ;;
		esac
		objects="$objects ${path%.c}.o" ;;
	arch/arm64/*.c)
		targets="$targets ${path%.c}.o" objects="$objects ${path%.c}.o" ;;
	arch/*.c)
		echo "not built, not for arm64: $path" ;;
	*.c)
		targets="$targets ${path%.c}.o" objects="$objects ${path%.c}.o" ;;
	esac
done <"$dir/touched"

# ---- the tree ---------------------------------------------------------------

# Large parts that neither Kconfig nor our objects look at stay behind: this
# is a fifth of the time and of the space. What is missing would be noticed.
needed()
{
	awk '
		NR == FNR { folder = $0; sub(/[^\/]*$/, "", folder); near[folder]; next }
		/(^|\/)(Kconfig|Makefile|Kbuild|Makefile\.[a-z]*)[^\/]*$/ { print; next }
		{ folder = $0; sub(/[^\/]*$/, "", folder) }
		folder in near { print; next }
		/^(Documentation|samples|sound|net|fs|rust|LICENSES|certs|crypto|ipc|virt|block|io_uring)\// { next }
		/^tools\/(testing|perf|power|bpf|verification|tracing)\// { next }
		/^arch\/x86\/entry\/syscalls\// { print; next }	# scripts/checksyscalls.sh
		/^arch\// && !/^arch\/arm(64)?\// { next }
		/^arch\/arm(64)?\/(boot\/dts|configs|crypto|mach-|plat-|kvm)/ { next }
		/^drivers\// && !/^drivers\/(xen|iommu|base|firmware|of|irqchip|clocksource)\// { next }
		{ print }' "$dir/touched" -
}

if [ ! -e "$dir/exported" ]; then
	rm -rf "$dir/src" "$dir/out" "$dir/index" "$dir/dirty" "$dir/last"
	mkdir "$dir/src"
	from_tree read-tree "$tree"
	from_tree ls-files | needed |
		from_tree checkout-index -q -f --stdin
	: >"$dir/dirty"
	: >"$dir/exported"
fi

# Puts back what a series has changed; the times become new, so that make
# sees it. A run that was killed leaves its list in "dirty" for the next one.
restore()
{
	while read -r path; do
		rm -f "$dir/src/$path"
		if from_tree ls-files --error-unmatch "$path" >/dev/null 2>&1; then
			echo "$path"
		fi
	done <"$dir/dirty" | from_tree checkout-index -q -f --stdin
	rm -rf "$dir/src/.pc"
	: >"$dir/dirty"
}

restore
cp "$dir/touched" "$dir/dirty"
# with what stands beside it, if an earlier series did not touch that folder
from_tree ls-files | needed | while read -r path; do
	[ -e "$dir/src/$path" ] || echo "$path"
done | from_tree checkout-index -q --stdin

apply()
{
	(
		cd "$dir/src"
		QUILT_PATCHES=$series quilt --quiltrc - push -a --fuzz=0
	) >"$dir/log" 2>&1 || {
		restore
		die "$series: quilt cannot apply it to $ref: $(grep -m 1 -E 'FAILED|does not apply|does not exist|can.t find' "$dir/log")"
	}
	if grep -Eq '^Hunk .*(offset|fuzz)' "$dir/log"; then
		restore
		die "$series: applies to $ref with an offset: $(grep -m 1 -E '^Hunk .*(offset|fuzz)' "$dir/log")"
	fi
}

# Is the series applied now the one of the last time?
is_last()
{
	cmp -s "$dir/touched" "$dir/last/touched" || return 1
	while read -r path; do
		cmp -s "$dir/src/$path" "$dir/last/files/$path" || return 1
	done <"$dir/touched"
}

# The same series as the last time gets the times of the last time, or make
# would prepare everything anew for a touched header.
same_times()
{
	if is_last; then
		while read -r path; do
			touch -r "$dir/last/files/$path" "$dir/src/$path"
		done <"$dir/touched"
		return 0
	fi
	rm -rf "$dir/last"
	while read -r path; do
		[ -f "$dir/src/$path" ] || return 0
		mkdir -p "$dir/last/files/$(dirname "$path")"
		cp -p "$dir/src/$path" "$dir/last/files/$path"
	done <"$dir/touched"
	cp "$dir/touched" "$dir/last/touched"
}

# ---- the build --------------------------------------------------------------

cc=$compiler hostcc=gcc
if command -v ccache >/dev/null; then
	cc="ccache $compiler" hostcc="ccache gcc"
fi

build()
{
	make -s -C "$dir/src" O="$dir/out" ARCH=arm64 W=1 \
		CROSS_COMPILE="${compiler%gcc}" CC="$cc" HOSTCC="$hostcc" "$@" \
		>>"$dir/log" 2>&1 </dev/null 9>&-
}

# the first complaint of a log of make
reason()
{
	grep -m 1 -E 'error:|Error |\*\*\*|No rule|not found' "$dir/log" || tail -n 1 "$dir/log"
}

# Configures if the Kconfig files, the fragment or the compiler are others
configure()
{
	key=$({
		cat "$fragment"
		$compiler --version
		grep Kconfig "$dir/touched" | (cd "$dir/src" && xargs -r cat --)
	} | sha256sum)
	[ "$key" != "$(cat "$dir/out/configured" 2>/dev/null)" ] || return 0
	mkdir -p "$dir/out"
	rm -f "$dir/out/configured"
	build KCONFIG_ALLCONFIG="$fragment" allnoconfig ||
		die "$ref: cannot be configured: $(reason)"
	echo "$key" >"$dir/out/configured"
}

# The warnings of a log in the files that the series touches, as "PATH: TEXT"
warnings()
{
	awk '
		NR == FNR { touched[$0]; next }
		/: warning: / {
			at = index($0, ": warning: ")
			path = substr($0, 1, at - 1)
			sub(/(:[0-9]+)+$/, "", path)
			while (path != "" && !(path in touched))
				if (!sub(/^[^\/]*\//, "", path)) path = ""
			if (path != "") print path substr($0, at)
		}' "$dir/touched" "$1" | sort
}

apply
same_times
: >"$dir/log"
configure
for symbol in CONFIG_XEN CONFIG_OF_IOMMU CONFIG_SWIOTLB_XEN $(cut -d ' ' -f 1 "$dir/added"); do
	grep -qx "$symbol=y" "$dir/out/.config" || {
		restore
		die "$ref: $symbol is not y with $(basename "$fragment"), so it is not built in"
	}
done
for object in $objects; do
	rm -f "$dir/out/$object"
done
# shellcheck disable=SC2086 # a list of words
build -j"$jobs" $targets || {
	restore
	die "$ref: does not build: $(reason)"
}
for object in $objects; do
	[ -f "$dir/out/$object" ] || {
		restore
		die "$ref: make succeeds, but there is no $object"
	}
	command=$dir/out/${object%/*}/.${object##*/}.cmd
	if grep -q -e ' -DMODULE ' "$command"; then
		restore
		die "$ref: $object is built as a module"
	fi
done
warnings "$dir/log" >"$dir/warnings"

# Only if there are any: does the kernel itself give them as well?
if [ -s "$dir/warnings" ]; then
	restore
	rm -rf "$dir/last"
	: >"$dir/log"
	configure
	old=
	for object in $objects; do
		rm -f "$dir/out/$object"
	done
	for target in $targets; do
		case $target in
		*.o)	[ -f "$dir/src/${target%.o}.c" ] || continue ;;
		esac
		old="$old $target"
	done
	# shellcheck disable=SC2086
	build -j"$jobs" $old || die "$ref: does not build without the series: $(reason)"
	warnings "$dir/log" >"$dir/warnings.base"
	comm -23 "$dir/warnings" "$dir/warnings.base" >"$dir/warnings.new"
	if [ -s "$dir/warnings.new" ]; then
		restore
		die "$ref: new warning, $(head -n 1 "$dir/warnings.new")"
	fi
fi
restore
for object in $objects; do
	echo "built in, no new warning: $object"
done
