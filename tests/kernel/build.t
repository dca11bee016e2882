#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verify --level=build: each patch of each fresh series, for arm64 and arm, by
# gcc and clang, and faults that have to be found. Tells what it costs with
# kernels that are prepared and without; CONFIGS=all is the full matrix.
# shellcheck disable=SC2016,SC2086 # sh -c gets its arguments, a pattern of names
. "$(dirname "$0")/../lib.sh"

keep_prepared
cache=$lasting
configs=${CONFIGS:-default}
find_sandbox
verify()
{
	case " $* " in
	*' verify '*)	set -- "$@" ${sandbox:+"$sandbox"} ;;
	esac
	run "$bpg" --repo "$kernels" "$@"
}

cd "$top" || exit 1
configured_targets >"$work/targets"

entries()
{
	find "$cache/backportgen/build" -mindepth 1 -maxdepth 1 \
		-name '[0-9a-f]*' 2>/dev/null | sort
}

# Processor time in seconds of what this shell has waited for.
processor_time()
{
	awk -v tick="$(getconf CLK_TCK)" \
		'{ printf "%d\n", ($16 + $17) / tick }' "/proc/$$/stat"
}

# timed FILE ARGS...: verify, and "SECONDS PROCESSOR-SECONDS" in FILE
timed()
{
	file=$1
	shift
	since=$(date +%s)
	used=$(processor_time)
	verify "$@"
	echo "$(($(date +%s) - since)) $(($(processor_time) - used))" >"$file"
}

# cost SERIES NAME: what it took to verify it, this time and with nothing prepared. A
# run that finds everything prepared tells the latter from its record.
costs=$cache/backportgen/check-kernel
mkdir -p "$costs"
cost()
{
	record=$costs/$1-$2-$configs
	entries >"$work/after"
	if ! cmp -s "$work/before" "$work/after"; then
		mv "$work/time" "$record"
		timed "$work/time" --series "$1" verify --level=build --force \
			--configs="$configs" --output "$work/fresh/$1" "$2"
		status_is 0 "$1, $2: the same once more, prepared"
	fi
	[ -f "$record" ] || echo '? ?' >"$record"
	echo "$1/$2 $(cat "$record") $(cat "$work/time")" >>"$work/costs"
}

# patches SERIES NAME: how many of them change code
patches()
{
	grep -lE '^\+\+\+ b/.*\.[ch]$' "$work/fresh/$1/$2"/*.patch | wc -l
}

# whole SERIES NAME: it builds, and what comes before that finds nothing
whole()
{
	which="$1, $2"
	run "$bpg" --repo "$kernels" --series "$1" generate \
		--output "$work/fresh/$1" "$2"
	status_is 0 "$which: a fresh series"
	entries >"$work/before"
	timed "$work/time" --series "$1" -v verify --level=build \
		--configs="$configs" --output "$work/fresh/$1" "$2"
	status_is 0 "$which: builds patch by patch, without a new warning"
	out_has "$2: style: passed" '... checkpatch, owners, binding and sparse find nothing'
	check '... there is something to build' test "$(patches "$1" "$2")" -gt 0
	for lane in 'arm64 gcc' 'arm gcc'; do
		check "... by $lane" test "$(grep -c \
			"^$2: build: $lane, default, .*: passed\$" "$work/out")" \
			-ge "$(patches "$1" "$2")"
	done
	# a compiler that is too old for a kernel is no fault of the series
	grep ': left out' "$work/out" | sed 's/^/# /'
	cost "$1" "$2"
}

there=0
while read -r name ref; do
	git --git-dir="$kernels" rev-parse -q --verify "$ref" >/dev/null || continue
	there=$((there + 1))
	newest=${newest:-$name}
	last=$name
	for series in $(configured_series); do
		whole "$series" "$name"
	done
done <"$work/targets"
check 'at least one kernel is there' test "$there" -gt 0

# what follows is about the first series
series=$(configured_series | head -n 1)
mv "$work/fresh" "$work/all"
mv "$work/all/$series" "$work/fresh"

# The default is --level=build with the default configuration: on two
# processors and an idle machine that stays below 40 minutes with nothing
# prepared, and below 5 with all. On stderr, as prove shows that.
awk -v configs="$configs" '
	{ printf "# %s: cold %s s (processor %s s), warm %s s (processor %s s)\n",
		$1, $2, $3, $4, $5
	  cold += $2; cold_cpu += $3; warm += $4; warm_cpu += $5
	  unknown += $2 == "?" }
	END { printf "# verify --level=build --configs=%s, %d series of kernels: cold %d s%s (processor %d s, goal 2400 s), warm %d s (processor %d s, goal 300 s)\n",
		configs, NR, cold, unknown ? " and more" : "", cold_cpu, warm, warm_cpu }
' "$work/costs" >&2

verify verify --level=build --configs="$configs" --output "$work/fresh" "$newest"
check 'an unchanged series is passed from the record' \
	test "$(grep -c 'unchanged since' "$work/out")" -eq 3

# What follows takes as long again, and build.t and buildcache.t in tests/ show
# it without a kernel: only with the full matrix.
if [ "$configs" != all ]; then
	done_testing
	exit
fi

# another run has the kernels for a while
for lock in "$cache"/backportgen/build/*/lock; do
	flock "$lock" sleep 5 &
done
since=$(date +%s)
verify verify --level=build --force --output "$work/fresh" "$newest"
status_is 0 "$newest: once more, while another run has it"
check '... which was waited for' test $(($(date +%s) - since)) -ge 5
wait

# --- seeded faults: one architecture will do

mkdir "$work/conf"
cp -R stable-targets.conf cocci "$work/conf"
mkdir -p "$work/conf/tool/verify" "$work/conf/patches/$series"
cp -R "patches/$series/mainline" "$work/conf/patches/$series"
rm "$work/conf/patches/$series/mainline/config/arm.config"
cp tool/verify/arm64.config tool/verify/checkpatch.ignore \
	"$work/conf/tool/verify"
cp tool/box.sh "$work/conf/tool"

# seed TARGET SCRIPT FILES: a copy of the series with a change to its patches
seed()
{
	rm -rf "$work/bad"
	mkdir "$work/bad"
	cp -R "$work/fresh/$1" "$work/bad"
	rm -f "$work/bad/$1/proof.json"
	[ -z "$2" ] || sed -i "$2" "$work/bad/$1"/$3
}

# built TARGET ARGS...
built()
{
	target=$1
	shift
	verify --config "$work/conf/stable-targets.conf" -v verify --level=build \
		--output "$work/bad" "$@" "$target"
}

# at_build TEXT WHAT: it fails at this level, with TEXT
at_build()
{
	complains 1 "$1" "$2"
	check '... at this level' grep -q "^backportgen: $target: build: " "$work/err"
	check '... with the command' grep -q 'to see it: cd ' "$work/err"
	log=$(sed -n 's/.*the whole log is //p' "$work/err")
	check '... and the log is there' test -s "${log:-/nowhere}"
}

seed "$newest" '/^+#include <linux\/iommu\.h>$/s/iommu/of_iommu/' '0003-*.patch'
built "$newest"
at_build 'error: ' 'fault: a missing include'
seed "$newest" '/^+\tint ret;$/s/int ret;/int ret, unused;/' '0003-*.patch'
built "$newest"
at_build "drivers/xen/xen-iommu-el2.c: warning: unused variable 'unused'" \
	'fault: an unused variable'

# the prototype that all but this kernel have
seed "$last" 's/iommu_device_register(&xen_iommu);/iommu_device_register(\&xen_iommu, NULL, NULL);/' '0003-*.patch'
built "$last"
at_build "too many arguments to function 'iommu_device_register'" \
	'fault: a wrong prototype on one kernel only'
check '... the patch before it builds' grep -q \
	"^$last: build: arm64 gcc, default, 0002-.*: passed\$" "$work/out"

# a patch more, that warns where the driver is off
driver_off_patch()
(
	rm -rf "$work/tree"
	mkdir "$work/tree"
	cd "$work/tree" || exit 1
	git init -q
	mkdir -p arch/arm/xen
	ref=$(git config -f "$top/stable-targets.conf" "target.$newest.ref")
	git --git-dir="$kernels" show "$ref:arch/arm/xen/enlighten.c" >arch/arm/xen/enlighten.c
	git apply --include=arch/arm/xen/enlighten.c "$work/bad/$newest"/0002-*.patch
	git add -A
	git commit -qm before
	printf '\n#ifndef CONFIG_XEN_IOMMU_EL2\nstatic int seeded;\n#endif\n' >>arch/arm/xen/enlighten.c
	git commit -qam 'xen: Warn where the driver is off

A warning to be found.'
	git format-patch -q -1 --start-number 4 -o "$work/bad/$newest"
	cd "$work/bad/$newest" && ls 0004-*.patch >>series
)
seed "$newest" ''
driver_off_patch
built "$newest"
status_is 0 'a warning only with the driver off is not seen with it on'
built "$newest" --configs=all
at_build "new warning, arch/arm/xen/enlighten.c: warning: 'seeded' defined but not used" \
	'fault: a warning only with the driver off'
check '... and not in the default one' grep -q \
	"^$newest: build: arm64 gcc, default, 0004-.*: passed\$" "$work/out"


done_testing
