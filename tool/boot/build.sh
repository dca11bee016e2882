#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the kernels of a series for the boots: the one without it, and one
# more after each of its patches that changes code.
#
# usage: build.sh BOOTS REPO REF SERIESDIR WORKDIR [NAME]
#
# BOOTS is the directory of the series' own boots, see boot.sh. What counts here:
#
#	kernel.config	lines beside those of ours
#	needed		options without which there is nothing to boot, one a line
#	DIR/Kbuild	a module, DIR.ko
#
# Prints a line "DIRECTORY PATCH" for each kernel, in the order of the series;
# the first has "-" for its patch, and a patch of documentation has the DIRECTORY
# of the one before. A DIRECTORY has Image, the modules and config, and is named
# for all that it was made from. WORKDIR may be deleted when nothing runs in it.
# What is being done goes to the standard error.
#
# The environment: see boot.sh. Of what make and Kbuild would take from there,
# only CROSS_COMPILE is heard.
#
# exit status: 0 all there, 1 not, 2 wrong use

set -eu
umask 022
LC_ALL=C
export LC_ALL

KEEP=60		# so many kernels are kept, of some 5 MB each
KEEP_CCACHE=5	# and of so many trees what the compiler made

die()
{
	printf 'boot: %s\n' "$*" >&2
	exit 1
}

if [ $# != 5 ] && [ $# != 6 ]; then
	echo "boot: usage: build.sh BOOTS REPO REF SERIESDIR WORKDIR [NAME]" >&2
	exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
for variable in $(git rev-parse --local-env-vars) $(env | sed -n \
	's/^\(\(MAKE\|KBUILD_\|KCONFIG_\|LLVM\)[A-Z_]*\)=.*/\1/p') \
	MFLAGS GNUMAKEFLAGS ARCH SRCARCH SUBARCH CC CPP LD AS AR NM OBJCOPY \
	HOSTCC HOSTCXX HOSTLD HOSTCFLAGS HOSTLDFLAGS KCFLAGS KCPPFLAGS KAFLAGS \
	CFLAGS CPPFLAGS LDFLAGS CHECK CF C W V O M; do
	unset "$variable"
done
own=$(cd "$1" && pwd)
repo=$(git -C "$2" rev-parse --absolute-git-dir) || die "$2: no repository"
ref=$3 called=${6:-$3}
series=$(cd "$4" && pwd)
mkdir -p "$5/images"
work=$(cd "$5" && pwd)
cross=${CROSS_COMPILE:-aarch64-linux-gnu-}
jobs=${JOBS:-$(nproc)}
more=${BACKPORTGEN_BOOT_CONFIG:-}

for program in "${cross}gcc" make bc flex bison perl quilt flock git; do
	command -v "$program" >/dev/null ||
		die "$program is missing, see tool/setup.sh boot"
done
[ -s "$series/series" ] || die "$series: no series"
[ -z "$more" ] || [ -f "$more" ] ||
	die "$more: no such file; BACKPORTGEN_BOOT_CONFIG names it"
tree=$(git --git-dir="$repo" rev-parse -q --verify "$ref^{tree}") ||
	die "$repo: no $ref"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# ---- what is to be built ----------------------------------------------------

# quilt's series: one patch a line, options and comments may follow
sed 's/#.*//; s/[[:space:]].*//; /^$/d' "$series/series" >"$scratch/patches"
while read -r patch; do
	[ -f "$series/$patch" ] || die "$series/$patch: no such patch"
done <"$scratch/patches"

# The lines of a patch that reach a compiler: not its message, and nothing if
# it changes documentation only.
code_of()
{
	awk '/^diff --git / { code = $4 !~ /^b\/(Documentation\/|MAINTAINERS$)/ } code' "$1"
}

config_files()
{
	cat "$here/kernel.config"
	[ ! -f "$own/kernel.config" ] || cat "$own/kernel.config"
	[ -z "$more" ] || cat "$more"
}

# CONFIG_X=y for each option that the series adds to a Makefile and that no
# configuration says anything else of
options()
{
	# shellcheck disable=SC2016 # the $(...) is make's
	while read -r patch; do
		cat "$series/$patch"
	done <"$scratch/patches" |
		sed -n 's/^+obj-\$(\(CONFIG_[A-Za-z0-9_]*\)).*/\1/p' |
		while read -r option; do
			config_files | grep -qE "^(# )?$option( is not set|=)" ||
				echo "$option=y"
		done
}

# The modules of the boots, by name
modules()
{
	for module in "$own"/*/Kbuild; do
		[ ! -f "$module" ] || basename "${module%/Kbuild}"
	done
}

# Without these nothing can be told
needed_options()
{
	echo CONFIG_MODULES
	echo CONFIG_VIRTIO_MMIO
	echo CONFIG_DEBUG_FS
	[ ! -f "$own/needed" ] || grep '^CONFIG_' "$own/needed"
}

options >"$scratch/options"
config_files >"$scratch/config"
cat "$scratch/options" >>"$scratch/config"
modules >"$scratch/modules"

# Built in the sources themselves: all paths are relative then. Old dtc defines
# a variable twice, which a linker merges with -fcommon only.
flags="ARCH=arm64 CROSS_COMPILE=$cross HOSTCFLAGS='-O2 -fcommon'"

# What every kernel of this series is made from, but for the patches
{
	echo "$tree $flags"
	"${cross}gcc" --version
	needed_options
	cat "$scratch/config" "$here/build.sh"
	while read -r module; do
		cat "$own/$module"/*
	done <"$scratch/modules"
} >"$scratch/made-from"

directory()	# of the kernel made from $scratch/made-from
{
	key=$(sha256sum <"$scratch/made-from")
	echo "$work/images/${key%% *}"
}

directory >"$scratch/directory"
echo "$(cat "$scratch/directory") -" >"$scratch/kernels"
while read -r patch; do
	if [ -n "$(code_of "$series/$patch")" ]; then
		code_of "$series/$patch" >>"$scratch/made-from"
		directory >"$scratch/directory"
	fi
	echo "$(cat "$scratch/directory") $patch"
done <"$scratch/patches" >>"$scratch/kernels"

all_there()
{
	while read -r directory _; do
		[ -f "$directory/Image" ] || return 1
		touch "$directory"
	done <"$scratch/kernels"
}

# Has the last one what the series is about?
check_options()
{
	cured=$(sed -n '$s/ .*//p' "$scratch/kernels")
	while read -r option; do
		grep -qx "$option" "$cured/config" ||
			die "$called: ${option%=y} is not built in, see $cured/config"
	done <"$scratch/options"
}

if all_there; then
	check_options
	cat "$scratch/kernels"
	exit 0
fi

# One build at a time: two would not be faster, and a second run may find
# what the first one was about to build.
exec 9>"$work/lock"
flock -n 9 || {
	echo "boot: another run builds in $work, waiting for it" >&2
	flock 9
}
site=$work/build	# of one that was killed, nothing is used
rm -rf "$site"
trap 'rm -rf "$scratch" "$site"' EXIT
mkdir "$site"

# ---- the sources ------------------------------------------------------------

# Most of a kernel is not compiled here, and writing it to the disk takes
# longer than a boot. What has a Kconfig or a Makefile keeps them; anything
# else that is missing would stop the build.
needed()
{
	awk '
		/(^|\/)(Kconfig|Makefile|Kbuild|Makefile\.[a-z]*)[^\/]*$/ { print; next }
		/^arch\/x86\/entry\/syscalls\// { print; next }
		/^arch\// && !/^arch\/arm(64)?\// { next }
		/^arch\/arm(64)?\/(boot\/dts|configs|mach-|plat-|kvm)/ { next }
		/^(Documentation|LICENSES|rust|samples|sound)\// { next }
		/^tools\/(perf|power|testing|tracing|verification)\// { next }
		/^drivers\/(accel|ata|bluetooth|comedi|crypto|gpu|hid|hwmon)\// { next }
		/^drivers\/(iio|infiniband|input|isdn|md|media|mtd|net\/[^\/]*|nvme)\// { next }
		/^drivers\/(scsi|staging|target|thunderbolt|usb)\// { next }
		{ print }'
}

export_sources()
(
	GIT_INDEX_FILE=$site/index
	GIT_DIR=$repo
	GIT_WORK_TREE=$site/src
	export GIT_INDEX_FILE GIT_DIR GIT_WORK_TREE
	mkdir "$site/src"
	cd "$site/src"
	git read-tree "$tree"
	{
		git ls-files | needed
		# whatever is there of the files that the series changes
		while read -r patch; do
			sed -n 's/^--- a\///p' "$series/$patch"
		done <"$scratch/patches" | xargs -r git ls-files --
	} | sort -u | git checkout-index -q -f --stdin
)

# ---- the build --------------------------------------------------------------

# The same kernel for the same input, also for ccache, which gets no absolute
# path to see. With its depend mode it does not preprocess what it compiles.
KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970'
KBUILD_BUILD_USER=boot
KBUILD_BUILD_HOST=boot
CCACHE_DEPEND=1
CCACHE_NOHASHDIR=1
# One for each kernel: what one tree left there must not come out in another.
CCACHE_DIR=$work/ccache/$tree CCACHE_MAXSIZE=200M
mkdir -p "$CCACHE_DIR"
touch "$CCACHE_DIR"
find "$work/ccache" -mindepth 1 -maxdepth 1 -printf '%T@ %p\n' |
	sort -rn | sed "1,${KEEP_CCACHE}d; s/^[^ ]* //" | xargs -r -d '\n' rm -rf --
export KBUILD_BUILD_TIMESTAMP KBUILD_BUILD_USER KBUILD_BUILD_HOST
export CCACHE_DEPEND CCACHE_NOHASHDIR CCACHE_DIR CCACHE_MAXSIZE

cc=${cross}gcc hostcc=gcc
if command -v ccache >/dev/null; then
	cc="ccache $cc" hostcc="ccache gcc"
fi

# In a box, as the Makefiles and programs of a tree were written by others
build()
{
	eval "set -- $flags \"\$@\""
	"$here/../box.sh" ${BOX:+"$BOX"} --ro-bind "$scratch" "$scratch" \
		--bind "$CCACHE_DIR" "$CCACHE_DIR" --bind "$site" "$site" -- \
		make -s -C "$site/src" CC="$cc" HOSTCC="$hostcc" "$@" \
		>>"$scratch/log" 2>&1 </dev/null 9>&-
}

# A build that failed: its first complaint, and where to read all
failed()	# WHAT
{
	mkdir -p "$work/logs"
	cp "$scratch/log" "$work/logs/build.log"
	die "$called: $1: $({
		grep -E 'error:|undefined reference|No rule|not found' "$scratch/log" ||
			grep -F '***' "$scratch/log" || tail -n 1 "$scratch/log"
	} | head -n 1), see $work/logs/build.log"
}

configure()
{
	build KCONFIG_ALLCONFIG="$scratch/config" allnoconfig ||
		failed "cannot be configured"
	# the option that a later patch brings is not there yet
	for option in $(needed_options); do
		grep -qx "$option=y" "$site/src/.config" ||
			die "$called: $option is not y with $here/kernel.config and those of $own"
	done
}

push()		# PATCH
{
	(
		cd "$site/src"
		QUILT_PATCHES=$series quilt --quiltrc - push --fuzz=0 "$1"
	) >"$scratch/log" 2>&1 </dev/null || die "$series/$1: quilt cannot apply it to $called: $(
		grep -m 1 -E 'FAILED|not apply|not exist|can.t find' "$scratch/log")"
	! grep -Eq '^Hunk .*(offset|fuzz)' "$scratch/log" ||
		die "$series/$1: applies to $called with an offset"
}

build_module()	# NAME
{
	rm -rf "${site:?}/$1"
	cp -r "$own/$1" "$site/$1"
	build M="$site/$1" modules || failed "the module $1 does not build"
	cp "$site/$1/$1.ko" "$site/new"
}

# Builds the kernel as the sources stand now into the directory $1
make_kernel()
{
	: >"$scratch/log"
	configure
	build -j"$jobs" Image modules || failed "does not build"
	rm -rf "$1" "$site/new"
	mkdir "$site/new"
	while read -r module; do
		build_module "$module"
	done <"$scratch/modules"
	cp "$site/src/arch/arm64/boot/Image" "$site/new"
	cp "$site/src/.config" "$site/new/config"
	mv "$site/new" "$1"
}

# Says that a step has begun, and how long it took
step()		# WHAT COMMAND...
{
	echo "boot: $1" >&2
	what=$1 since=$(date +%s)
	shift
	"$@"
	echo "boot: $what: $(($(date +%s) - since)) s" >&2
}

with()		# PATCH
{
	if [ "$1" = - ]; then
		echo 'no patch'
	else
		echo "patches up to ${1%%-*}"
	fi
}

step "$called: exporting the sources" export_sources
last=
while read -r directory patch; do
	[ "$patch" = - ] || push "$patch"
	[ "$directory" != "$last" ] || continue
	last=$directory
	[ ! -f "$directory/Image" ] || continue
	step "$called: building the kernel with $(with "$patch")" \
		make_kernel "$directory"
done <"$scratch/kernels"
check_options

# The newest stay; what another run may boot is younger than a day.
find "$work/images" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' |
	sort -rn | sed "1,${KEEP}d; s/^[^ ]* //" | while read -r directory; do
	[ -n "$(find "$directory" -maxdepth 0 -mmin -1440)" ] || rm -rf "$directory"
done
cat "$scratch/kernels"
