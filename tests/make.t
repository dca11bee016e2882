#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make where the libraries are missing.
. "$(dirname "$0")/lib.sh"

# As on a machine whose pkg-config knows none, and on one that has no pkg-config
# shellcheck disable=SC2016
for how in PKG_CONFIG_LIBDIR=/nowhere PATH="$work/bin"; do
	mkdir -p "$work/bin" "$work/build"
	for program in make sh mkdir cmp printf gcc git; do
		ln -sf "$(command -v "$program")" "$work/bin"
	done
	run env -u MAKEFLAGS -u MAKELEVEL PKG_CONFIG_PATH= "$how" \
		make -C "$top" --no-print-directory BUILD="$work/build"
	check "$how: make fails" test "$status" -ne 0
	err_has "make: pkg-config does not find libgit2 jansson yaml-0.1; run 'tool/setup.sh build', or install " \
		'... it says which libraries it misses, and what to do'
	err_has ' libgit2-dev ' '... it names the packages'
	check '... it says no more than that, and that it stops' \
		test "$(wc -l <"$work/err")" -eq 2
	check '... it has compiled nothing' test -z "$(find "$work/build" -name '*.o')"
done

done_testing
