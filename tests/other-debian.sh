#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The tests on the supported releases of Debian that this machine is not, each
# in a chroot as small as debootstrap makes it, with git and make: the rest is
# for "make check" to install there. What "generate" makes of the skeletons
# there has to be what it makes of them here, to the byte.
#
# usage: other-debian.sh
#
# The chroots stay in ~/.cache/backportgen/debian (XDG_CACHE_HOME is honoured)
# and may be deleted; a second run needs the network only where a package is
# missing. BACKPORTGEN_MIRROR and BACKPORTGEN_KEYRING are as for kernels.sh.
# When $COUNTS names a file, the numbers of tests are added to it.
#
# exit status: 0 all tests passed, 1 not, or they could not be made

set -eu
umask 022
LC_ALL=C
export LC_ALL

# bookworm is Debian 12, trixie is 13
releases='bookworm trixie'
here=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?no HOME and no XDG_CACHE_HOME}/.cache}/backportgen/debian
child=

warn()
{
	printf 'debian: %s\n' "$*" >&2
}

die()
{
	warn "$*"
	[ -z "${COUNTS:-}" ] || echo '0 1 0' >>"$COUNTS"
	exit 1
}

[ "$(id -u)" = 0 ] || die 'a chroot takes root, run this as root'
for pair in debootstrap:debootstrap unshare:util-linux flock:util-linux; do
	command -v "${pair%%:*}" >/dev/null ||
		die "${pair%%:*} is not in PATH, install ${pair#*:}"
done

mkdir -p "$cache"
exec 9>"$cache/lock"
flock -n 9 || die "another run is at work in $cache"
run=$(mktemp -d)
apt=$run/apt		# for debian.sh
trap 'rm -rf "$run"' EXIT
trap '[ -z "$child" ] || kill -s KILL "$child" 2>/dev/null; exit 1' HUP INT TERM

# shellcheck source=tool/debian.sh
. "$here/tool/debian.sh"

# Processes and mounts of a command are its own, and end with it, however that
# is: no /proc stays mounted in a chroot whose run was killed.
apart()
{
	unshare --mount --pid --fork --kill-child "$@" </dev/null 9>&- &
	child=$!
	status=0
	wait "$child" || status=$?
	child=
	return $status
}

# A command in a chroot. The root of a mount is what it has to be there as well,
# for the tests that make mounts of their own.
inside()	# ROOT COMMAND...
{
	root_=$1
	shift
	# shellcheck disable=SC2016 # the inner shells expand it
	apart sh -c 'mount --bind "$1" "$1" && mount -t proc proc "$1/proc" &&
		mkdir -p "$1/dev/pts" && mount -t devpts devpts "$1/dev/pts" &&
		exec env -i HOME=/root LC_ALL=C COUNTS=/counts \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			chroot "$@"' sh "$root_" sh -c 'cd /src && exec "$@"' sh "$@"
}

# The files of this work tree, as git lists them
bring_sources()	# ROOT
{
	rm -rf "$1/src" "$1/counts" "$1/carried" "$1/tmp"
	mkdir "$1/src"
	mkdir -m 1777 "$1/tmp"
	(
		cd "$here"
		git -c safe.directory="$here" ls-files -z --cached --others \
			--exclude-standard |
			perl -0 -ne 'chomp; print "$_\0" if lstat' |
			tar --null -T - -cf -
	) | tar -xf - -C "$1/src" --no-same-owner
	# a machine moves from one network to another
	cat /etc/resolv.conf >"$1/etc/resolv.conf" 2>/dev/null || :
	apt-config dump | grep -E '^Acquire::[a-z]+::(Proxy|Timeout)' \
		>"$1/etc/apt/apt.conf.d/90machine" || :
}

# A new, bare system of release $1 in $2
bootstrap()
{
	addresses "$1" >"$run/addresses"
	[ -s "$run/addresses" ] || die "$1: there is no address for it"
	eval "$(apt-config shell proxy Acquire::http::Proxy)"
	[ -z "${proxy:-}" ] || export http_proxy="$proxy"
	while read -r address; do
		rm -rf "$2"
		if apart --mount-proc debootstrap --variant=minbase \
			--keyring="$keyring" --include=git,make \
			"$1" "$2" "$address" >"$run/log" 2>&1; then
			rm -f "$2/var/cache/apt/archives/"*.deb
			return 0
		fi
		tail -n 5 "$run/log" >&2
		warn "$1: debootstrap cannot make it from $address"
	done <"$run/addresses"
	die "$1: there is no chroot to test in"
}

# Makes $cache/RELEASE whole, with all packages: it has another name as long as
# it is not, and is begun anew if it was left so.
prepare()	# RELEASE
{
	root=$cache/$1
	needed=$(cksum <"$here/tool/setup.sh")
	rm -rf "$root.new"
	if [ ! -d "$root" ]; then
		echo "debian: making a chroot of $1"
		find_keyring
		bootstrap "$1" "$root.new"
	elif [ "$(cat "$root/packages" 2>/dev/null)" != "$needed" ]; then
		mv "$root" "$root.new"
	else
		bring_sources "$root"
		return 0
	fi
	bring_sources "$root.new"
	inside "$root.new" tool/setup.sh build run test ||
		die "$1: the packages cannot be installed, see above"
	rm -f "$root.new/var/cache/apt/archives/"*.deb
	echo "$needed" >"$root.new/packages"
	mv "$root.new" "$root"
}

same_bytes()	# RELEASE
{
	inside "$root" env BACKPORTGEN=/src/build/backportgen \
		tests/skeletons.sh /carried >"$run/log" 2>&1 || {
		cat "$run/log"
		return 1
	}
	diff -r "$run/carried" "$root/carried"
}

apart sh -c "mount --bind / /" || die 'no namespace of its own can be had for processes and mounts (in a container this takes CAP_SYS_ADMIN)'
"$here/tests/skeletons.sh" "$run/carried" >"$run/log" 2>&1 || {
	cat "$run/log" >&2
	die 'the skeletons cannot be carried to on this machine'
}

failed=0
own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null)
for release in $releases; do
	[ "$release" != "$own" ] || continue
	prepare "$release"
	echo "debian: make check on $release"
	# by itself: a test that starts make must not find that one's jobs
	inside "$root" make -s -j"$(nproc)" all units &&
		inside "$root" make check || failed=1
	if [ -n "${COUNTS:-}" ]; then
		# a check that did not come to its end has no numbers
		cat "$root/counts" >>"$COUNTS" 2>/dev/null || echo '0 1 0' >>"$COUNTS"
	fi
	if same_bytes; then
		echo "debian: $release carries to all skeletons with the same bytes as this machine"
		[ -z "${COUNTS:-}" ] || echo '1 0 0' >>"$COUNTS"
	else
		warn "$release does not carry to the skeletons with the bytes of this machine"
		[ -z "${COUNTS:-}" ] || echo '0 1 0' >>"$COUNTS"
		failed=1
	fi
done
exit $failed
