#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# kernels.sh with a mirror that is stale, damaged or forged, and with archives
# that want to write elsewhere: what is there stays, and a line says why.
. "$(dirname "$0")/lib.sh"

# The program, of this tree or of another.
kernels_sh=${KERNELS_SH:-$top/tool/kernels.sh}
mirror=$work/mirror
repo=$XDG_CACHE_HOME/backportgen/kernels.git
suite=bookworm-security
architecture=$(dpkg --print-architecture)

GNUPGHOME=$work/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"

make_key()	# NAME
{
	gpg --batch -q --pinentry-mode loopback --passphrase '' \
		--quick-gen-key "$1 <$1@example.org>" rsa2048 sign never &&
		gpg --batch -q --export "$1" >"$work/$1.gpg"
}

# A tar archive of one small kernel, with what the python text on stdin adds: it
# has t.add(NAME, [TEXT], [more fields of tarfile.TarInfo]).
make_archive()	# FILE
{
	cat >"$work/members"
	python3 - "$1" "$work/members" <<-'END'
	import io, sys, tarfile
	top = "linux-source-6.1/"
	class Tar:
	    def __init__(self, name):
	        self.tar = tarfile.open(name, "w:xz", preset=0, format=tarfile.GNU_FORMAT)
	    def add(self, name, text=None, **fields):
	        i = tarfile.TarInfo(name)
	        i.mtime = 1767322985
	        data = text.encode() if text is not None else None
	        i.size = len(data) if data is not None else 0
	        for key, value in fields.items():
	            setattr(i, key, value)
	        self.tar.addfile(i, io.BytesIO(data) if data is not None else None)
	t = Tar(sys.argv[1])
	t.add(top.rstrip("/"), type=tarfile.DIRTYPE, mode=0o755)
	for path in "Makefile", "include/linux/a.h", "drivers/a.c":
	    t.add(top + path, f"/* {path} */\n")
	exec(open(sys.argv[2]).read())
	t.tar.close()
	END
}

# The package of version $1 in the mirror, from the archive $2.
make_package()
{
	rm -rf "$work/package"
	mkdir -p "$work/package/DEBIAN" "$work/package/usr/src" "$mirror/pool"
	cp "$2" "$work/package/usr/src/linux-source-6.1.tar.xz"
	printf '%s\n' 'Package: linux-source-6.1' "Version: $1" 'Architecture: all' \
		'Maintainer: A U Thor <author@example.org>' 'Description: a kernel' \
		>"$work/package/DEBIAN/control"
	deb=pool/linux-source-6.1_$1_all.deb
	dpkg-deb -Znone --root-owner-group -b "$work/package" "$mirror/$deb" >/dev/null
}

# The list of the mirror names the package of version $1; the key $2 signs.
publish()
{
	dir=$mirror/dists/$suite
	deb=pool/linux-source-6.1_$1_all.deb
	rm -rf "$dir"
	mkdir -p "$dir/main/binary-$architecture"
	list=main/binary-$architecture/Packages
	{
		cat "$work/control-$1" 2>/dev/null ||
			dpkg-deb -f "$mirror/$deb" | tee "$work/control-$1"
		printf 'Filename: %s\nSize: %s\nSHA256: %s\n' "$deb" \
			"$(wc -c <"$mirror/$deb")" "$(sha256sum <"$mirror/$deb" | cut -c1-64)"
	} >"$dir/$list"
	{
		printf '%s\n' 'Origin: Debian' 'Label: Debian-Security' "Suite: $suite" \
			"Codename: $suite" "Date: $(LC_ALL=C date -u -R)" \
			"Architectures: $architecture" 'Components: main' 'SHA256:'
		printf ' %s %s %s\n' "$(sha256sum <"$dir/$list" | cut -c1-64)" \
			"$(wc -c <"$dir/$list")" "$list"
	} >"$work/Release"
	gpg --batch -q --yes --digest-algo SHA256 -u "$2" --clearsign -o "$dir/InRelease" "$work/Release"
}

bring()
{
	run env BACKPORTGEN_MIRROR="file:$mirror/none" \
		BACKPORTGEN_SECURITY_MIRROR="file:$mirror" \
		BACKPORTGEN_KEYRING="$work/keeper.gpg" sh "$kernels_sh" "$@"
}

listed()
{
	sh "$kernels_sh" --list
}

# What there is, is what it was: the tip, and each object of it.
kept()
{
	[ "$(git --git-dir="$repo" rev-parse linux-6.1.y)" = "$tip" ] &&
		git --git-dir="$repo" fsck --no-dangling
}

clean()
{
	check '... no control character is printed' sh -c '! tr -d "\n" <"$1" | grep -aq "[[:cntrl:]]"' - "$work/err"
}

make_key keeper && make_key stranger || echo 'Bail out! gpg makes no key'
mkdir -p "$mirror/none"
for version in 6.1.9-1 6.1.10-1 6.1.20-1; do
	make_archive "$work/$version.tar.xz" <<-END
	t.add(top + "version", "$version\n")
	t.add(top + "run.sh", "exit\n", mode=0o755)
	t.add(top + "link", type=tarfile.SYMTYPE, linkname="../drivers/a.c")
	t.add(top + "hard", type=tarfile.LNKTYPE, linkname=top + "Makefile")
	END
	make_package $version "$work/$version.tar.xz"
done

# --- as it should be
publish 6.1.9-1 keeper
bring
status_is 0 'a mirror with one kernel'
check '... which is there' test "$(listed)" = '6.1|linux-6.1.y|6.1.9-1'
check '... with its files, modes and links' test "$(git --git-dir="$repo" ls-tree -r linux-6.1.y |
	sed 's/ blob .*	/ /')" = '100644 Makefile
100644 drivers/a.c
100644 hard
100644 include/linux/a.h
120000 link
100755 run.sh
100644 version'
publish 6.1.20-1 keeper
bring --update
check '6.1.20 after 6.1.9, which is not before it' test "$(listed)" = '6.1|linux-6.1.y|6.1.20-1'
tip=$(git --git-dir="$repo" rev-parse linux-6.1.y)

# --- a mirror that is stale, or is replayed by somebody on the way
publish 6.1.10-1 keeper
bring --update
status_is 0 'a mirror that has an older version'
err_has '6.1.20-1, which is here, stays' '... is told'
check '... and the newer one is kept' kept

# --- a mirror that is forged or damaged
publish 6.1.20-1 stranger
bring --update
err_has 'signature' 'a list that somebody else has signed'
check '... changes nothing' kept
make_package 6.1.30-1 "$work/6.1.9-1.tar.xz"
publish 6.1.30-1 keeper
sed -i 's/^Version: .*/Version: 6.1.99-1/' "$mirror/dists/$suite/main"/*/Packages
bring --update
err_has 'which is here, stays' 'a list that was changed after it was signed'
check '... changes nothing' kept
publish 6.1.30-1 keeper
head -c 100 "$mirror/dists/$suite/main/binary-$architecture/Packages" >"$work/short"
cp "$work/short" "$mirror/dists/$suite/main/binary-$architecture/Packages"
bring --update
err_has 'which is here, stays' 'a list that is cut short'
check '... changes nothing' kept
publish 6.1.30-1 keeper
sed -i '4,$d' "$mirror/dists/$suite/InRelease"
bring --update
err_has 'which is here, stays' 'a signed file that is cut short'
check '... changes nothing' kept
publish 6.1.30-1 keeper
head -c 1000 "$mirror/$deb" >"$work/short"
cp "$work/short" "$mirror/$deb"
bring --update
status_is 1 'a package that is cut short'
err_has '6.1.30-1 ' '... is named'
check '... changes nothing' kept
make_package 6.1.30-1 "$work/6.1.9-1.tar.xz"
publish 6.1.30-1 keeper
printf 'X' | dd of="$mirror/$deb" bs=1 seek=2000 conv=notrunc 2>/dev/null
bring --update
status_is 1 'a package with one other byte'
err_has 'wrong checksum' '... is refused for that'
check '... changes nothing' kept
rm "$mirror/$deb"
bring --update
err_has '6.1.20-1, which is here, stays' 'a package that is gone'
check '... changes nothing' kept

# --- an archive that wants to write elsewhere, or is none
version=40
refuses()	# TEXT WHAT, and members on stdin
{
	version=$((version + 1))
	make_archive "$work/bad.tar.xz"
	make_package "6.1.$version-1" "$work/bad.tar.xz"
	publish "6.1.$version-1" keeper
	bring --update
	status_is 1 "$2"
	err_has "6.1.$version-1 cannot be imported: " '... cannot be imported'
	err_has "$1" '... and it says why'
	check '... changes nothing' kept
	clean
}
refuses '/../../evil: ' 'a member above its directory' <<-'END'
t.add(top + "a/../../../evil", "evil")
END
refuses '/..: ' 'a directory above its directory' <<-'END'
t.add(top + "..", type=tarfile.DIRTYPE)
t.add(top + "../evil", "evil")
END
refuses 'absolute' 'an absolute member' <<-'END'
t.add("/etc/evil", "evil")
END
refuses 'absolute' 'nothing but absolute members' <<-'END'
t.tar.close()
t = Tar(sys.argv[1])
t.add("/etc/evil", "evil")
END
for name in .GIT 'git~1' '.g\u200cit' '.git :x'; do
	refuses "with '$(echo "$name" | sed 's/.u200c/???/')' in it" "a member in $name" <<-END
	t.add(top + "$name/hooks/post-checkout", "evil")
	END
done
refuses 'passwd' 'a hard link to a file elsewhere' <<-'END'
t.add(top + "evil", type=tarfile.LNKTYPE, linkname="/etc/passwd")
END
refuses 'passwd' 'a hard link out of its directory' <<-'END'
t.add(top + "evil", type=tarfile.LNKTYPE, linkname=top + "../../etc/passwd")
END
for type in CHRTYPE FIFOTYPE; do
	refuses 'evil' "a device: $type" <<-END
	t.add(top + "evil", type=tarfile.$type, devmajor=1, devminor=3)
	END
done
refuses '/a?[2Jb' 'a name with an escape' <<-'END'
t.add(top + "a\33[2Jb", "evil")
END
refuses 'MiB' 'a file of more than 256 MiB' <<-'END'
i = tarfile.TarInfo(top + "zero")
i.size = 300 << 20
class Zero:
    def read(self, n):
        return bytes(n)
t.tar.addfile(i, Zero())
END
refuses 'empty' 'an archive of nothing' <<-'END'
t.tar.close()
t = Tar(sys.argv[1])
END
version=6.1.60-1
head -c 300 "$work/6.1.9-1.tar.xz" >"$work/bad.tar.xz"
make_package $version "$work/bad.tar.xz"
publish $version keeper
bring --update
err_has "$version cannot be imported: xz: " 'an archive that is cut short'
check '... changes nothing' kept

# --- a repository that is somebody's own
rm -rf "$XDG_CACHE_HOME"
mkdir -p "$XDG_CACHE_HOME/backportgen"
git init -q --bare "$repo"
mine=$(git --git-dir="$repo" commit-tree -m mine "$(git --git-dir="$repo" mktree </dev/null)")
git --git-dir="$repo" update-ref refs/heads/mine "$mine"
publish 6.1.20-1 keeper
bring
status_is 1 'a kernels.git put there by hand'
err_has "$repo" '... is told of'
check '... and stays' git --git-dir="$repo" rev-parse -q --verify refs/heads/mine
rm -rf "$repo"
mkdir "$repo.new"
bring
status_is 0 'one that a killed run has left half made'
check '... is made anew' test "$(listed)" = '6.1|linux-6.1.y|6.1.20-1'

# --- git's variables
rm -rf "$XDG_CACHE_HOME"
git init -q "$work/other"
run env GIT_DIR="$work/other/.git" GIT_OBJECT_DIRECTORY="$work/other/.git/objects" \
	GIT_INDEX_FILE="$work/nowhere" TAR_OPTIONS=--nothing XZ_OPT=--nothing \
	PERL5OPT=-Mnothing BACKPORTGEN_MIRROR="file:$mirror/none" \
	BACKPORTGEN_SECURITY_MIRROR="file:$mirror" \
	BACKPORTGEN_KEYRING="$work/keeper.gpg" sh "$kernels_sh"
status_is 0 "variables of git's, tar's, xz's and Perl's"
check '... the objects are in the repository' git --git-dir="$repo" fsck
run env XDG_CACHE_HOME=relative sh "$kernels_sh" --list
status_is 0 'a relative XDG_CACHE_HOME'
check '... is not used' test ! -e relative

gpgconf --kill all
done_testing
