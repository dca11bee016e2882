#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What the readers take for 1 KiB, 64 KiB and 1 MiB of text: of each, the seed
# that is worst when it is repeated; those in sizes/ say what of them is. RED where 64 KiB take more than a second,
# or 1 MiB more than 24 times that, in time or in memory; the status is 1 then.
#
# usage: sizes.sh REPLAY...	(build/replay/NAME)

set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
FUZZ_SCRATCH=$work/scratch
export FUZZ_SCRATCH

status=0
printf '%-10s %19s %19s %19s\n' reader '1 KiB' '64 KiB' '1 MiB'
for replay; do
	name=$(basename "$replay")
	tests/fuzz/seeds.sh "$name" "$work/$name"
	"$replay" --sizes "$work/$name" tests/fuzz/sizes/"$name".* || status=1
done
exit "$status"
