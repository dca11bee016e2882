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
	grep '^  ' "$work/err" >"$work/err.diff"
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
err_has 'include/linux/iommu.h:10 has struct iommu_ops' \
	'and where that would be of which nothing stands there'
err_has 'cocci/iommu-callback-unknown.rule' 'and the rule that refuses'
err_has '; nearest known target is unknown-callback' \
	'and the nearest known target, here the series of an earlier state'
check 'and what differs, below it and no more' diff - "$work/err.diff" <<'EOF'
  --- unknown-callback
  +++ unknown-callback
  @@ -3,3 +3,3 @@ include/linux/iommu.h: struct iommu_ops
   	struct iommu_domain *(*domain_alloc_paging)(struct device *)
  -	struct iommu_device *(*probe_device)(struct device *)
  +	struct iommu_device *(*attach_hardware)(struct device *)
   	void (*release_device)(struct device *)
EOF
out_has 'current: 3 patches' 'the other target goes on'
rm -rf "$work/patches/current"
check 'the earlier series stays' diff -r "$work/earlier" "$work/patches"

generate unknown-registration=unknown-registration
complains 1 'iommu_device_register() takes neither three arguments nor' \
	'a call with another number of arguments is not guessed'
err_has 'include/linux/iommu.h:' 'the message names the line that stands there'
check 'and the change of a declaration, not of one that is not there at all' \
	diff - "$work/err.diff" <<'EOF'
  --- unknown-callback
  +++ unknown-registration
  @@ -1,3 +1,3 @@
   include/linux/iommu.h: iommu_device_register
  -	int iommu_device_register(struct iommu_device *, const struct iommu_ops *, struct device *)
  +	int iommu_device_register(struct iommu_device *, const struct iommu_ops *, struct device *, unsigned long)
   include/linux/iommu.h: iommu_device_set_fwnode
EOF
generate -q unknown-registration=unknown-registration
check '-q: the line alone' test ! -s "$work/err.diff"

generate never-defers=never-defers
status_is 0 'what a driver would need does not matter where it is dropped'

run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	explain unknown-callback=unknown-callback iommu-callback-unknown
status_is 1 'explain tells of it, with the same status'
out_has 'iommu-callback-unknown: chosen' 'that the rule was chosen'
out_has 'Refuses: struct iommu_ops has neither' 'and why'

# --- a hook site: both the context and the anchor have moved on
rm -rf "$work/tree"
skeleton current "$work/tree"
sed -i 's/(xen_late_init)/(xen_first_init)/; /empty stubs/d' \
	"$work/tree/arch/arm/xen/enlighten.c"
commit_tree unknown-hook
generate unknown-hook=unknown-hook
complains 1 'of its 6 lines stand at arch/arm/xen/enlighten.c:' \
	'a hunk without a place: where most of its context stands'
check 'and what stands there instead' grep -qxF \
	'  +late_initcall(xen_first_init);' "$work/err.diff"

# --- an answer that is unclear
rm -rf "$work/tree"
skeleton current "$work/tree"
sed -i 's/^	struct iommu_device \*(\*probe_device).*/	IOMMU_CALLBACK(probe_device);/' \
	"$work/tree/include/linux/iommu.h"
commit_tree unclear
run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	probe unclear=unclear
complains 1 "probe 'iommu-ops-have-probe-device' is unclear" \
	'an unclear answer: one complaint'
err_has 'IOMMU_CALLBACK(probe_device); [#if defined(CONFIG_IOMMU_API)]; nearest known target is 6.6' \
	'with the nearest target'
err_has '  +	IOMMU_CALLBACK(probe_device)' 'and what differs'
run "$bpg" --config "$top/stable-targets.conf" --repo "$work/kernel.git" \
	probe --format=json unclear=unclear
out_has '"nearest": "6.6"' 'JSON has both'
out_has '\n+\tIOMMU_CALLBACK(probe_device)\n' 'as text'

done_testing
