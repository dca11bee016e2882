#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs a program of a kernel's tree, or one that works for it, in a box: what is
# in the tree was written by others.
#
# usage: box.sh [--none] [BWRAP OPTION]... -- COMMAND...
#
# In the box are the programs of this machine, read-only, those in PATH, and
# what the options add: "--ro-bind A A", or "--bind A A" for what may be changed;
# "--chdir A" starts it there. There is no network, no other process, no home;
# /tmp and the environment are the box's own. A program in it has no
# capabilities, and all of them end with who started the box, however that ends.
#
# --none: without the box, but COMMAND ends with who started it all the same.
#
# exit status: that of COMMAND; 1 and a message of bwrap's if there is no box

set -eu

if [ "$1" = --none ]; then
	while [ "$1" != -- ]; do
		shift
	done
	shift
	exec setpriv --pdeathsig KILL -- "$@"
fi

# The order is that of bwrap's work: what is added has its place made in the
# root, and only then that is closed. A shell is the box's first process, with
# which all others end: bwrap's own would end behind bwrap, unseen.
left=$# command=
while [ "$left" -gt 0 ]; do
	if [ "$1" = -- ] && [ -z "$command" ]; then
		set -- "$@" --remount-ro / --remount-ro /dev \
			-- /bin/sh -c '"$@"; exit $?' sh
		command=yes
	else
		set -- "$@" "$1"
	fi
	shift
	left=$((left - 1))
done

# Programs elsewhere than where a system has them, and what they bring along.
# Nobody means a whole home by a directory in PATH.
IFS=: seen=:
for dir in $PATH; do
	case $seen in *:"$dir":*) continue ;; esac
	case $dir in
	/usr/*|/bin|/sbin|/opt/*) continue ;;
	/*/*)	;;
	*)	continue ;;
	esac
	case ${HOME:-/}/ in "$dir"/*) continue ;; esac
	seen=$seen$dir:
	for also in "$dir" "${dir%/*}/lib" "${dir%/*}/lib64" "${dir%/*}/libexec"; do
		[ ! -r "$also" ] || [ ! -x "$also" ] ||
			set -- --ro-bind "$also" "$also" "$@"
	done
done
unset IFS

# The first to go where memory is short; each process, each file, and how many
# there are at once: the last counts for users other than root. In a box it is
# about that alone, on its way there about all that the user runs.
echo 1000 >/proc/self/oom_score_adj
read -r _ _ _ tasks _ </proc/loadavg
tasks=$((${tasks#*/} + 4096))
ulimit -c 0
ulimit -v 8388608 2>/dev/null || :	# KiB
ulimit -f 2097152 2>/dev/null || :	# 512 bytes
ulimit -u "$tasks" 2>/dev/null || ulimit -p "$tasks" 2>/dev/null || :

# root needs no namespace of users, and in a chroot could have none
[ "$(id -u)" = 0 ] || set -- --unshare-user --disable-userns "$@"

# An environment that bwrap clears can be read in the memory of bwrap itself.
exec env -i PATH="$PATH" HOME=/tmp TMPDIR=/tmp \
	LANG=C LC_ALL=C LC_CTYPE=C LC_MESSAGES=C \
	${MAKEFLAGS+"MAKEFLAGS=$MAKEFLAGS"} \
	${CCACHE_DIR+"CCACHE_DIR=$CCACHE_DIR"} \
	${CCACHE_MAXSIZE+"CCACHE_MAXSIZE=$CCACHE_MAXSIZE"} \
	${CCACHE_DEPEND+"CCACHE_DEPEND=$CCACHE_DEPEND"} \
	${CCACHE_NOHASHDIR+"CCACHE_NOHASHDIR=$CCACHE_NOHASHDIR"} \
	${KBUILD_BUILD_TIMESTAMP+"KBUILD_BUILD_TIMESTAMP=$KBUILD_BUILD_TIMESTAMP"} \
	${KBUILD_BUILD_USER+"KBUILD_BUILD_USER=$KBUILD_BUILD_USER"} \
	${KBUILD_BUILD_HOST+"KBUILD_BUILD_HOST=$KBUILD_BUILD_HOST"} \
	bwrap --die-with-parent --as-pid-1 --new-session --cap-drop ALL \
	--unshare-net --unshare-pid --unshare-ipc --unshare-uts \
	--unshare-cgroup-try \
	--ro-bind /usr /usr \
	--ro-bind-try /bin /bin --ro-bind-try /sbin /sbin \
	--ro-bind-try /lib /lib --ro-bind-try /lib32 /lib32 \
	--ro-bind-try /lib64 /lib64 --ro-bind-try /libx32 /libx32 \
	--ro-bind-try /opt /opt \
	--ro-bind-try /etc/alternatives /etc/alternatives \
	--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache \
	--ro-bind-try /etc/passwd /etc/passwd \
	--ro-bind-try /etc/group /etc/group \
	--ro-bind-try /etc/mke2fs.conf /etc/mke2fs.conf \
	--proc /proc --dev /dev --size 1073741824 --tmpfs /tmp \
	"$@"
