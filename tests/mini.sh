# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2016,SC2119,SC2120,SC2154 # quoted for others, lib.sh sets
#
# verify --level=build without a kernel and without cross compilers: one that
# has a Makefile and two objects, a series of two patches, and this machine's
# gcc under the names of those that are asked for. Sourced after lib.sh.
#
#	mini			$work/kernel.git has that kernel as "mini", and
#				$work/series/mini has its series, as good as new;
#				nothing is remembered of its builds
#	verify [ARGS...]		verify --level=build of it, by two processes
#	seed SCRIPT FILES	the same series with sed's SCRIPT run on patches
#	at COMPILER <SCRIPT	what runs in front of a compiler from here on;
#				"$@" is its command line. It is in the box, where
#				it can change nothing but the build
#	known WHAT		verify, and a test that it passes
#	proof			what the proof says of the level build
#	places			the prepared kernels in the cache
#
# A test whose compilers are to do more sets $sandbox to --no-sandbox before.

[ -n "$work" ] && [ -d "$work" ] || exit 1 # much is removed under it
target=$work/series/mini
cache=$XDG_CACHE_HOME/backportgen/build
memory=$XDG_CACHE_HOME/backportgen/memory
hooks=$work/bin/hooks
[ -n "${sandbox:-}" ] || find_sandbox

mkdir "$work/bin" "$hooks"
for program in aarch64-linux-gnu-gcc arm-linux-gnueabi-gcc clang; do
	cat >"$work/bin/$program" <<END
#!/bin/sh
[ "\$1" != --version ] || { echo "$program \${VERSION:-1}"; exit; }
[ ! -f "$hooks/$program" ] || . "$hooks/$program"
exec gcc "\$@"
END
done
for program in bc flex bison ld.lld llvm-nm; do
	printf '#!/bin/sh\necho %s 1\n' "$program" >"$work/bin/$program"
done
printf '#!/bin/sh\n[ "$1" != --version ] || echo sparse 1\n' >"$work/bin/sparse"
printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/ccache"
chmod +x "$work/bin"/*
PATH=$work/bin:$PATH

# the settings that lie beside the configuration
mkdir -p "$work/conf/tool/verify"
cp "$top/tool/box.sh" "$work/conf/tool"
cp -R "$top/cocci" "$work/conf"
mkdir -p "$work/conf/patches/mini"
cp -R "$(mainline_of "$(configured_series | head -n 1)")" "$work/conf/patches/mini/mainline"
rm -rf "$work/conf/patches/mini/mainline/config"
printf '[series "mini"]\n\toff = XEN IOMMU_SUPPORT OF\n[target "mini"]\n\tref = mini\n' \
	>"$work/conf/stable-targets.conf"
printf '# Also: drivers/mini/core.o\nCONFIG_MINI_CORE=y\nCONFIG_XEN=y\n' >"$work/conf/tool/verify/arm64.config"
cp "$work/conf/tool/verify/arm64.config" "$work/conf/tool/verify/arm.config"
: >"$work/conf/tool/verify/checkpatch.ignore"

at()
{
	cat >"$hooks/$1"
}

# The series: what was there is changed, then a driver comes.
write_series()
(
	cd "$work/tree" || exit 1
	git init -q
	git add -A
	git commit -qm base
	sed -i 's/return mini_register/return !mini ? -1 : mini_register/' drivers/mini/core.c
	git commit -qam 'mini: Look first

Nothing is no mini.'
	cat >drivers/mini/stub.c <<'END'
// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mini.h>

int stub_init(struct mini *mini);

int stub_init(struct mini *mini)
{
	int ret;

	ret = mini_register(mini);
	return ret;
}
END
	printf 'obj-$(CONFIG_MINI_STUB) += stub.o\n' >>drivers/mini/Makefile
	printf '\nconfig MINI_STUB\n\tbool "stub"\n' >>drivers/mini/Kconfig
	git add -A
	git commit -qm 'mini: Add a stub

It has nothing to start.'
	git format-patch -q -2 --no-numbered -o "$work/good/mini"
	cd "$work/good/mini" && ls -- *.patch >series
)

mini()
{
	rm -f "$hooks"/*
	if [ ! -d "$work/good" ]; then
		git init -q --bare "$work/kernel.git"
		mkdir "$work/tree"
		cp -R "$tests/mini/kernel/." "$work/tree"
		commit_tree mini
		write_series || echo 'Bail out! the series of the mini kernel is broken'
		# what comes before the build is shown once, and remembered
		"$bpg" --repo "$work/kernel.git" \
			--config "$work/conf/stable-targets.conf" verify -q \
			--level=style ${sandbox:+"$sandbox"} \
			--output "$work/good" ||
			echo 'Bail out! the series of the mini kernel has no style'
		cp -a "$memory" "$work/good-memory"
	fi
	rm -rf "$work/series" "$memory"
	cp -a "$work/good" "$work/series"
	cp -a "$work/good-memory" "$memory"
}

verify()
{
	run timeout -k 1 60 "$bpg" -j2 --repo "$work/kernel.git" \
		--config "$work/conf/stable-targets.conf" -v verify \
		--level=build ${sandbox:+"$sandbox"} --output "$work/series" "$@"
}

seed()
{
	mini
	# shellcheck disable=SC2086 # a pattern of names
	sed -i "$1" "$target"/$2
}

known()
{
	mini
	verify
	status_is 0 "$1"
}

proof()
{
	python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["levels"].get("build", {}).get("verdict"))' "$target/proof.json"
}

places()
{
	find "$cache" -mindepth 1 -maxdepth 1 -name '[0-9a-f]*' 2>/dev/null | sort
}
