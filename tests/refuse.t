#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel with an interface that no rule knows: no series, no guess, and a
# message that says what was looked for and what stands there.
. "$(dirname "$0")/lib.sh"

for name in current unknown-callback unknown-registration never-defers; do
	kernel "$name" "$name"
done

generate()
{
	run "$bpg" --config "$top/stable-targets.conf" \
		--repo "$work/kernel.git" generate --output "$work/patches" "$@"
}

# an earlier series, which must stay
generate unknown-callback=current
status_is 0 'a series of a kernel that is known'
cp -R "$work/patches" "$work/earlier"

generate unknown-callback=unknown-callback current=current
complains 1 'unknown-callback: struct iommu_ops has neither probe_device nor add_device' \
	'a stub without its callback is not written'
err_has 'iommu-ops-have-probe-device: no (nothing in include/linux/iommu.h)' \
	'the message has the evidence'
err_has 'cocci/iommu-callback-unknown.rule' 'and the rule that refuses'
out_has 'current: 3 patches' 'the other target goes on'
rm -rf "$work/patches/current"
check 'the earlier series stays' diff -r "$work/earlier" "$work/patches"

generate unknown-registration=unknown-registration
complains 1 'iommu_device_register() takes neither three arguments nor' \
	'a call with another number of arguments is not guessed'
err_has 'include/linux/iommu.h:' 'the message names the line that stands there'

generate never-defers=never-defers
status_is 0 'what a driver would need does not matter where it is dropped'

run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	explain unknown-callback=unknown-callback iommu-callback-unknown
status_is 1 'explain tells of it, with the same status'
out_has 'iommu-callback-unknown: chosen' 'that the rule was chosen'
out_has 'Refuses: struct iommu_ops has neither' 'and why'

done_testing
