#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Text of others that is made to keep a reader busy: sixteen times as much takes
# sixteen times as long, or little more, up to 1 MiB. Each shape once took the square,
# and more than 20 seconds. The time is that of the processor.
. "$(dirname "$0")/lib.sh"

replays=$(dirname "$bpg")/replay
cd "$tests/.." || exit 1
FUZZ_SCRATCH=$work/scratch
export FUZZ_SCRATCH

for shape in ask.functions change.hunks ctext.nested makers.handed \
	makers.macros probes.probes rule.folded series.patches targets.off \
	targets.series targets.targets text.members text.subjects; do
	run "$replays/${shape%%.*}" --sizes "tests/fuzz/sizes/$shape"
	status_is 0 "$shape: 1 MiB of it are read in no more than their share"
done

done_testing
