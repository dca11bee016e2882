#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make install: DESTDIR and PREFIX, and what is installed works anywhere.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh

# The clone is left alone: it may be building, or not writable.
src=$work/src
mkdir "$src"
cp -R "$top/Makefile" "$top/tool" "$top/cocci" "$top/stable-targets.conf" "$src"
mkdir "$src/patches" "$src/tests"
cp -R "$top/patches/." "$src/patches"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES SAN
m()
{
	run make -C "$src" --no-print-directory CFLAGS=-O0 "$@"
}

# What is installed, without the program's own bytes.
installed()
{
	(cd "$1" && find . ! -type d | sort)
}

m install DESTDIR="$work/root" PREFIX=/opt/bpg
status_is 0 'make install DESTDIR PREFIX, from a fresh copy'
silent '... without a warning'
root=$work/root/opt/bpg
check '... nothing outside of PREFIX' test "$(ls "$work/root" "$work/root/opt")" = \
	"$(printf '%s:\nopt\n\n%s:\nbpg' "$work/root" "$work/root/opt")"
check '... the program' test -x "$root/bin/backportgen"
check '... the man page' test -f "$root/share/man/man1/backportgen.1"
check '... the targets' cmp "$top/stable-targets.conf" \
	"$root/share/backportgen/stable-targets.conf"
check '... rules and probes' diff -r "$top/cocci" "$root/share/backportgen/cocci"
series=$(configured_series | head -n 1)
for name in $(configured_series); do
	check "... the series $name" diff -r "$top/patches/$name/mainline" \
		"$root/share/backportgen/patches/$name/mainline"
done
check '... what each target declares, and nothing else of its series' sh -c \
	'cd "$1" && ls -d patches/*/*/declarations >"$3" && cd "$2" &&
	find patches -type f ! -path "patches/*/mainline/*" | sort | diff "$3" -' \
	- "$top" "$root/share/backportgen" "$work/declared"
check '... what boots kernels' diff -r "$top/tool/boot" \
	"$root/share/backportgen/tool/boot"
check '... which runs' "$root/share/backportgen/tool/boot/boot.sh" -h
check '... its parts as well' sh -c 'cd "$1" && find . -type f -perm /111 | sort >"$3" &&
	cd "$2" && find . -type f -perm /111 | sort | diff "$3" -' - "$top/tool/boot" \
	"$root/share/backportgen/tool/boot" "$work/programs"
check '... and finds how to read signed lists' cmp "$top/tool/debian.sh" \
	"$root/share/backportgen/tool/boot/../debian.sh"
check '... and the box' sh -c 'cmp "$1/box.sh" "$2/boot/../box.sh" && test -x "$2/box.sh"' \
	- "$top/tool" "$root/share/backportgen/tool"
check '... nothing is writable for all' sh -c \
	'! find "$1" ! -type l -perm /022 | grep .' - "$root"
check '... no path of the place it was built in' sh -c \
	'! grep -rlF -e "$1" -e "$2" "$3/share" "$3/bin/backportgen" | grep -v "bin/backportgen$"' \
	- "$src" "$work/root" "$root"
installed "$work/root" >"$work/list"
m install DESTDIR="$work/root" PREFIX=/opt/bpg
status_is 0 'once more'
installed "$work/root" >"$work/list-2"
check '... is the same' cmp "$work/list" "$work/list-2"

# --- without DESTDIR
m install PREFIX="$work/pre"
status_is 0 'PREFIX alone'
prefix=$work/pre

# --- it works where there is no configuration at all
mkdir "$work/user"
cd "$work/user" || exit 1
kernel bus-global bus-global
rm -rf "$work/kernel.git"
kernel current current
kernel register-alone register-alone
run "$prefix/bin/backportgen" --version
status_is 0 'the installed program'
run "$prefix/bin/backportgen" --repo "$work/kernel.git" rules
status_is 0 '... finds its rules'
run "$prefix/bin/backportgen" --repo "$work/kernel.git" generate mine=register-alone
status_is 0 '... carries to NAME=REV with no configuration'
silent '... nothing to complain of'
check '... into patches/ where the user stands' test -f "$work/user/patches/$series/mine/series"
check '... and nowhere else' sh -c '[ "$(ls "$1")" = patches ] && [ "$(ls "$1/patches")" = "$2" ] &&
	[ "$(ls "$1/patches/$2")" = mine ]' - "$work/user" "$series"
run "$bpg" -q --repo "$work/kernel.git" --config "$top/stable-targets.conf" \
	generate --output "$work/clone" mine=register-alone
check '... the same series as from the clone' diff -r "$work/clone/mine" "$work/user/patches/$series/mine"
run "$prefix/bin/backportgen" --repo "$work/kernel.git" check mine=register-alone
status_is 0 '... check'
run "$prefix/bin/backportgen" --repo "$work/kernel.git" probe mine=register-alone
status_is 0 '... probe'
run "$prefix/bin/backportgen" --repo "$work/kernel.git" explain mine=register-alone
status_is 0 '... explain'
mkdir "$work/own"
cp "$top/stable-targets.conf" "$work/own"
run env PATH=/nowhere "$prefix/bin/backportgen" --repo "$work/kernel.git" \
	--config "$work/own/stable-targets.conf" --rules "$prefix/share/backportgen/cocci" \
	--series "$prefix/share/backportgen/patches/$series/mainline" \
	verify --level=boot --no-sandbox mine=register-alone
complains 1 'missing: git, quilt, patch, ' '... what boots kernels is found from anywhere'
err_has 'qemu-system-aarch64' '... and asks for QEMU'
kernel unknown-registration unknown-registration
run "$prefix/bin/backportgen" --repo "$work/kernel.git" generate other=unknown-registration
complains 1 'nearest known target is 6.18' '... and knows what the targets of its release declare'
run "$prefix/bin/backportgen" --repo "$work/kernel.git" targets
status_is 1 'the installed targets that are not in this repository'
check '... are told of, one line each' test "$(grep -c '^backportgen: ' "$work/err")" -eq \
	"$(grep -c '^\[target' "$top/stable-targets.conf")"
printf '[target "own"]\n\tref = current\n' >"$work/user/stable-targets.conf"
run "$prefix/bin/backportgen" --repo "$work/kernel.git" \
	--rules "$prefix/share/backportgen/cocci" \
	--series "$prefix/share/backportgen/patches/$series/mainline" targets
check 'a configuration of the user'\''s own goes first' grep -q '^own ' "$work/out"


# --- a project of the user's own, which has targets and nothing else
own()
{
	run "$prefix/bin/backportgen" --repo "$work/kernel.git" "$@"
}
rm -rf "$work/user/patches"
kernel_of_ours=register-alone
printf '[target "own"]\n\tref = %s\n' "$kernel_of_ours" >"$work/user/stable-targets.conf"
own targets --format=gitlab
status_is 0 'targets alone make a project: jobs'
check '... for the installed series' json_is \
	'{i["SERIES"] for i in d["verify"]["parallel"]["matrix"]} >= {"'"$series"'"}'
own generate
status_is 0 '... generate, by the installed rules'
silent '... nothing to complain of'
check '... beside the configuration' diff -r -x provenance.json "$work/clone/mine" \
	"$work/user/patches/$series/own"
own verify
status_is 0 '... verify'
# what the style rests on, as one id; it does not matter what comes of it
for program in perl sparse bc flex bison aarch64-linux-gnu-gcc arm-linux-gnueabi-gcc; do
	printf '#!/bin/sh\necho %s 1.0\n' "$program" | fake "$program"
done
find_sandbox
rests_on()
{
	own "$@" verify --level=style ${sandbox:+"$sandbox"} --output "$work/user/patches/$series" \
		"own=$kernel_of_ours"
	python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["levels"]["style"]["key"])' \
		"$work/user/patches/$series/own/proof.json"
}
rests_on >"$work/key"
rests_on --config "$prefix/share/backportgen/stable-targets.conf" >"$work/key-2"
check '... whose settings are the installed ones' cmp "$work/key" "$work/key-2"
mkdir -p "$work/user/tool/verify"
rests_on >"$work/key-2"
check '... unless it has its own' sh -c '! cmp -s "$1" "$2"' - "$work/key" "$work/key-2"
rm -r "$work/user/tool"
no_fakes
cp "$top/stable-targets.conf" "$work/user"
own generate "own=$kernel_of_ours"
out_has 'own: 3 patches, ' '... or one that lists a series without having it'
mkdir "$work/user/cocci"
own targets
complains 2 'cocci/probes.conf: cannot open' '... but rules of its own go first'
rm -r "$work/user/cocci"
mkdir -p "$work/user/patches/mainline"
printf '[target "own"]\n\tref = %s\n' "$kernel_of_ours" >"$work/user/stable-targets.conf"
own generate
complains 2 'patches/mainline/series: cannot open' '... and so does a series of its own'

# --- and away again
cd "$work" || exit 1
m uninstall PREFIX="$prefix"
status_is 0 'make uninstall'
check '... leaves no file' test -z "$(installed "$prefix")"
m clean
status_is 0 'make clean'
check '... leaves no file of ours' test ! -e "$src/build"

done_testing
