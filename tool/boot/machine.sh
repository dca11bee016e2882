# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # the variables of one are for another
#
# One boot: the machine that QEMU makes, its device tree, the run, and what the
# log has to say. Sourced by boot.sh, which has set $here, $work, $scratch and
# $BOOT_TIMEOUT. The lanes say what is booted by these verbs:
#
#	begin NAME		a boot; its checks follow
#	with_smmu		... on a machine with an SMMU, and a disk behind it
#	bare KERNEL TREE WORDS...	on the machine itself
#	xen KERNEL TREE WORDS...	as its dom0
#	has TEXT		the log must have it
#	lacks TEXT		the log must not have it
#	clean			no warning and no fault of the kernel
#	early DEVICE		it has a driver in less than 2 seconds, without
#				an ignored dependency; in a hurry without the
#				latter
#	nothing_deferred	no device waits when init looks
#	late DEVICE		... after 10 seconds at least, not before
#	never DEVICE		... not at all, and it is listed as deferred
#	end			one line: ok or not ok, the seconds it took
#	leave_out NAME WHY	a boot that other kernels have
#
# With $only, a boot without this text in its name is left out.
#
# KERNEL is a directory of build.sh, and WORDS go to the kernel's command line;
# init.c has its own. TREE is a name for device_tree(), which the lanes define:
# it edits the machine's own device tree, a file, with add_iommu, protect,
# add_nodes, or fdtput.

MACHINE=virt,gic-version=3

# QEMU gives its first virtio-mmio device the last transport. So:
DISK=a003e00.virtio_mmio
CONTROL=a003c00.virtio_mmio	# a random number generator
THIRD=a003a00.virtio_mmio	# another one
CLOCK=9010000.pl031		# on the amba bus
CONSOLE=9000000.pl011		# the same
# And with_smmu:
PCI_DISK=0000:00:01.0
SMMU=9050000.smmuv3

# ---- the machine ------------------------------------------------------------

# What the kernel gets for memory and where Xen finds its parts
XEN_MEMORY=1024
XEN_KERNEL=0x60000000
XEN_INITRD=0x64000000

# In a box: what runs on it was built from sources of others
qemu()
{
	"$here/../box.sh" ${BOX:+"$BOX"} --ro-bind "$work" "$work" \
		--bind "$scratch" "$scratch" --chdir "$scratch" -- \
		timeout --foreground -k 5 "$BOOT_TIMEOUT" qemu-system-aarch64 -cpu cortex-a57 \
		-nographic -nodefaults -no-reboot -serial stdio \
		-drive "if=none,id=disk,format=raw,readonly=on,file=$scratch/$disk" \
		-device virtio-blk-device,drive=disk \
		-device virtio-rng-device -device virtio-rng-device \
		"$@" </dev/null
}

# init, an initramfs and a root file system with it, and a disk of records
make_disks()
{
	"${CROSS_COMPILE:-aarch64-linux-gnu-}gcc" -Os -static -Wall -Wextra \
		-o "$scratch/init" "$here/init.c" ||
		die "init.c does not compile for arm64, is libc6-dev-arm64-cross installed?"
	mkdir -p "$scratch/root/dev" "$scratch/root/proc" "$scratch/root/sys"
	cp "$scratch/init" "$scratch/root/init"
	truncate -s 4M "$scratch/root.img"
	mke2fs -q -t ext2 -d "$scratch/root" "$scratch/root.img" ||
		die "mke2fs cannot make a root file system"
	seq -f %015.0f 0 16383 >"$scratch/records.img"
}

# The initramfs for a kernel: its modules are in it
make_initramfs()	# KERNEL
{
	find "$scratch/root" -name "*.ko" -exec rm {} +
	for module in "$1"/*.ko; do
		[ ! -f "$module" ] || cp "$module" "$scratch/root"
	done
	(cd "$scratch/root" && find . | sort | cpio -o -H newc --quiet) \
		>"$scratch/initramfs"
}

dump_device_tree()	# MACHINE MEMORY FILE
{
	disk=records.img
	qemu -M "$1,dumpdtb=$3.raw" -m "$2" >"$scratch/log" 2>&1 ||
		die "qemu-system-aarch64 does not tell its device tree: $(
			tail -n 1 "$scratch/log")"
	# As it comes it is padded to 1 MiB, of which QEMU makes 2 when it is
	# given back, and then Linux dies without a word.
	dtc -q -I dtb -O dtb -o "$3" "$3.raw" ||
		die "dtc cannot read the device tree of QEMU"
	rm "$3.raw"
}

# An IOMMU, as Xen shows it or another
add_iommu()	# FILE NODE COMPATIBLE CELLS PHANDLE
{
	fdtput -c "$1" "$2"
	fdtput -t s "$1" "$2" compatible "$3"
	fdtput -t i "$1" "$2" '#iommu-cells' "$4"
	fdtput -t i "$1" "$2" phandle "$5"
}

# Puts a device behind an IOMMU
protect()	# FILE NODE PHANDLE [CELL]
{
	file_=$1 node_=$2
	shift 2
	fdtput -t i "$file_" "$node_" iommus "$@"
}

# Adds device tree source behind all that is there; fdtput adds in front
add_nodes()	# FILE TEXT
{
	{
		dtc -q -I dtb -O dts "$1"
		printf '/ {\n%s\n};\n' "$2"
	} >"$1.dts"
	dtc -q -I dts -O dtb -o "$1" "$1.dts" || die "not for dtc: $2"
	rm "$1.dts"
}

# Where Xen finds dom0's kernel and initramfs
add_modules()	# FILE KERNEL WORDS
{
	fdtput -t i "$1" /chosen '#address-cells' 2
	fdtput -t i "$1" /chosen '#size-cells' 2
	fdtput -c "$1" "/chosen/module@$XEN_KERNEL"
	fdtput -t s "$1" "/chosen/module@$XEN_KERNEL" compatible \
		multiboot,kernel multiboot,module
	fdtput -t i "$1" "/chosen/module@$XEN_KERNEL" reg \
		0 $((XEN_KERNEL)) 0 "$(wc -c <"$2/Image")"
	fdtput -t s "$1" "/chosen/module@$XEN_KERNEL" bootargs "$3"
	fdtput -c "$1" "/chosen/module@$XEN_INITRD"
	fdtput -t s "$1" "/chosen/module@$XEN_INITRD" compatible \
		multiboot,ramdisk multiboot,module
	fdtput -t i "$1" "/chosen/module@$XEN_INITRD" reg \
		0 $((XEN_INITRD)) 0 "$(wc -c <"$scratch/initramfs")"
}

# ---- the run ----------------------------------------------------------------

begin()
{
	name=$1 wrong='' pace=on root='' machine=bare since=$(date +%s.%N)
	case $name in *"$only"*) left_out= ;; *) left_out=yes ;; esac
}

# The guest's clock counts its instructions, one a nanosecond: how busy this
# machine is does not matter. While the guest idles its clock follows ours; or,
# in a hurry, goes on to the next timer at once, so that waiting takes no time.
# A disk takes its time nevertheless: meanwhile the clock may be anywhere, and
# tells nothing of what was early.
hurry()
{
	pace=off
}

# The root file system is on the disk, and there is no initramfs
from_disk()
{
	root=yes
}

# Another machine: an SMMU that the kernel drives, and a disk on PCI behind it.
# In the first one nothing is on PCI.
with_smmu()
{
	[ -z "$left_out" ] || return 0
	machine=smmu
	[ -e "$scratch/smmu.dtb" ] ||
		dump_device_tree "$MACHINE,iommu=smmuv3" 256 "$scratch/smmu.dtb"
}

# What QEMU did, when it says nothing or did not end by itself
judge_run()	# STATUS
{
	tr -d '\r' <"$scratch/raw" | sed 's/^\[ *[0-9.]*\] //' >"$scratch/log"
	if [ ! -s "$scratch/log" ]; then
		bad "prints nothing at all (is Image for arm64? is the device tree below 2 MiB?)"
	fi
	case $1 in
	0)	;;
	124|137) bad "does not end within $BOOT_TIMEOUT s" ;;
	*)	bad "qemu-system-aarch64 ends with status $1, $(
			grep -m 1 '^qemu-system' "$scratch/log")" ;;
	esac
}

bare()		# KERNEL TREE WORDS...
{
	[ -z "$left_out" ] || return 0
	kernel=$1 tree=$2
	shift 2
	cp "$scratch/$machine.dtb" "$scratch/dtb"
	device_tree "$scratch/dtb" "$tree"
	words="console=ttyAMA0 panic=-1 $*"
	if [ -n "$root" ]; then
		disk=root.img
		words="$words root=/dev/vda init=/init"
		set --
	else
		disk=records.img
		words="$words boot.disk=vda"
		make_initramfs "$kernel"
		set -- -initrd "$scratch/initramfs"
	fi
	if [ "$machine" = smmu ]; then
		words="$words,vdb"
		set -- "$@" -drive "if=none,id=pci,format=raw,readonly=on,file=$scratch/$disk" \
			-device virtio-blk-pci,drive=pci,addr=1,disable-legacy=on,iommu_platform=on
		set -- "$MACHINE,iommu=smmuv3" "$@"
	else
		set -- "$MACHINE" "$@"
	fi
	status=0
	qemu -M "$@" -m 256 -icount "shift=0,sleep=$pace" \
		-kernel "$kernel/Image" -dtb "$scratch/dtb" -append "$words" \
		>"$scratch/raw" 2>&1 || status=$?
	judge_run "$status"
}

xen()		# KERNEL TREE WORDS...
{
	[ -z "$left_out" ] || return 0
	kernel=$1 tree=$2
	shift 2
	disk=records.img
	make_initramfs "$kernel"
	cp "$scratch/xen.dtb" "$scratch/dtb"
	device_tree "$scratch/dtb" "$tree"
	add_modules "$scratch/dtb" "$kernel" "console=hvc0 panic=-1 boot.disk=vda $*"
	status=0
	qemu -M "$MACHINE,virtualization=on" -m "$XEN_MEMORY" \
		-icount "shift=0,sleep=$pace" -kernel "$hypervisor" -dtb "$scratch/dtb" \
		-append 'console=dtuart dtuart=/pl011@9000000 dom0_mem=256M dom0_max_vcpus=1 bootscrub=0 noreboot' \
		-device "loader,file=$kernel/Image,addr=$XEN_KERNEL,force-raw=on" \
		-device "loader,file=$scratch/initramfs,addr=$XEN_INITRD,force-raw=on" \
		>"$scratch/raw" 2>&1 || status=$?
	judge_run "$status"
}

# ---- what the log says ------------------------------------------------------

bad()
{
	[ -n "$left_out" ] || wrong="$wrong$*
"
}

has()
{
	grep -qF -e "$1" "$scratch/log" || bad "the log lacks '$1'"
}

# The command line and init repeat what they were told; that is no finding.
lacks()
{
	line=$(grep -viE '^boot: |command line|^\(XEN\)' "$scratch/log" |
		grep -m 1 -F -e "$1") || return 0
	bad "the log has '$line'"
}

# No warning and no fault of the kernel
clean()
{
	line=$(grep -m 1 -E 'WARNING: |BUG: |Oops|Call trace|Internal error|Unable to handle|failed with error|Kernel panic' \
		"$scratch/log") || return 0
	bad "the log has '$line'"
}

# When a device was seen with a driver, in hundredths; nothing if it was not
bound_at()
{
	sed -n "s/^boot: bound $1 to [^ ]* at \([0-9]*\)\.\([0-9][0-9]\)\$/\1\2/p" \
		"$scratch/log"
}

early()
{
	at=$(bound_at "$1")
	if [ -z "$at" ]; then
		bad "$1 has no driver"
	elif [ "$at" -ge 200 ] && [ "$pace" = on ]; then
		bad "$1 has a driver only after $((at / 100)) s"
	fi
	! grep -q "^boot: deferred $1\$" "$scratch/log" ||
		bad "$1 is put off"
	lacks "$1: ignoring dependency"
	lacks "$1: deferred probe timeout"
}

# Nothing at all waits when init looks, nor later
nothing_deferred()
{
	line=$(grep -m 1 '^boot: deferred ' "$scratch/log") || return 0
	bad "the log has '$line'"
}

late()
{
	at=$(bound_at "$1")
	if [ -z "$at" ]; then
		bad "$1 has no driver, not even late"
	elif [ "$at" -lt 1000 ]; then
		bad "$1 has a driver before the 10 s are over"
	fi
	has "boot: deferred $1"
}

never()
{
	[ -z "$(bound_at "$1")" ] || bad "$1 has a driver"
	has "boot: unbound $1 at"
	has "boot: deferred $1"
}

# What shows best what a boot was at when it went wrong
telling_line()
{
	grep -a -m 1 -E 'Kernel panic|BUG: |Internal error|Unable to handle|probe of .* failed|ignoring dependency' \
		"$scratch/log" || tail -n 1 "$scratch/log"
}

leave_out()	# NAME WHY
{
	case $1 in *"$only"*) echo "# left out: $1; $2" ;; esac
}

end()
{
	[ -z "$left_out" ] || return 0
	boots=$((boots + 1))
	took=$(echo "$since $(date +%s.%N)" | awk '{ printf "%.1f", $2 - $1 }')
	if [ -z "$wrong" ]; then
		echo "ok - $name ($took s)"
		return 0
	fi
	failures=$((failures + 1))
	line=$(telling_line)
	[ -z "$line" ] || bad "the log tells: $line"
	kept=$work/logs/$label/$(echo "$name" | tr -c 'A-Za-z0-9.\n' -).log
	mkdir -p "${kept%/*}"
	{
		printf '%s' "$wrong" | sed 's/^/# /'
		cat "$scratch/raw"
	} >"$kept"
	echo "not ok - $name ($took s)"
	printf '%s' "$wrong" | sed 's/^/# /'
	echo "# the log is $kept"
}
