# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # the variables of one are for another
#
# What is booted, and what has to come of it. Sourced by tool/boot/boot.sh, which
# has set these:
#
#	$base		the kernel without the series
#	$cured		with all of it
#	$steps		a file: "KERNEL PATCH", what build.sh has printed
#
# For the verbs see tool/boot/machine.sh. The disk is what Xen's IOMMUs protect;
# $CONTROL is never protected.

# ---- what there is to know ---------------------------------------------------

# How long does the kernel wait for the driver of an IOMMU, if nobody tells?
# never; initcalls (until they are done); told (the same, and
# deferred_probe_timeout= is the only way to more); seconds (10 of them, after
# the initcalls)
ask_patience()
{
	if ! { of_kernel drivers/iommu/of_iommu.c; of_kernel drivers/iommu/iommu.c; } |
	   grep -q driver_deferred_probe_check_state; then
		echo never
		return 0
	fi
	of_kernel drivers/base/dd.c |
		grep -E '^(static )?int (driver_)?deferred_probe_timeout\>' >"$scratch/timeout" || :
	if grep -Eq '= (10|CONFIG_DRIVER_DEFERRED_PROBE_TIMEOUT);' "$scratch/timeout"; then
		echo seconds
	elif grep -q '= -1;' "$scratch/timeout"; then
		echo told
	elif grep -q 'timeout;' "$scratch/timeout"; then
		echo initcalls
	else
		die "$called: drivers/base/dd.c does not tell how long it waits for a driver"
	fi
}

# Does fw_devlink=on hold a device back for the driver of its IOMMU?
ask_need_iommus()
{
	of_kernel drivers/of/property.c |
		grep 'parse_prop *= *parse_iommus,\|\.parse_prop = parse_iommus' |
		grep -q optional || echo yes
}

# Which patch is it that makes the disk come at once? The last one, but for those
# that bring a test.
ask_cure()
{
	while read -r kernel patch; do
		[ "$patch" = - ] ||
			grep -qE '^\+\+\+ b/.*(kunit|test)[^/]*\.c$' "$series/$patch" ||
			echo "$kernel"
	done <"$steps" | tail -n 1
}

# Has the kernel's SMMU driver something to do with the device tree's iommu-map?
ask_smmu()
{
	for file in drivers/iommu/arm-smmu-v3.c \
		    drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c; do
		of_kernel "$file"
	done | grep -q of_xlate && echo yes
}

# Does the IOMMU core take the ops of one driver only?
ask_one_iommu()
{
	of_kernel drivers/iommu/iommu.c |
		grep -q 'iommu_buses\[0\]->iommu_ops != ops' && echo yes
}

# Empty when the series has no driver for the node on this kernel
driver=$(patches_of_series | sed -n 's/^+[[:space:]]*\.name = "\(.*\)",$/\1/p')
cure=$(ask_cure)
patience=$(ask_patience)
need_iommus=$(ask_need_iommus)
has_smmu=$(ask_smmu) || :
one_iommu=$(ask_one_iommu) || :
have_grants=
! grep -qx CONFIG_XEN_GRANT_DMA_IOMMU=y "$cured/config" || have_grants=yes

# ---- the device trees --------------------------------------------------------

# A device of another domain, which shares its memory by grants
add_grants()	# FILE
{
	add_iommu "$1" /grant-iommu xen,grant-dma 1 65002
	protect "$1" /virtio_mmio@a003a00 65002 1
}

# How Xen says it, at the first place of the tree or at the last
EARLY=4000000.early-gpio
last_node='xen-iommu {
	compatible = "xen,iommu-el2-v1";
	#iommu-cells = <0>;
	phandle = <65001>;
};'
# A device whose driver comes early. What is at its address is flash memory.
early_node='early-gpio@4000000 {
	compatible = "xlnx,xps-gpio-1.00.a";
	reg = <0 0x4000000 0 0x1000>;
	gpio-controller;
	#gpio-cells = <2>;
};'

# Makes the device tree of that name from the machine's own, at $1. Beside
# "old" and "new" there are the neighbours of a protected disk; "-last" has
# Xen's node behind all others.
device_tree()	# FILE NAME
{
	case $2 in
	old)	return 0 ;;
	early-old) add_nodes "$1" "$early_node"
		return 0 ;;
	grant-only) add_grants "$1"
		return 0 ;;
	early*)	add_nodes "$1" "$early_node" ;;
	esac
	case $2 in
	*-last)	add_nodes "$1" "$last_node" ;;
	*)	add_iommu "$1" /xen-iommu xen,iommu-el2-v1 0 65001 ;;
	esac
	protect "$1" /virtio_mmio@a003e00 65001
	case ${2%-last} in
	new)	;;
	early)	protect "$1" /early-gpio@4000000 65001
		protect "$1" /pl011@9000000 65001 ;;
	two)	protect "$1" /virtio_mmio@a003a00 65001 ;;
	amba)	protect "$1" /pl031@9010000 65001 ;;
	grant)	add_grants "$1" ;;
	amba-grant) protect "$1" /pl031@9010000 65001
		add_grants "$1" ;;
	other)	# an IOMMU that nobody has a driver for
		add_iommu "$1" /other-iommu boot-test,no-driver 0 65003
		protect "$1" /virtio_mmio@a003a00 65003 ;;
	*)	die "no device tree '$2'" ;;
	esac
}

# ---- more verbs --------------------------------------------------------------

# Under Xen, and selfgrant.ko tells what DISK and CONTROL get for a page of
# another domain
dom0()		# KERNEL TREE WORDS...
{
	xen "$@" boot.module=/selfgrant.ko "boot.grant=$DISK,$CONTROL"
}

# "GUEST MACHINE DMA", what selfgrant.ko tells of a device
frames_of()	# DEVICE
{
	sed -n "s/.*selfgrant: $1 guest \([0-9a-f]*\) machine \([0-9a-f]*\) dma \([0-9a-f]*\)\$/\1 \2 \3/p" \
		"$scratch/log"
}

frames()	# DEVICE guest|machine
{
	# shellcheck disable=SC2046 # words
	set -- "$1" "$2" $(frames_of "$1")
	if [ $# != 5 ]; then
		bad "the module tells no frames of $1"
		return 0
	fi
	[ "$3" != "$4" ] || bad "guest and machine frame are the same, $3: nothing can be told"
	case $2 in
	guest)	[ "$5" = "$3" ] || bad "$1 gets DMA frame $5, and not the guest frame $3" ;;
	machine) [ "$5" = "$4" ] || bad "$1 gets DMA frame $5, and not the machine frame $4" ;;
	esac
}

# A device behind an IOMMU that Linux has nothing to do with
at_once()	# DEVICE
{
	early "$1"
	lacks_group "$1"
}

lacks_group()	# DEVICE
{
	! grep -q "^boot: group of $1\$" "$scratch/log" ||
		bad "$1 has an IOMMU group"
}

watch="boot.watch=$DISK"

# ---- 1. the fault: without it, nothing below means anything ------------------

# A device behind an IOMMU without a driver, in its time. In a hurry.
kept_waiting()	# DEVICE [PATIENCE]
{
	case ${2:-$patience} in
	seconds) late "$1" ;;
	initcalls|told)
		[ -n "$(bound_at "$1")" ] || bad "$1 has no driver"
		grep -q "$1: .*ignoring dependency" "$scratch/log" ||
			bad "the log does not tell that $1 has waited" ;;
	never)	at_once "$1" ;;
	esac
}

the_fault()
{
	if [ "$patience" = seconds ]; then
		begin 'fault: without the series, root is not found: panic'
		from_disk
		bare "$base" new
		has 'VFS: Unable to mount root fs'
		lacks 'boot: init'
	else
		begin 'fault: without the series, root is mounted all the same'
		from_disk
		bare "$base" new
		has 'boot: init'
	fi
	end

	case $patience in
	seconds) begin 'fault: without the series, the disk waits for 10 s' ;;
	never)	begin 'fault: none, this kernel waits for no IOMMU' ;;
	*)	begin 'fault: without the series, the disk waits until the initcalls are done' ;;
	esac
	hurry
	bare "$base" new "$watch" boot.wait=60
	kept_waiting "$DISK"
	has 'boot: disk vda right'
	end

	name='fault: without the series, the disk waits for ever with deferred_probe_timeout=-1'
	case $patience in
	never)	leave_out "$name" 'this kernel waits for no IOMMU' ;;
	told)	leave_out "$name" 'to this kernel, -1 says nothing' ;;
	*)	begin "$name"
		hurry
		bare "$base" new "$watch" boot.wait=60 \
			deferred_probe_timeout=-1
		never "$DISK"
		end ;;
	esac
}

# ---- 2. the cure -------------------------------------------------------------

# The driver is there and has the node
driver_works()
{
	[ -n "$driver" ] || return 0
	has "boot: driver $driver registered"
	has "boot: bound xen-iommu to $driver at"
}

# What init is to look for when the new device tree is there
watch_new()	# [DEVICE]...
{
	list=$DISK
	[ -z "$driver" ] || list="$list,xen-iommu"
	for device in "$@"; do
		list="$list,$device"
	done
	echo "boot.watch=$list${driver:+ boot.driver=$driver}"
}

disk_at_once()
{
	at_once "$DISK"
	nothing_deferred
	driver_works
	has 'boot: disk vda right'
}

the_cure()
{
	begin 'cure: the disk is there at once, nothing waits'
	bare "$cured" new "$(watch_new)"
	disk_at_once
	clean
	end

	begin 'cure: root is mounted without rootwait'
	from_disk
	bare "$cured" new "$(watch_new)"
	at_once "$DISK"
	nothing_deferred
	driver_works
	clean
	end
}

# "KERNEL PATCH" for each kernel between that without the series and the one that
# is cured; with "behind", between that and the last
steps_before_cure()
{
	awk -v base="$base" -v cure="$cure" -v last="$cured" -v behind="${1:-}" '
		$1 == cure { seen = 1 }
		$1 == previous || $1 == base || $1 == last { next }
		behind ? seen : !seen { previous = $1; print }' "$steps"
}

# Every step of the series is a kernel that people may stop at. Before the
# cure comes, things are as bad as before and no worse.
each_patch()
{
	previous=$base
	while read -r kernel patch; do
		[ "$kernel" != "$previous" ] || [ "$patch" = - ] ||
			leave_out "up to patch ${patch%%-*}" \
				'its code is that of the patch before'
		previous=$kernel
	done <"$steps"

	steps_before_cure >"$scratch/before"
	while read -r kernel patch; do
		begin "up to patch ${patch%%-*}: the disk waits as before, then it is right"
		hurry
		bare "$kernel" new "$watch" boot.wait=60
		kept_waiting "$DISK"
		has 'boot: disk vda right'
		clean
		end
		begin "up to patch ${patch%%-*}: old device tree, as ever"
		bare "$kernel" old "$watch"
		as_ever
		end
	done <"$scratch/before"

	steps_before_cure behind >"$scratch/behind"
	while read -r kernel patch; do
		begin "up to patch ${patch%%-*}: the disk is there at once, nothing waits"
		bare "$kernel" new "$(watch_new)"
		disk_at_once
		clean
		end
	done <"$scratch/behind"
}

# ---- 3. the old device tree --------------------------------------------------

as_ever()
{
	at_once "$DISK"
	nothing_deferred
	has 'boot: disk vda right'
	lacks xen-iommu
	clean
}

# The kernel's own words, without what no two kernels have in common
words_of_kernel()
{
	grep -vE '^boot: |Linux version|ommand line|emory: |random: ' "$scratch/log" || :
}

# For comparison, if this is booted at all
keep_words()
{
	[ -n "$left_out" ] || words_of_kernel >"$scratch/words"
}

old_device_tree()
{
	begin 'old device tree: without the series'
	bare "$base" old "$watch"
	as_ever
	keep_words
	end
	begin 'old device tree: the driver is silent, the log is as without the series'
	if [ ! -e "$scratch/words" ]; then	# the boot above is left out
		bare "$base" old "$watch"
		keep_words
	fi
	bare "$cured" old "$watch" "${driver:+boot.driver=$driver}"
	as_ever
	[ -z "$driver" ] || has "boot: driver $driver absent"
	[ -n "$left_out" ] ||
		words_of_kernel | diff "$scratch/words" - >"$scratch/diff" ||
		bad "the log differs: $(sed -n '2p' "$scratch/diff")"
	end
	begin 'old device tree: root is mounted'
	from_disk
	bare "$cured" old "$watch" "${driver:+boot.driver=$driver}"
	at_once "$DISK"
	[ -z "$driver" ] || has "boot: driver $driver absent"
	lacks xen-iommu
	clean
	end
}

# ---- 4 and 5. under Xen ------------------------------------------------------

# A page of another domain, as DISK and CONTROL get to see it
under_a_real_xen()
{
	begin 'Xen: the disk is there at once; it gets guest frames, an unprotected device machine frames'
	dom0 "$cured" new "$(watch_new "$CONTROL")"
	disk_at_once
	frames "$DISK" guest
	frames "$CONTROL" machine
	clean
	end

	begin 'Xen, old device tree: both devices get machine frames'
	dom0 "$cured" old "$watch,$CONTROL"
	as_ever
	frames "$DISK" machine
	frames "$CONTROL" machine
	end

	begin 'Xen, without the series: the disk gets machine frames'
	dom0 "$base" new "$watch,$CONTROL" deferred_probe_timeout=0
	has 'boot: disk vda right'
	frames "$DISK" machine
	frames "$CONTROL" machine
	end

	steps_before_cure >"$scratch/before"
	while read -r kernel patch; do
		begin "Xen, up to patch ${patch%%-*}: the disk comes late, and gets guest frames"
		dom0 "$kernel" new "$watch,$CONTROL" deferred_probe_timeout=0
		has 'boot: disk vda right'
		frames "$DISK" guest
		frames "$CONTROL" machine
		end
	done <"$scratch/before"
}

# ---- 6. neighbours -----------------------------------------------------------

# A second device that nobody has a driver for the IOMMU of: ours is there at
# once, and that one fares as it always did.
beside()	# DEVICE
{
	at_once "$DISK"
	driver_works
	kept_waiting "$1"
	has 'boot: disk vda right'
}

neighbours()
{
	begin 'neighbours: two protected devices'
	bare "$cured" two "$(watch_new "$THIRD")"
	at_once "$DISK"
	at_once "$THIRD"
	nothing_deferred
	driver_works
	clean
	end

	begin 'neighbours: a protected device on the amba bus'
	bare "$cured" amba "$(watch_new "$CLOCK")"
	at_once "$DISK"
	at_once "$CLOCK"
	nothing_deferred
	driver_works
	clean
	end

	if [ "$have_grants" = yes ]; then
		for where in bare dom0; do
			begin "neighbours: xen,grant-dma as well, $where: both drivers have their nodes"
			"$where" "$cured" grant "$(watch_new "$THIRD" "$CONTROL" grant-iommu)"
			at_once "$DISK"
			at_once "$THIRD"
			nothing_deferred
			driver_works
			has 'boot: bound grant-iommu to '
			clean
			end
		done
	else
		leave_out 'neighbours: xen,grant-dma as well, dom0' \
			'this kernel has no driver for it'
		begin 'neighbours: xen,grant-dma as well, which has no driver here'
		hurry
		bare "$cured" grant "$(watch_new "$THIRD")" boot.wait=60
		beside "$THIRD"
		clean
		end
	fi

	begin 'neighbours: a device of another IOMMU, without a driver, waits as ever'
	hurry
	bare "$cured" other "$(watch_new "$THIRD")" boot.wait=60
	beside "$THIRD"
	clean
	end
}

# ---- 7. early drivers --------------------------------------------------------

# It was not put off even once. With initcall_debug a kernel that waits tells each
# try.
probed_once()	# DEVICE
{
	[ "$patience" != never ] || return 0
	tries=$(grep -c "probe of $1 .*returned" "$scratch/log") || :
	[ "$tries" = 1 ] || bad "$1 is probed $tries times"
}

# At subsys_initcall there are drivers already whose devices want their IOMMU. What
# is put off then has no second chance before late_initcall. The driver of the
# console is there before any device is, so that the order in the tree decides;
# it only has to be there in the end.
early_drivers()
{
	begin 'early driver: without the series and unprotected'
	bare "$base" early-old "$watch,$EARLY,$CONSOLE" initcall_debug ignore_loglevel
	at_once "$EARLY"
	at_once "$CONSOLE"
	probed_once "$EARLY"
	clean
	end

	for order in early early-last; do
		begin "early driver: protected, its device is there at once, $(place_of $order)"
		bare "$cured" "$order" "$(watch_new "$EARLY" "$CONSOLE")" \
			initcall_debug ignore_loglevel
		disk_at_once
		at_once "$EARLY"
		at_once "$CONSOLE"
		probed_once "$EARLY"
		clean
		end
	done
}

place_of()	# TREE
{
	case $1 in
	*-last)	echo "Xen's node last in the tree" ;;
	*)	echo "Xen's node first in the tree" ;;
	esac
}

# ---- 8. beside an IOMMU that Linux drives ------------------------------------

# The SMMU has its driver, and the disk behind it a group
smmu_serves()
{
	lacks 'Failed to register iommu'
	has "boot: bound $SMMU to arm-smmu-v3 at"
	early "$PCI_DISK"
	has "boot: group of $PCI_DISK"
	has 'boot: disk vda right'
	has 'boot: disk vdb right'
}

# The first boot is for reference: what this kernel cannot do by itself is not
# the series' fault. The disk is tried before the driver of the SMMU is there,
# the clock after it.
beside_a_driven_iommu()
{
	if [ "$has_smmu" != yes ]; then
		leave_out 'beside a driven IOMMU' \
			"this kernel's SMMU driver knows no iommu-map, and serves no disk"
		return 0
	fi
	begin 'beside a driven IOMMU, without the series: it serves its disk'
	with_smmu
	bare "$base" old "$watch,$CLOCK,$SMMU,$PCI_DISK"
	smmu_serves
	at_once "$DISK"
	at_once "$CLOCK"
	nothing_deferred
	clean
	end
	for order in amba amba-last; do
		begin "beside a driven IOMMU: that serves its disk, protected devices are there at once, $(place_of $order)"
		with_smmu
		bare "$cured" "$order" "$(watch_new "$CLOCK" "$SMMU" "$PCI_DISK")"
		smmu_serves
		at_once "$DISK"
		at_once "$CLOCK"
		nothing_deferred
		driver_works
		clean
		end
	done
	beside_both
}

# The same with xen,grant-dma. Where the core takes one driver only, the SMMU's
# comes too late, also without the series.
beside_both()
{
	if [ "$have_grants" != yes ]; then
		leave_out 'beside a driven IOMMU and xen,grant-dma' \
			'this kernel has no driver for the latter'
		return 0
	fi
	if [ "$one_iommu" = yes ]; then
		begin 'beside a driven IOMMU and xen,grant-dma, without the series: the latter keeps the other out'
	else
		begin 'beside a driven IOMMU and xen,grant-dma, without the series: both serve'
	fi
	with_smmu
	bare "$base" grant-only "$watch,$THIRD,$SMMU,$PCI_DISK,grant-iommu"
	at_once "$DISK"
	at_once "$THIRD"
	has 'boot: bound grant-iommu to '
	if [ "$one_iommu" = yes ]; then
		lacks_group "$PCI_DISK"
	else
		smmu_serves
		nothing_deferred
		clean
	fi
	end
	for order in amba-grant amba-grant-last; do
		begin "beside a driven IOMMU and xen,grant-dma: all is as without the series, protected devices are there at once, $(place_of $order)"
		with_smmu
		bare "$cured" "$order" "$(watch_new "$CLOCK" "$THIRD" "$SMMU" "$PCI_DISK" grant-iommu)"
		at_once "$DISK"
		at_once "$CLOCK"
		at_once "$THIRD"
		driver_works
		has 'boot: bound grant-iommu to '
		if [ "$one_iommu" != yes ]; then
			smmu_serves
			nothing_deferred
			clean
		fi
		end
	done
}

# What the command line can say about waiting
options()
{
	for option in fw_devlink=off fw_devlink=permissive fw_devlink=on \
		      fw_devlink.strict=1 deferred_probe_timeout=0 \
		      deferred_probe_timeout=-1; do
		begin "$option: the disk is there at once"
		bare "$cured" new "$(watch_new)" "$option"
		disk_at_once
		clean
		end
	done
}

options_without_the_series()
{
	name='deferred_probe_timeout=0: without the series'
	case $patience in
	never)	leave_out "$name" 'this kernel waits for no IOMMU' ;;
	told)	leave_out "$name" 'it makes a message a warning here, no more' ;;
	esac
	case $patience in never|told)
		leave_out 'fw_devlink=: without the series' \
			'this kernel has no fw_devlink'
		return 0 ;;
	esac

	begin 'deferred_probe_timeout=0: without the series, the disk waits until the initcalls are done'
	bare "$base" new "$watch" deferred_probe_timeout=0
	kept_waiting "$DISK" initcalls
	end

	begin "fw_devlink=off: without the series, $(how_long)"
	hurry
	bare "$base" new "$watch" boot.wait=60 fw_devlink=off
	kept_waiting "$DISK"
	end

	if [ "$need_iommus" = yes ]; then
		begin 'fw_devlink=on: without the series, the disk waits for ever'
		hurry
		bare "$base" new "$watch" boot.wait=60 fw_devlink=on
		never "$DISK"
	else
		begin "fw_devlink=on: without the series, $(how_long)"
		hurry
		bare "$base" new "$watch" boot.wait=60 fw_devlink=on
		kept_waiting "$DISK"
	fi
	end
}

how_long()
{
	case $patience in
	seconds) echo 'the disk waits for 10 s' ;;
	*)	echo 'the disk waits until the initcalls are done' ;;
	esac
}

all_lanes()
{
	the_fault
	the_cure
	each_patch
	old_device_tree
	under_a_real_xen
	neighbours
	early_drivers
	beside_a_driven_iommu
	options
	options_without_the_series
}
