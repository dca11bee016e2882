#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verify --level=build of a series that changes a file which the configuration
# leaves out: it is not compiled by force, and does not pass for compiled.
# shellcheck disable=SC2016 # quoted for a Makefile
. "$(dirname "$0")/lib.sh"
. "$tests/mini.sh"

# A kernel with a driver of two parts, as drivers/xen has xen-gntdev.o: without
# its symbol it does not compile. The series changes one of them.
mini
rm -rf "$work/tree" "$work/good"
mkdir "$work/tree"
cp -R "$tests/mini/kernel/." "$work/tree"
cat >>"$work/tree/drivers/mini/Makefile" <<'END'
obj-$(CONFIG_MINI_DEV) += mini-dev.o
mini-dev-y := dev.o
END
cat >"$work/tree/drivers/mini/dev.c" <<'END'
// SPDX-License-Identifier: GPL-2.0-only
#ifndef CONFIG_MINI_DEV
#error "this is for CONFIG_MINI_DEV"
#endif
int mini_dev(void);

int mini_dev(void)
{
	return 1;
}
END
mkdir -p "$work/tree/arch/other"
echo 'int other;' >"$work/tree/arch/other/other.c"
commit_tree mini

# of FILE SCRIPT: the series becomes one patch that changes that file
of()
(
	cd "$work/tree" || exit 1
	rm -rf .git
	git init -q
	git add -A
	git commit -qm base
	sed -i "$2" "$1"
	git commit -qam 'mini: Change it

For a reason.'
	rm -rf "$target"
	git format-patch -q -1 --no-numbered -o "$target"
	cd "$target" && ls -- *.patch >series
	cd "$work/tree" && git checkout -q HEAD~ && rm -rf .git
)

# on ARCH...: the symbol is asked for on these
on()
{
	for arch in arm64 arm; do
		sed -i '/MINI_DEV/d' "$work/conf/tool/verify/$arch.config"
	done
	for arch; do
		echo CONFIG_MINI_DEV=y >>"$work/conf/tool/verify/$arch.config"
	done
}

name='drivers/mini/dev.c'
of $name 's/return 1/return 2/'
on
verify
complains 1 "mini: build: arm64 gcc, default, $name: $name is not compiled: CONFIG_MINI_DEV is not y in the configuration; add CONFIG_MINI_DEV=y, or what selects it, to tool/verify/arm64.config" \
	'a file that no configuration has'
out_has "mini: build: arm gcc, default, $name: failed: " '... that is told for each architecture'
on arm64
verify
status_is 0 'one that a single architecture has'
out_has 'mini: build: arm64 gcc, default, 0001-mini-Change-it.patch: passed' '... is compiled there'
out_has "mini: build: arm gcc, default, $name: left out: $name is not compiled: CONFIG_MINI_DEV is not y" \
	'... and named on the other'
on arm64 arm
verify
status_is 0 'one that both have'
for lane in 'arm64 gcc' 'arm gcc' 'arm64 clang' 'arm clang'; do
	out_has "mini: build: $lane, default, 0001-mini-Change-it.patch: passed" "... $lane"
done
check '... nothing is left out' sh -c '! grep -q "left out" "$1"' - "$work/out"
of $name 's/return 1/return none/'
verify
complains 1 "$name:9:16: error: 'none' undeclared" '... a fault in it is found'
name='arch/other/other.c'
of $name 's/int other/long other/'
verify
out_has "mini: build: $name: left out: $name is of none of the architectures that are built for" \
	'a file of another architecture is named'

done_testing
