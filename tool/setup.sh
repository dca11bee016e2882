#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Installs what is missing, from Debian's packages.
#
# usage: setup.sh [--list] PURPOSE...

set -eu

packages()
{
	case $1 in
	# the program itself
	build)	echo gcc libc6-dev make pkg-config libgit2-dev libjansson-dev libyaml-dev ;;
	# what it starts, and what applies its series
	run)	echo coccinelle universal-ctags git quilt patch bubblewrap ;;
	# kernels.sh
	kernels) echo git perl-base xz-utils ca-certificates debian-archive-keyring ;;
	# make check: prove is in perl
	test)	echo libcmocka-dev perl mandoc python3-yaml dpkg-dev apt gpg gpg-agent xz-utils ;;
	# make check-debian
	debian)	echo debootstrap debian-archive-keyring util-linux git perl-base ;;
	# kernels.sh, and verify up to its last level
	kernel)	packages kernels
		echo make gcc libc6-dev gcc-aarch64-linux-gnu \
			gcc-arm-linux-gnueabi clang lld llvm sparse bc flex bison \
			libssl-dev libelf-dev cpio kmod xz-utils dpkg-dev rsync \
			perl python3 git quilt patch ccache ;;
	# tool/boot
	boot)	packages kernel
		echo qemu-system-arm libc6-dev-arm64-cross device-tree-compiler \
			e2fsprogs apt dpkg ;;
	# make fuzz: libFuzzer is in clang's runtime library
	fuzz)	echo clang libclang-rt-dev universal-ctags python3 ;;
	*)	return 1 ;;
	esac
}

only_list=
if [ "${1:-}" = --list ]; then
	only_list=yes
	shift
fi
case ${1:-} in
-h|--help)
	cat <<-'EOF'
	usage: setup.sh [--list] PURPOSE...

	Installs what a PURPOSE needs and is missing, as root (or by sudo, if it asks
	for no password). With nothing missing it needs no rights and no network.
	--list prints what a PURPOSE needs and installs nothing.

	  build    compile backportgen
	  run      run it, apply its series
	  kernels  bring kernels from Debian (make kernels)
	  test     make check
	  debian   the same on the other release of Debian (make check-debian)
	  kernel   the same, and prove the series by compiling them
	  boot     the same, and boot it (make boot-test)
	  fuzz     run the readers of others' text under libFuzzer (make fuzz)
	EOF
	exit 0 ;;
'')
	echo "setup: say what for, see -h" >&2
	exit 2 ;;
esac

wanted=
for purpose; do
	list=$(packages "$purpose") || {
		echo "setup: unknown purpose '$purpose', see -h" >&2
		exit 2
	}
	wanted="$wanted $list"
done

if [ -n "$only_list" ]; then
	echo "${wanted# }"
	exit 0
fi

command -v dpkg-query >/dev/null || {
	echo "setup: this is no Debian; what is needed is called there:$wanted" >&2
	exit 1
}

missing=
for package in $wanted; do
	case " $missing " in *" $package "*) continue ;; esac
	# shellcheck disable=SC2016 # the ${...} are dpkg's
	if dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
	   grep -qx installed; then
		continue
	fi
	# pkg-config is pkgconf's by now, and so on: who provides it will do
	# shellcheck disable=SC2016
	if dpkg-query -W -f '${db:Status-Status} ${Provides}\n' 2>/dev/null |
	   grep -Eq "^installed .*(^|[ ,])$package([ ,]|\$)"; then
		continue
	fi
	missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		as_root="sudo -n"
	else
		echo "setup: packages are missing, run as root: apt-get install --no-install-recommends$missing" >&2
		exit 1
	fi
fi

echo "setup: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# the lists may be young and complete, but nobody promises it
for step in update "install -y --no-install-recommends$missing"; do
	# shellcheck disable=SC2086 # lists of words
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q $step >"$log" 2>&1 </dev/null || {
		tail -n 20 "$log" >&2
		# an old list may do, what is missing is told by the second step
		[ "$step" = update ] || {
			echo "setup: cannot install$missing" >&2
			exit 1
		}
		echo "setup: the package lists cannot be read anew, trying the old ones" >&2
	}
done
