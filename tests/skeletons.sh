#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Carries the series to the skeleton of each target. The same bytes must come of
# it on every machine; tests/other-debian.sh compares two.
#
# usage: skeletons.sh OUTPUT

# shellcheck disable=SC2154 # lib.sh sets them
. "$(dirname "$0")/lib.sh"
[ $# = 1 ] || { echo 'skeletons: usage: skeletons.sh OUTPUT' >&2; exit 2; }
output=$1

set -- --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	generate --output "$output"
while read -r target shape; do
	case $target in '#') continue ;; esac
	kernel "$target" "$shape"
	set -- "$@" "$target=$target"
done <"$tests/skeleton/targets"
"$bpg" "$@"
