# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # the variables of one are for another
#
# What comes of each shape in which a device tree can say that a disk is behind
# an IOMMU of Xen's:
#
#	node		the disk's "iommus" refers to a "xen,iommu-el2-v1" node
#	reserved	the same, and the node has status = "reserved"
#	property	the disk has a property, and there is no node
#
# Nothing has to come of them: the boots are measured, and each gives a line
#
#	# record: SHAPE KERNEL PATCHES LANE SEEN	(with tabs)
#
# PATCHES is none; hook, all before the driver; or all. LANE is root, where the
# root file system is on the disk; initramfs; or xen, which DMA frame the disk
# gets for a page of another domain. For boot.sh --lanes; see lanes.sh for the rest.

# shellcheck source=patches/xen-iommu-el2/mainline/boot/lanes.sh
. "$own/lanes.sh"

# The property that the series asks for
property=$(patches_of_series | sed -n 's/^+.*of_property_[a-z_]*(.*, "\([^"]*\)").*/\1/p' |
	head -n 1)

device_tree()	# FILE SHAPE
{
	case $2 in
	node|reserved)
		add_iommu "$1" /xen-iommu xen,iommu-el2-v1 0 65001
		protect "$1" /virtio_mmio@a003e00 65001 ;;
	property)
		fdtput "$1" /virtio_mmio@a003e00 "$property" ;;
	esac
	[ "$2" != reserved ] || fdtput -t s "$1" /xen-iommu status reserved
}

record()	# SEEN
{
	[ -n "$left_out" ] ||
		printf '# record: %s\t%s\t%s\t%s\t%s\n' "$shape" "$called" "$patches" \
			"$lane" "$1"
}

seen_root()
{
	if grep -q '^boot: init' "$scratch/log"; then
		record mounted
	elif grep -q 'VFS: Unable to mount root fs' "$scratch/log"; then
		record panic
	else
		bad 'root is neither mounted nor missing'
	fi
}

# At first as long as "at once" takes. In a hurry, the clock tells only when the
# kernel gave up waiting.
seen_initramfs()
{
	at=$(bound_at "$DISK")
	if [ -n "$at" ] && [ "$at" -lt 200 ]; then
		if grep -q "$DISK: .*ignoring dependency" "$scratch/log"; then
			record 'once the initcalls are done'
		else
			record 'at once'
		fi
		return 0
	fi
	hurry
	bare "$kernel" "$shape" "$watch" boot.wait=60
	waited=$(sed -n "s/^\[ *\([0-9]*\)\.[0-9]*\] .*$DISK: .*ignoring dependency.*/\1/p" \
		"$scratch/raw")
	if [ -n "$(bound_at "$DISK")" ] && [ -n "$waited" ]; then
		record "after $waited s"
	elif grep -q "^boot: unbound $DISK at" "$scratch/log"; then
		record 'never, in 60 s'
	else
		bad 'nothing tells when the disk has its driver'
	fi
}

seen_xen()
{
	# shellcheck disable=SC2046 # words
	set -- $(frames_of "$DISK")
	if [ $# != 3 ] || [ "$1" = "$2" ]; then
		bad 'the frames tell nothing'
	elif [ "$3" = "$1" ]; then
		record 'guest frame'
	elif [ "$3" = "$2" ]; then
		record 'machine frame'
	else
		bad "the DMA frame $3 is neither the guest's nor the machine's"
	fi
}

# One shape with one state of the series
measure()	# SHAPE PATCHES KERNEL
{
	shape=$1 patches=$2
	for lane in root initramfs xen; do
		begin "$1, patches: $2, $lane"
		case $lane in
		root)	from_disk
			bare "$3" "$1" ;;
		initramfs) bare "$3" "$1" "$watch" ;;
		xen)	dom0 "$3" "$1" "$watch" deferred_probe_timeout=0 ;;
		esac
		[ -n "$left_out" ] || "seen_$lane"
		end
	done
}

all_lanes()
{
	if [ -n "$property" ]; then
		measure property none "$base"
		measure property hook "$cured"
		return 0
	fi
	steps_before_cure | tail -n 1 >"$scratch/hook"
	read -r hook _ <"$scratch/hook" || hook=
	for each in node reserved; do
		measure $each none "$base"
		[ -z "$hook" ] || measure $each hook "$hook"
		if [ -n "$hook" ]; then
			measure $each all "$cured"
		else
			measure $each hook "$cured"
		fi
	done
}
