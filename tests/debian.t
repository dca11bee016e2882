#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A Debian package that is built by the lines of README.md has the patches in it:
# dpkg-source takes what debian/patches/series names, and passes over the rest
# without a word.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
package=linux-6.1.192

# The program as README.md calls it, on the project's own configuration.
mkdir -p "$work/src/build"
cat >"$work/src/build/backportgen" <<END
#!/bin/sh
exec "$bpg" --config "$top/stable-targets.conf" "\$@"
END
chmod +x "$work/src/build/backportgen"

# The lines with which README.md makes the package's series, as a script.
sed -n "s/^    \\\$ \\(.*$package.*\\)/\\1/p" "$top/README.md" >"$work/readme"
check 'README.md has them: generate, and two for the series of the package' \
	test "$(grep -c . "$work/readme")" -eq 3
readme()
{
	run sh -ec "cd \"\$1\"; $(cat "$work/readme")" - "$work/src"
}

# A small package in format 3.0 (quilt) with a patch of its own, $work/dsc.
make_package()
(
	cd "$work/src" || exit 1
	rm -rf ./*.orig.tar.gz ./*.dsc ./*.debian.tar.xz "$package"
	skeleton bus-global "$package"
	tar -czf linux_6.1.192.orig.tar.gz "$package"
	mkdir -p "$package/debian/source" "$package/debian/patches"
	cd "$package/debian" || exit 1
	echo '3.0 (quilt)' >source/format
	printf 'linux (6.1.192-1) unstable; urgency=low\n\n  * Packaged.\n\n -- %s\n' \
		'A U Thor <author@example.org>  Fri, 02 Jan 2026 03:04:05 +0000' >changelog
	printf 'Source: linux\nMaintainer: A U Thor <author@example.org>\n\n%s\n' \
		'Package: linux
Architecture: all
Description: a kernel' >control
	echo own.patch >patches/series
	printf -- '--- a/COPYING.own\n+++ b/COPYING.own\n@@ -0,0 +1 @@\n+own\n' >patches/own.patch
	cd ../.. && dpkg-source -b "$package" && rm -rf "$package" &&
		dpkg-source -x linux_6.1.192-1.dsc "$package"
)

# Build it as it stands, unpack the result to $work/src/new.
rebuild()
{
	rm -rf "$work/src/new"
	run sh -ec 'cd "$1"; dpkg-source -b "$2"; dpkg-source -x linux_6.1.192-1.dsc new' - \
		"$work/src" "$package"
}

# Where the package is right, each file of the series is as quilt makes it.
has_the_patches()
(
	cd "$work" || exit 1
	rm -rf want
	skeleton bus-global want
	cd want || exit 1
	QUILT_PATCHES=$work/src/$package/debian/patches/6.1 \
		quilt --quiltrc - push -q -a --fuzz=0 || exit 1
	echo own >COPYING.own
	diff -r -x .pc -x debian . ../src/new
)

run make_package
status_is 0 'a source package with a patch of its own'
readme
status_is 0 'the lines of README.md'
rebuild
status_is 0 'dpkg-source -b and -x'
check '... the package has the patches, all of them' has_the_patches
check '... with a driver in it' test -s "$work/src/new/drivers/xen/xen-iommu-el2.c"
cp "$work/src/$package/debian/patches/series" "$work/once"
run sh -ec 'cd "$1" && QUILT_PATCHES=debian/patches quilt --quiltrc - pop -a &&
	QUILT_PATCHES=debian/patches quilt --quiltrc - push own.patch' - "$work/src/$package"
readme
status_is 0 'once more, on the package as it was'
check '... each patch is named once' diff "$work/once" "$work/src/$package/debian/patches/series"

done_testing
