#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# new-rule on kernels that fit no rule: what it writes is taken by the program
# and by tests/rule.t, which then reports that one case; when the rule is
# written, the series goes there.
. "$(dirname "$0")/lib.sh"

# a project with one rule case of its own, as tests/rule.t is not quick
project=$work/project
series=$(configured_series | head -n 1)
fresh()
{
	rm -rf "$project"
	mkdir -p "$project/tests/rule/iommu-ops-nonconst"
	cp -R "$top/cocci" "$top/patches" "$top/stable-targets.conf" "$project"
	cp "$tests/lib.sh" "$tests/rule.t" "$project/tests"
	cp -R "$tests/rule/iommu-ops-nonconst/stub" \
		"$project/tests/rule/iommu-ops-nonconst"
}

bp()
{
	run "$bpg" --config "$project/stable-targets.conf" \
		--repo "$work/kernel.git" "$@"
}

rule_tests()
{
	BACKPORTGEN=$bpg "$project/tests/rule.t" >"$work/tap" 2>&1
	grep '^not ok' "$work/tap" | sed 's/^not ok [0-9]* - //' >"$work/failing"
}

fails_alone()
{
	rule_tests
	cat "$work/tap"
	[ "$(cat "$work/failing")" = "$1" ]
}

all_pass()
{
	rule_tests
	cat "$work/tap"
	grep -q "^ok [0-9]* - $1\$" "$work/tap" && [ ! -s "$work/failing" ]
}

# The user: puts the patch on stdin behind the header, ...
write_body()
{
	sed -i '/^$/,$d' "$project/cocci/$1.cocci"
	cat >>"$project/cocci/$1.cocci"
}

# ... changes before.* by hand, here by sed's command $2, ...
write_after()
{
	(cd "$project/tests/rule/$1/series-form" &&
		for file in before.*; do
			sed "$2" "$file" >"after.${file#before.}"
		done)
}

# ... and lets the rule that refuses leave the kernel to the new one.
narrow()
{
	sed -i "s/^\/\/ When: .*/& \&\& !$2/" "$project/cocci/$1"
}

holdings()
{
	(cd "$project" && find . -type f | sort | xargs cksum)
}

untouched()
{
	holdings | diff "$work/before" -
}

for name in current unknown-callback unknown-registration; do
	kernel "$name" "$name"
done

# --- a registration with four parameters
fresh
(cd "$project" && find . -type f | sort) >"$work/files"
# a rule that goes by what is not there takes kernels that it does not know
sed -i 's/^\/\/ When: .*/\/\/ When: !iommu-register-takes-ops/' \
	"$project/cocci/iommu-device-register-args.cocci"
bp new-rule iommu-register-flags --target mine=unknown-registration
status_is 0 'a registration of another form: a rule is begun'
silent '... without a complaint'
rule=$project/cocci/iommu-register-flags.cocci
out_has 'iommu-registration-unknown.rule: refuses this kernel still; its When: may want "&& !iommu-register-flags"' \
	'... and told what is left to do'
out_has 'iommu-device-register-args.cocci: is chosen here too; ' \
	'... with another rule that would be in the way'
check '... three files are new' sh -c \
	'cd "$1" && find . -type f | sort | comm -13 "$2" - | diff "$3" -' - \
	"$project" "$work/files" - <<'EOF'
./cocci/iommu-register-flags.cocci
./tests/rule/iommu-register-flags/series-form/after.c
./tests/rule/iommu-register-flags/series-form/before.c
EOF
check '... the probe asks for that form' grep -qF \
	'ask = "params iommu_device_register 4"' "$project/cocci/probes.conf"
check '... which is the condition' grep -qx \
	'// When: iommu-register-flags' "$rule"
check '... the use is that of the rule that refuses' grep -qx \
	'// Uses: iommu_device_register' "$rule"
check '... the file is the one of the series' grep -qx \
	'// Files: drivers/xen/xen-iommu-el2.c' "$rule"
check '... and the header has what differs from the nearest' grep -qF \
	'//#   -	int iommu_device_register(struct iommu_device *, const struct iommu_ops *, struct device *)' \
	"$rule"
bp probe mine=unknown-registration current=current
check 'the probe tells this kernel from others' \
	grep -qx 'iommu-register-flags *yes *no' "$work/out"
check 'tests/rule.t reports that case and no other' \
	fails_alone iommu-register-flags/series-form
check '... as it is not written' grep -q '#error.*not written yet' "$work/tap"

narrow iommu-registration-unknown.rule iommu-register-flags
narrow iommu-device-register-args.cocci iommu-register-flags
bp generate mine=unknown-registration
complains 1 "rule 'iommu-register-flags' (" 'the empty rule carries nothing'
err_has 'changes nothing in drivers/xen/xen-iommu-el2.c' '... and says so'

write_body iommu-register-flags <<'EOF'

@iommu_register_flags@
expression iommu, ops, dev;
@@
 iommu_device_register(iommu, ops, dev
+	, 0
 )
EOF
write_after iommu-register-flags '/iommu_device_register(/s/);/, 0);/'
check 'the written rule passes' all_pass iommu-register-flags/series-form
bp generate mine=unknown-registration
status_is 0 'and the series goes there'
check '... in the new form' grep -q 'iommu_device_register(.*, 0)' \
	"$project/patches/$series/mine/0003-xen-iommu-el2-Add-a-stub-driver-for-Xen-s-own-IOMMUs.patch"
bp generate --output "$work/others" current=current
status_is 0 'while a kernel of the known form needs no rule'
out_has 'no rule needed' '... still'

# --- a callback of another name
fresh
bp new-rule iommu-attach-hardware --target mine=unknown-callback
status_is 0 'a callback of another name: a rule is begun'
check '... the probe asks for its member, in the header where it is' \
	grep -qF 'ask = "member iommu_ops attach_hardware"' \
	"$project/cocci/probes.conf"
check '... tests/rule.t reports that case and no other' \
	fails_alone iommu-attach-hardware/series-form
narrow iommu-callback-unknown.rule iommu-attach-hardware
write_body iommu-attach-hardware <<'EOF'

@iommu_attach_hardware@
identifier ops;
expression probe;
@@
 struct iommu_ops ops = {
-	.probe_device = probe,
+	.attach_hardware = probe,
 };
EOF
write_after iommu-attach-hardware 's/\.probe_device/.attach_hardware/'
check 'the written rule passes' all_pass iommu-attach-hardware/series-form
bp generate mine=unknown-callback
status_is 0 'and the series goes there'

# --- a hook site: the function has another head
rm -rf "$work/tree"
skeleton current "$work/tree"
sed -i 's/(struct device \*dev)/(struct device *dev, bool coherent)/' \
	"$work/tree/include/xen/arm/xen-ops.h"
commit_tree unknown-hook
fresh
bp new-rule xen-setup-coherent --target mine=unknown-hook
status_is 0 'a hook site of another form: a rule is begun'
rule=$project/cocci/xen-setup-coherent.cocci
check '... which takes over the hunk' grep -qx \
	'// Consumes: include/xen/arm/xen-ops.h' "$rule"
check '... the probe asks for the line that stands there' grep -qF \
	'static inline void xen_setup_dma_ops(struct device *dev, bool coherent)' \
	"$project/cocci/probes.conf"
check '... tests/rule.t reports that case and no other' \
	fails_alone xen-setup-coherent/series-form
write_body xen-setup-coherent <<'EOF'

@xen_setup_coherent@
identifier dev;
symbol xen_swiotlb_dma_ops;
@@
 xen_setup_dma_ops(struct device *dev, ...)
 {
	<...
	if (xen_swiotlb_detect()
+	    && !xen_is_protected_device(dev)
	   )
		dev->dma_ops = &xen_swiotlb_dma_ops;
	...>
 }
EOF
write_after xen-setup-coherent \
	's/xen_swiotlb_detect()/& \&\& !xen_is_protected_device(dev)/'
check 'the written rule passes' all_pass xen-setup-coherent/series-form
bp generate mine=unknown-hook
status_is 0 'and the series goes there'

# --- what it refuses
fresh
holdings >"$work/before"
refused()
{
	complains "$1" "$2" "$3"
	check "$3: nothing is written" untouched
}
bp new-rule
refused 2 'new-rule wants one name' 'no name'
bp new-rule a-rule
refused 2 'and a target by --target' 'no target'
bp new-rule a-rule --target mine=current
refused 2 'mine: nothing to write' 'a kernel without a fault'
for name in '' A a/b ../a -- a- 'a b' 1a; do
	bp new-rule --target mine=unknown-callback -- "$name"
	refused 2 'is no name for a rule' "the name '$name'"
done
bp new-rule iommu-callback-unknown --target mine=unknown-callback
refused 2 "a rule 'iommu-callback-unknown' is there already" \
	'the name of a rule'
bp new-rule iommu-has-set-fwnode --target mine=unknown-callback
refused 2 "a probe 'iommu-has-set-fwnode' is there already" \
	'the name of a probe'
bp new-rule a-rule --target mine=nowhere
refused 1 'no rule helps against this' 'a target that is not there'
mkdir -p "$project/tests/rule/mine"
bp new-rule mine --target mine=unknown-callback
refused 2 'tests/rule/mine: is there already' 'cases of that name'

# a link that a clone of others brought, which leads out of the project
ln -s "$work/outside" "$project/tests/rule/c-rule"
bp new-rule c-rule --target mine=unknown-callback
refused 2 'tests/rule/c-rule: is there already' 'a link that leads nowhere'
check '... stays as it is' test -L "$project/tests/rule/c-rule" -a ! -e "$work/outside"
rm -f "$project/tests/rule/c-rule"
echo precious >"$work/outside"
for name in probes.conf c-rule.cocci; do
	ln -s "$work/outside" "$project/cocci/$name.backportgen-part"
done
bp new-rule c-rule --target mine=unknown-callback
status_is 0 'links in the place of the files to be'
check '... what they lead to stays' test "$(cat "$work/outside")" = precious
check '... and the files are none' test ! -L "$project/cocci/c-rule.cocci" -a \
	! -L "$project/cocci/probes.conf"
fresh

# the last file to be written cannot be: the first ones go again
mkdir "$project/cocci/b-rule.cocci.backportgen-part"
bp new-rule b-rule --target mine=unknown-callback
refused 1 'b-rule.cocci.backportgen-part' 'a file that cannot be written'
check '... and no folder stays' test ! -e "$project/tests/rule/b-rule"

# a semantic patch is of no use for a Kconfig file, and the fault says the rest
rm -rf "$work/tree"
skeleton current "$work/tree"
sed -i -e '/^endmenu/d' -e '/(e.g. qemu/d' "$work/tree/drivers/xen/Kconfig"
commit_tree no-menu
rmdir "$project/cocci/b-rule.cocci.backportgen-part"
holdings >"$work/before"
bp new-rule b-rule --target mine=no-menu
refused 1 'write a .rule with an Anchor: instead' 'a hunk that is no C'
err_has "the anchor 'endmenu' of rule 'kconfig-last-endmenu' is not there" \
	'... which says what was looked for'
err_has 'stand at drivers/xen/Kconfig:15' '... and where the nearest is'

# an unclear answer is no ground for a rule
rm -rf "$work/tree"
skeleton current "$work/tree"
sed -i 's/^	struct iommu_device \*(\*probe_device).*/	IOMMU_CALLBACK(probe_device);/' \
	"$work/tree/include/linux/iommu.h"
commit_tree unclear
bp new-rule b-rule --target mine=unclear
refused 1 'no rule can rest on an unclear answer' 'an unclear answer'

done_testing
