# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # the variables of one are for another
#
# What is booted, and what has to come of it. Sourced by boot.sh, which has set
# these, from the sources of the kernel and the text of the series:
#
#	$base		the kernel without the series
#	$cured		with all of it
#	$steps		a file: "KERNEL PATCH", what build.sh has printed
#	$driver		the name of its driver; empty when the series has none
#	$off		what the command line has to say to keep the driver out
#	$without	the kernel that this is said to
#	$patience	how long this kernel waits for the driver of an IOMMU:
#			never; initcalls (until they are done); told (the same,
#			and deferred_probe_timeout= is the only way to more);
#			seconds (10 of them, after the initcalls)
#	$need_iommus	yes: to fw_devlink=on, an "iommus" must have a driver
#	$have_grants	yes: grant-dma-iommu is built in
#
# See machine.sh for the verbs.

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
	never)	early "$1" ;;
	esac
}

the_fault()
{
	if [ "$patience" = seconds ]; then
		begin 'fault: without the driver, root is not found: panic'
		from_disk
		bare "$without" new "$off"
		has 'VFS: Unable to mount root fs'
		lacks 'boot: init'
	else
		begin 'fault: without the driver, root is mounted all the same'
		from_disk
		bare "$without" new "$off"
		has 'boot: init'
	fi
	end

	case $patience in
	seconds) begin 'fault: without the driver, the disk waits for 10 s' ;;
	never)	begin 'fault: none, this kernel waits for no IOMMU' ;;
	*)	begin 'fault: without the driver, the disk waits until the initcalls are done' ;;
	esac
	hurry
	bare "$without" new "$off" "$watch" boot.wait=60 "${driver:+boot.driver=$driver}"
	[ -z "$driver" ] || has "boot: driver $driver absent"
	kept_waiting "$DISK"
	has 'boot: disk vda right'
	end

	name='fault: without the driver, the disk waits for ever with deferred_probe_timeout=-1'
	case $patience in
	never)	leave_out "$name" 'this kernel waits for no IOMMU' ;;
	told)	leave_out "$name" 'to this kernel, -1 says nothing' ;;
	*)	begin "$name"
		hurry
		bare "$without" new "$off" "$watch" boot.wait=60 \
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
	early "$DISK"
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
	early "$DISK"
	nothing_deferred
	driver_works
	clean
	end
}

# Every step of the series is a kernel that people may stop at. Before the
# driver comes, things are as bad as before and no worse.
each_patch()
{
	last=$base
	while read -r kernel patch; do
		case $kernel in
		"$last")
			[ "$patch" = - ] || leave_out "up to patch ${patch%%-*}" \
				'its code is that of the patch before'
			continue ;;
		"$cured") continue ;;
		esac
		last=$kernel
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
	done <"$steps"
}

# ---- 3. the old device tree --------------------------------------------------

as_ever()
{
	early "$DISK"
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
	early "$DISK"
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
	xen "$cured" new "$(watch_new "$CONTROL")"
	disk_at_once
	frames "$DISK" guest
	frames "$CONTROL" machine
	clean
	end

	begin 'Xen, old device tree: both devices get machine frames'
	xen "$cured" old "$watch,$CONTROL"
	as_ever
	frames "$DISK" machine
	frames "$CONTROL" machine
	end

	begin 'Xen, without the series: the disk gets machine frames'
	xen "$base" new "$watch,$CONTROL" deferred_probe_timeout=0
	has 'boot: disk vda right'
	frames "$DISK" machine
	frames "$CONTROL" machine
	end

	last=$base
	while read -r kernel patch; do
		case $kernel in "$last"|"$cured") continue ;; esac
		last=$kernel
		begin "Xen, up to patch ${patch%%-*}: the disk comes late, and gets guest frames"
		xen "$kernel" new "$watch,$CONTROL" deferred_probe_timeout=0
		has 'boot: disk vda right'
		frames "$DISK" guest
		frames "$CONTROL" machine
		end
	done <"$steps"
}

# ---- 6. neighbours -----------------------------------------------------------

# A second device that nobody has a driver for the IOMMU of: ours is there at
# once, and that one fares as it always did.
beside()	# DEVICE
{
	early "$DISK"
	driver_works
	kept_waiting "$1"
	has 'boot: disk vda right'
}

neighbours()
{
	begin 'neighbours: two protected devices'
	bare "$cured" two "$(watch_new "$THIRD")"
	early "$DISK"
	early "$THIRD"
	nothing_deferred
	driver_works
	clean
	end

	begin 'neighbours: a protected device on the amba bus'
	bare "$cured" amba "$(watch_new "$CLOCK")"
	early "$DISK"
	early "$CLOCK"
	nothing_deferred
	driver_works
	clean
	end

	if [ "$have_grants" = yes ]; then
		for where in bare xen; do
			begin "neighbours: xen,grant-dma as well, $where: both drivers have their nodes"
			"$where" "$cured" grant "$(watch_new "$THIRD" "$CONTROL" grant-iommu)"
			early "$DISK"
			early "$THIRD"
			nothing_deferred
			driver_works
			has 'boot: bound grant-iommu to '
			clean
			end
		done
	else
		leave_out 'neighbours: xen,grant-dma as well, xen' \
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

options_without_the_driver()
{
	name='deferred_probe_timeout=0: without the driver'
	case $patience in
	never)	leave_out "$name" 'this kernel waits for no IOMMU' ;;
	told)	leave_out "$name" 'it makes a message a warning here, no more' ;;
	esac
	case $patience in never|told)
		leave_out 'fw_devlink=: without the driver' \
			'this kernel has no fw_devlink'
		return 0 ;;
	esac

	begin 'deferred_probe_timeout=0: without the driver, the disk waits until the initcalls are done'
	bare "$without" new "$watch" "$off" deferred_probe_timeout=0
	kept_waiting "$DISK" initcalls
	end

	begin "fw_devlink=off: without the driver, $(how_long)"
	hurry
	bare "$without" new "$watch" "$off" boot.wait=60 fw_devlink=off
	kept_waiting "$DISK"
	end

	if [ "$need_iommus" = yes ]; then
		begin 'fw_devlink=on: without the driver, the disk waits for ever'
		hurry
		bare "$without" new "$watch" "$off" boot.wait=60 fw_devlink=on
		never "$DISK"
	else
		begin "fw_devlink=on: without the driver, $(how_long)"
		hurry
		bare "$without" new "$watch" "$off" boot.wait=60 fw_devlink=on
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
	options
	options_without_the_driver
}
