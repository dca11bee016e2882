#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Brings the Xen hypervisor for arm64 from Debian's package. Nothing is
# installed, and the machine need not know that there is an arm64.
#
# usage: xen.sh WORKDIR
#
# Prints the path of the hypervisor, which is kept in WORKDIR/xen, with its
# version in the file of that name.
# exit status: 0 it is there, 1 not, 2 wrong use
#
# The environment is that of kernels.sh: BACKPORTGEN_MIRROR, BACKPORTGEN_KEYRING.

set -eu
umask 022
LC_ALL=C
export LC_ALL

SUITE=bookworm
PACKAGE=xen-hypervisor-4.17-arm64
FILE=boot/xen-4.17-arm64

warn()
{
	printf 'boot: %s\n' "$*" >&2
}

die()
{
	warn "$*"
	exit 1
}

if [ $# != 1 ]; then
	warn "usage: xen.sh WORKDIR"
	exit 2
fi
mkdir -p "$1"
work=$(cd "$1" && pwd)

is_there()
{
	[ -f "$work/xen/$FILE" ] && [ -f "$work/xen/version" ]
}

if is_there; then
	echo "$work/xen/$FILE"
	exit 0
fi

# shellcheck source=tool/debian.sh
. "$(dirname "$0")/../debian.sh"

for program in apt-get dpkg-deb flock; do
	command -v "$program" >/dev/null ||
		die "$program is missing, see tool/setup.sh boot"
done
find_keyring
exec 9>"$work/xen.lock"
flock 9
if is_there; then	# another run has brought it, and boots it by now
	echo "$work/xen/$FILE"
	exit 0
fi
apt=$work/apt run=$work/xen.new
rm -rf "$apt" "$run"
trap 'rm -rf "$apt" "$run"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$apt" "$run/files"

write_apt_conf "$SUITE" arm64
addresses "$SUITE" >"$run/addresses"
answer=away
while read -r address; do
	warn "$PACKAGE: reading the package lists of $SUITE for arm64"
	answer=$(read_lists "$SUITE" "$address" arm64 deb)
	[ "$answer" != ok ] || break
	warn "$address: $answer: $(complaint "$apt/$SUITE/log")"
done <"$run/addresses"
[ "$answer" = ok ] || die "$PACKAGE: the lists of $SUITE cannot be had"

# apt checks what it downloads against the signed lists
(cd "$run" && with_apt "$SUITE" apt-get -q download "$PACKAGE") \
	>"$run/log" 2>&1 ||
	die "$PACKAGE: cannot be downloaded: $(complaint "$run/log")"
for package in "$run/$PACKAGE"_*.deb; do
	dpkg-deb -x "$package" "$run/files" ||
		die "$PACKAGE: cannot be unpacked"
	dpkg-deb -f "$package" Version >"$run/files/version"
done
[ -f "$run/files/$FILE" ] || die "$PACKAGE: has no $FILE"
rm -rf "$work/xen"
mv "$run/files" "$work/xen"
echo "$work/xen/$FILE"
