#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Proves a series by booting: in QEMU, a tiny arm64 kernel, bare and as dom0 of
# Xen. What is booted and what has to come of it belongs to the series.
#
# "boot.sh -h" tells how to use it.

set -eu
umask 022
LC_ALL=C
export LC_ALL

die()
{
	printf 'boot: %s\n' "$*" >&2
	exit 1
}

usage()
{
	cat <<'EOT'
usage: boot.sh [--only TEXT] [--name NAME] [--lanes FILE] [--no-sandbox]
               BOOTS REPO REF SERIESDIR WORKDIR

Builds the kernel REF of the git repository REPO without the series and after
each of its patches, boots these in the ways of the directory BOOTS, and prints
lines:

  # with NAME: VERSION        a kernel, or the Xen below it
  ok - WHAT (SECONDS s)       a boot went as it has to
  not ok - WHAT (SECONDS s)   it did not; "# ..." says why, and
  # the log is FILE           last of all where to read more
  # left out: WHAT; WHY       it makes no sense with this kernel
  1..N                        the end: so many boots were tried

What is being built is told on the standard error.

WORKDIR keeps the kernels for the next time, up to 300 MB, what the compiler
made of each file, up to 1 GB in all, and the logs of what failed. It may be deleted
at any moment when nothing runs in it.

  --only TEXT   only the boots with TEXT in their line
  --name NAME   what to call the kernel [REF]
  --lanes FILE  another file of BOOTS than lanes.sh
  --no-sandbox  make and QEMU run as you, and not in the box of ../box.sh

BOOTS has lanes.sh, which is sourced and has all_lanes(), and may have what
build.sh tells of. machine.sh tells what they can ask for.

environment:
  CROSS_COMPILE   prefix of the compiler [aarch64-linux-gnu-]
  JOBS            how much to compile at once [as many as processors]
  BOOT_TIMEOUT    how many seconds a boot may take [180]
  BACKPORTGEN_BOOT_CONFIG   a file of more lines for the kernels' configuration
  BACKPORTGEN_MIRROR, BACKPORTGEN_KEYRING   where Xen comes from, as for
                  kernels.sh

exit status: 0 all as it has to be, 1 not, 2 wrong use
EOT
}

only='' called='' lanes=lanes.sh
BOX=	# for build.sh and machine.sh
export BOX
while :; do
	case ${1:-} in
	-h|--help)
		usage
		exit 0 ;;
	--only)
		[ $# -gt 1 ] || break
		only=$2
		shift 2 ;;
	--name)
		[ $# -gt 1 ] || break
		called=$2
		shift 2 ;;
	--lanes)
		[ $# -gt 1 ] || break
		lanes=$2
		shift 2 ;;
	--no-sandbox)
		BOX=--none
		shift ;;
	*)	break ;;
	esac
done
if [ $# != 5 ]; then
	echo "boot: five arguments are needed, see -h" >&2
	exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
for variable in $(git rev-parse --local-env-vars); do
	unset "$variable"
done
[ -f "$1/$lanes" ] || die "$1/$lanes: no such file"
own=$(cd "$1" && pwd)
repo=$(git -C "$2" rev-parse --absolute-git-dir) || die "$2: no repository"
ref=$3 series=$4
: "${called:=$ref}" "${BOOT_TIMEOUT:=180}"
mkdir -p "$5"
work=$(cd "$5" && pwd)
PATH=$PATH:/usr/sbin:/sbin	# mke2fs

for program in qemu-system-aarch64 timeout dtc fdtput cpio mke2fs; do
	command -v "$program" >/dev/null ||
		die "$program is missing, see tool/setup.sh boot"
done
"$here/../box.sh" ${BOX:+"$BOX"} -- true ||
	die "there is no box; see tool/setup.sh boot, or in a container of your own use --no-sandbox"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# The text of a file of the kernel; nothing when it is not there
of_kernel()
{
	git --git-dir="$repo" show "$ref:$1" 2>/dev/null || :
}

patches_of_series()
{
	while read -r _ patch; do
		[ "$patch" = - ] || cat "$series/$patch"
	done <"$steps"
}

# shellcheck source=tool/boot/machine.sh
. "$here/machine.sh"

# What takes longest comes last
: >"$scratch/log"
make_disks
dump_device_tree "$MACHINE" 256 "$scratch/bare.dtb"
dump_device_tree "$MACHINE,virtualization=on" "$XEN_MEMORY" "$scratch/xen.dtb"
hypervisor=$("$here/xen.sh" "$work")
steps=$scratch/kernels
setpriv --pdeathsig KILL -- \
	"$here/build.sh" "$own" "$repo" "$ref" "$series" "$work" "$called" >"$steps"
base=$(sed -n '1s/ .*//p' "$steps")
cured=$(sed -n '$s/ .*//p' "$steps")
# never ".."
label=of-$(echo "$called" | tr -c 'A-Za-z0-9.\n' -)
failures=0 boots=0
rm -rf "$work/logs/$label"

# shellcheck source=/dev/null
. "$own/$lanes"

# Which kernel is it, to the byte?
kernel_text()	# KERNEL
{
	sum=$(sha256sum <"$1/Image")
	echo "$(sed -n 's/^# Linux\/[^ ]* \(.*\) Kernel Configuration$/\1/p' \
		"$1/config"), Image with the SHA-256 ${sum%% *}"
}

echo "# with kernel: $(kernel_text "$cured")"
echo "# with kernel without the series: $(kernel_text "$base")"
echo "# with xen: $(cat "$work/xen/version")"
all_lanes
echo "1..$boots"
[ "$failures" = 0 ]
