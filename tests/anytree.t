#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Kernels that are none of the targets: between two of them, or with pieces of
# a newer one. What is chosen follows from what is there, piece by piece.
. "$(dirname "$0")/lib.sh"

# mix NAME SKELETON [SKELETON:PATH...]: branch NAME with the first skeleton's
# files, where each PATH is the other's, or absent as there.
mix()
{
	mixed=$1
	rm -rf "$work/tree" "$work/other"
	skeleton "$2" "$work/tree"
	shift 2
	for piece; do
		rm -rf "$work/other"
		skeleton "${piece%%:*}" "$work/other"
		path=${piece#*:}
		rm -f "$work/tree/$path"
		mkdir -p "$work/tree/${path%/*}"
		[ ! -f "$work/other/$path" ] ||
			cp "$work/other/$path" "$work/tree/$path"
	done
	[ -d "$work/kernel.git" ] || git init -q --bare "$work/kernel.git"
}

generate()
{
	commit_tree "$mixed"
	run "$bpg" --config "$top/stable-targets.conf" \
		--repo "$work/kernel.git" generate --output "$work/patches" \
		"$mixed=$mixed"
}

# chooses WHAT RULE...: the series is carried by these rules and no other.
chooses()
{
	what=$1
	shift
	generate
	status_is 0 "$mixed: $what"
	echo "$*" >"$work/want"
	sed -n 's/.* rules* (\([^)]*\)).*/\1/p; s/.*no rule needed.*//p' \
		"$work/out" | tr -d , >"$work/chosen"
	check '... by the rules that it needs, and no other' \
		diff "$work/want" "$work/chosen"
}

# answers PROBE ANSWER...
answers()
{
	run "$bpg" --config "$top/stable-targets.conf" \
		--repo "$work/kernel.git" probe "$mixed=$mixed"
	while [ $# -gt 0 ]; do
		check "... $1: $2" grep -qE "^$1 +$2\$" "$work/out"
		shift 2
	done
}

# Does the driver, patch 3, have a line that starts so?
driver_has()
{
	check "... $2" grep -qF -e "+$1" "$work/patches/$mixed"/0003-*
}

driver_lacks()
{
	check "... $2" sh -c '! grep -qF -e "$@"' - "+$1" \
		"$work/patches/$mixed"/0003-*
}

# --- a 4.x or 5.x with an iommu.h of later
# The rest says 5.4: text bindings, the hook in the architecture, xen_pm_init().
# Registration and callback are mainline's, so none of 5.4's rules for these.
mix later-header add-device arch-hook:include/linux/iommu.h
chooses 'a 5.4 whose iommu.h is 5.15'\''s' iommu-binding-text \
	kconfig-last-endmenu maintainers-xen-arm makefile-end xen-dma-ops-hook \
	xen-enlighten-stubs
answers iommu-register-takes-ops yes iommu-ops-have-add-device no \
	bus-holds-iommu-ops yes driver-sets-bus-ops yes
driver_has '	.probe_device =' 'the callback stays'
driver_has '	ret = iommu_device_register(' 'no bus gets the ops, so they are registered'

# As 5.8 was developed: core and drivers turned to .probe_device one by one, and
# the structure had both. The registration is older.
mix both-callbacks add-device
sed -i 's/^	int (\*add_device).*/&\n	struct iommu_device *(*probe_device)(struct device *dev);/' \
	"$work/tree/include/linux/iommu.h"
chooses 'a kernel with both callbacks' iommu-binding-text \
	iommu-device-register-args kconfig-last-endmenu maintainers-xen-arm \
	makefile-end xen-dma-ops-hook xen-enlighten-stubs
answers iommu-ops-have-add-device yes iommu-ops-have-probe-device yes
driver_has '	.probe_device =' 'the callback stays where it is known'

# --- between 5.10 and 5.15
# c0aec6680b6c made the setter an inline function again, and only then did
# 2d471b20c55e take it away: const is right, the three arguments are not.
mix const-setter register-alone
sed -i -e '/^#define iommu_device_set_ops/,/^} while/d' \
	-e 's/__iommu_device_set_ops/iommu_device_set_ops/' \
	"$work/tree/include/linux/iommu.h"
chooses 'a setter that only stores' iommu-device-register-args \
	kconfig-last-endmenu makefile-end xen-dma-ops-hook
answers iommu-set-ops-writes-owner no iommu-register-takes-ops no
driver_has 'static const struct iommu_ops' 'the ops stay const'

# --- between 5.15 and 6.1
# 5.19: xen_setup_dma_ops() and grant-dma-iommu are there, but a driver still
# hands its ops to a bus, which this one does not.
mix opt-in current arch-hook:include/linux/iommu.h \
	arch-hook:include/linux/device/bus.h \
	arch-hook:drivers/iommu/of_iommu.c
chooses 'buses that hold ops when a driver says so' ''
answers bus-holds-iommu-ops yes driver-sets-bus-ops yes \
	iommu-register-refuses-other-ops no
driver_has '	ret = iommu_device_register(' 'the buses never see these ops'

# ... and the hook has a test for grants before it.
mix grants-first grants-first
chooses 'a test for grants before that for swiotlb-xen' \
	xen-dma-ops-beside-grant xen-enlighten-stubs
answers xen-setup-asks-for-grants yes arch-chooses-xen-dma-ops no

# Between 57365a04c921 and 29e932295bfa, both of 6.1: the registration fills the
# buses already, and bus_set_iommu() is still declared.
mix half-moved bus-global arch-hook:include/linux/iommu.h
chooses 'a registration that fills the buses, beside the old function' \
	iommu-core-has-one-driver
answers driver-sets-bus-ops yes iommu-register-refuses-other-ops yes
driver_lacks '	ret = iommu_device_register(' 'nothing is registered'

# --- point releases of 6.1
# Stable renamed xen_pm_init(), gave platform drivers a .remove_new, and took the
# test for grants out of the hook (6.1.165); an early 6.1 has none of these.
mix early-6.1 bus-global add-device:arch/arm/xen/enlighten.c \
	add-device:include/linux/platform_device.h \
	grants-first:include/xen/arm/xen-ops.h
chooses 'a 6.1 before these changes of stable' iommu-core-has-one-driver \
	xen-dma-ops-beside-grant xen-enlighten-stubs
answers platform-has-remove-new no platform-remove-returns-int yes \
	xen-setup-asks-for-grants yes
# 6.2 has empty ops in grant-dma-iommu, which is nobody's concern.
mix empty-grant-ops bus-global
sed -i '/^static const struct iommu_ops/,/^};/c\
static const struct iommu_ops grant_dma_iommu_ops;' \
	"$work/tree/drivers/xen/grant-dma-iommu.c"
chooses 'a 6.2' iommu-core-has-one-driver
check '... the other stub is left alone' sh -c '! grep -q grant-dma-iommu.c "$1"/*.patch' - \
	"$work/patches/empty-grant-ops"
# The wait went from of_iommu_xlate() to iommu_fwspec_init() in 6.13, and the
# answer of a node that is not available from NO_IOMMU to -ENODEV. Where to pass
# the node over is not known then, and nothing is guessed.
mix wait-moved bus-global current:drivers/iommu/of_iommu.c
generate
complains 1 "wait-moved: rule 'iommu-core-has-one-driver'" \
	'wait-moved: a 6.1 that waits where mainline does'
err_has 'changes nothing in drivers/iommu/of_iommu.c' '... and it is said where'
check '... a licence line in common is no sign that the change is there' sh -c \
	'! grep -q "in this kernel already" "$1"' - "$work/err"

# --- vendor kernels
# The newest registration over buses that hold the ops, but with other ops let
# in: then the last driver that registers has every bus.
mix other-ops-let-in bus-global add-device:drivers/xen/grant-dma-iommu.c \
	add-device:drivers/xen/Kconfig add-device:drivers/xen/Makefile
sed -i '/^	if (demo_buses/,/-EBUSY/d' "$work/tree/drivers/iommu/iommu.c"
chooses 'bus-global ops without a refusal' iommu-core-has-one-driver \
	kconfig-last-endmenu makefile-end
answers iommu-register-refuses-other-ops no
# One that refuses other ops, and has no other stub.
mix alone bus-global add-device:drivers/xen/grant-dma-iommu.c \
	add-device:drivers/xen/Makefile
chooses 'bus-global ops and one stub driver' iommu-core-has-one-driver makefile-end

# --- between 6.6 and 6.12
# Buses gave up the ops in 6.8, .remove returned an int up to 6.10.
mix int-remove waits-in-xlate bus-global:include/linux/platform_device.h
chooses 'ops of the device, and an old platform driver' ''
answers platform-remove-returns-int yes bus-holds-iommu-ops no

# --- between 4.14 and 4.19
# The declarations went first: until the wait at the end of the initcalls came,
# a device waited for any IOMMU. With them and that wait, it does so as well.
mix undeclared never-defers current:include/linux/of_iommu.h
chooses 'nothing is declared any more' iommu-binding-text \
	iommu-device-register-args iommu-probe-device-drop kconfig-last-endmenu \
	maintainers-xen-arm makefile-end xen-dma-ops-hook xen-enlighten-stubs
mix declared-and-waits never-defers add-device:drivers/iommu/of_iommu.c
chooses 'declared, and waited for' iommu-binding-text \
	iommu-device-register-args iommu-probe-device-drop kconfig-last-endmenu \
	maintainers-xen-arm makefile-end xen-dma-ops-hook xen-enlighten-stubs
answers iommu-drivers-are-declared yes of-iommu-xlate-waits yes

# --- bindings half converted
mix half-converted add-device
mkdir -p "$work/tree/Documentation/devicetree/bindings/iommu"
echo '# a schema' >"$work/tree/Documentation/devicetree/bindings/iommu/samsung,sysmmu.yaml"
chooses 'one binding is a schema, the others are text' \
	iommu-device-register-args iommu-probe-device-drop kconfig-last-endmenu \
	maintainers-xen-arm makefile-end xen-dma-ops-hook xen-enlighten-stubs

# --- no bindings at all
# Vendors keep them in a repository of their own, with a link to it or without:
# the binding is left out, with its line in MAINTAINERS, and nothing is written
# through the link.
mix linked-bindings arch-hook
rm -rf "$work/tree/Documentation/devicetree/bindings"
ln -s ../../vendor/bindings "$work/tree/Documentation/devicetree/bindings"
chooses 'bindings behind a link' bindings-elsewhere kconfig-last-endmenu \
	makefile-end xen-dma-ops-hook
check '... two patches are left' test "$(wc -l <"$work/patches/linked-bindings/series")" -eq 2
check '... none of which has to do with the bindings' sh -c \
	'! grep -l "^+++ b/\(Documentation\|MAINTAINERS\)" "$1"/*.patch' - \
	"$work/patches/linked-bindings"
mix no-maintainers-file arch-hook
rm "$work/tree/MAINTAINERS"
chooses 'no MAINTAINERS' kconfig-last-endmenu maintainers-absent makefile-end \
	xen-dma-ops-hook

# --- a hook that is neither here nor there
# Both architectures ask xen_swiotlb_detect(), each for itself. Upstream's arm
# kept the older test until it moved.
mix both-detect arch-hook
sed -i 's/xen_initial_domain/xen_swiotlb_detect/' "$work/tree/arch/arm/mm/dma-mapping.c"
chooses 'both architectures ask for the mapping' kconfig-last-endmenu \
	makefile-end xen-dma-ops-hook
answers arch-chooses-xen-dma-ops no arch-detects-xen-swiotlb yes
# arm calls xen_setup_dma_ops() already, arm64 does not: no guess.
mix half-hooked arch-hook current:arch/arm/mm/dma-mapping.c \
	current:include/xen/arm/xen-ops.h
generate
complains 1 "half-hooked: rule 'xen-dma-ops-hook'" \
	'half-hooked: one of two architectures has moved its hook'
err_has 'changes nothing in arch/arm/mm/dma-mapping.c' '... and it is said which'
check '... nothing is written' test ! -e "$work/patches/half-hooked"

# --- the same kernel, named in each way
mix later-header add-device arch-hook:include/linux/iommu.h
id=$(git --git-dir="$work/kernel.git" rev-parse later-header)
git --git-dir="$work/kernel.git" tag -a -m tag a-tag later-header
named()
{
	run "$bpg" --config "$top/stable-targets.conf" "$@"
	status_is 0 "later-header as $what"
	check '... is the same series' diff -r -x provenance.json \
		"$work/patches/later-header" "$work/named/x"
	rm -rf "$work/named"
}
for rev in a-tag "$id" "$(echo "$id" | cut -c1-12)" refs/heads/later-header; do
	what=$rev
	named --repo "$work/kernel.git" generate --output "$work/named" "x=$rev"
done
what='unpacked sources'
named --tree "$work/tree" generate --output "$work/named" x

done_testing
