#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Brings the kernels that the targets stand for from Debian's packages into
# one bare git repository, each as one commit on a branch of its own.
# What it prints says which; "kernels.sh -h" says where and from where.

set -eu
umask 022
LC_ALL=C
export LC_ALL
# what would send git's objects elsewhere, or change what the others make of a file
for variable in $(env | sed -n 's/^\(\(GIT_\|PERL\|XZ_\|TAR_OPTIONS\|POSIXLY_CORRECT\|CDPATH\)[A-Z0-9_]*\)=.*/\1/p'); do
	unset "$variable"
done

# name, suite, kind (deb: the linux-source package; orig: the untouched
# tarball of the source package), package, start of the version (or -), and
# what to do when it is gone (newest: bring the newest linux-source instead)
kernels()
{
	cat <<-'EOF'
	5.10 bullseye-security deb linux-source-5.10 - skip
	6.1 bookworm-security deb linux-source-6.1 - skip
	6.12 bookworm-security deb linux-source-6.12 - skip
	6.18 trixie-backports orig linux 6.18. skip
	7.3 trixie-backports deb linux-source-7.3 - newest
	EOF
}

usage()
{
	cat <<'EOF'
usage: kernels.sh [--update]
       kernels.sh --list
       kernels.sh -h | --help

Brings kernels from Debian's packages into ~/.cache/backportgen/kernels.git,
each as one commit on a branch linux-NAME.y, and says what it does. A kernel
that is already there is not brought again, nor an older version of its package;
a run that was stopped goes on where it was. Downloads about 750 MB, keeps 1.3 GB, needs 2.5 GB meanwhile.

  --list     print what is there: NAME|BRANCH|VERSION
  --update   read the package lists even if they are younger than a day

environment (an address is written as in sources.list):
  XDG_CACHE_HOME                where backportgen/ is [~/.cache]
  BACKPORTGEN_MIRROR            Debian archive [this machine's own]
  BACKPORTGEN_SECURITY_MIRROR   Debian security archive [this machine's own]
  BACKPORTGEN_ARCHIVE_MIRROR    folder with debian/ and debian-security/ that
                                still has suites which left the others [none]
  BACKPORTGEN_KEYRING           keys that may sign [debian-archive-keyring]

exit status: 0 done, or gone from the archive while another kernel is there
             1 no kernel there, or one that another run could still bring
             2 wrong use
EOF
}

# 3 is the standard output, also inside of a pipe line
exec 3>&1

say()
{
	printf '%s\n' "$*" >&3
}

warn()
{
	printf 'kernels: %s\n' "$*" >&2
}

die()
{
	warn "$*"
	exit 1
}

case ${XDG_CACHE_HOME:-} in
/*)	cache=$XDG_CACHE_HOME ;;
*)	cache=${HOME:?no HOME and no XDG_CACHE_HOME}/.cache ;;	# as the program does
esac
cache=$cache/backportgen
repo=$cache/kernels.git
apt=$cache/apt
download=$cache/download
run=$cache/run		# notes of one run

in_repo()
{
	git --git-dir="$repo" "$@"
}

# "PACKAGE VERSION" of the branch $1, nothing when it is not there
what_is_on()
{
	in_repo log -1 --format=%s "refs/heads/$1" -- 2>/dev/null || :
}

list()
{
	[ -d "$repo" ] || return 0
	in_repo for-each-ref --sort=version:refname \
		--format='%(refname:lstrip=2) %(subject)' 'refs/heads/linux-*' |
	while read -r branch _ version; do
		name=${branch#linux-}
		printf '%s|%s|%s\n' "${name%.y}" "$branch" "$version"
	done | printable
}

# shellcheck source=tool/debian.sh
. "$(dirname "$0")/debian.sh"

need_programs()
{
	missing=
	for pair in apt-get:apt dpkg-deb:dpkg flock:util-linux git:git \
		    perl:perl-base tar:tar xz:xz-utils; do
		command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
	done
	[ -z "$missing" ] || die "programs are missing, install:$missing"
}

# Makes the lists of suite $1 ready, once a run; $2 is "again" to read them
# although they are young. Leaves its answer in $run/suite.SUITE.
suite_ready()
{
	dir=$apt/$1
	if [ "$2" != again ]; then
		[ ! -e "$run/suite.$1" ] || return 0
		if [ -e "$dir/updated" ] && [ -z "$update" ] &&
		   [ -n "$(find "$dir/updated" -mmin -1440)" ] &&
		   in_use=$(sed -n 's/^deb \[.*\] \(.*\) [^ ]* main$/\1/p' "$dir/sources.list") &&
		   addresses "$1" 2>/dev/null | grep -qxF "$in_use"; then
			[ -e "$run/young" ] ||
				say "package lists younger than a day are not read again (--update does)"
			: >"$run/young"
			echo ok >"$run/suite.$1"
			return 0
		fi
	fi
	say "$1: reading the package lists"
	write_apt_conf "$1" "$architecture"
	lines=deb
	! kernels | grep -q " $1 orig " || lines=deb-src
	echo none >"$run/suite.$1"
	addresses "$1" >"$run/addresses"
	while read -r address; do
		answer=$(read_lists "$1" "$address" "$architecture" "$lines")
		echo "$answer" >"$run/suite.$1"
		: >"$run/read.$1"
		case $answer in
		ok)	return 0 ;;
		gone)	warn "$1: the suite is gone from $address" ;;
		unsigned) warn "$1: $address does not sign the suite, nothing of it is used" ;;
		forged)	warn "$1: the signature of $address is not good, nothing of it is used: $(complaint "$dir/log")"
			: >"$run/failed"
			return 0 ;;
		away)	warn "$1: the package lists cannot be read from $address: $(complaint "$dir/log")"
			return 0 ;;
		esac
	done <"$run/addresses"
}

# What suite $1 has, newest first: VERSION SHA256 SIZE FILE
# $2 kind, $3 package, $4 start of the version or -
candidates()
{
	if [ "$2" = deb ]; then
		with_apt "$1" apt-cache show --all-versions "$3" 2>/dev/null |
		awk -v RS= -F'\n' '{
			split("", of)
			for (i = 1; i <= NF; i++)
				if (match($i, /^[A-Za-z0-9-]+: /))
					of[substr($i, 1, RLENGTH - 2)] = substr($i, RLENGTH + 1)
			sub(/.*\//, "", of["Filename"])
			print of["Version"], of["SHA256"], of["Size"], of["Filename"]
		}'
	else
		with_apt "$1" apt-cache showsrc --only-source "$3" 2>/dev/null |
		awk -v start="$4" '
			/^Version: / { version = $2 }
			/^[A-Za-z]/ { sums = /^Checksums-Sha256:/ }
			sums && /\.orig\.tar\.xz$/ && index(version, start) == 1 {
				print version, $1, $2, $3
			}'
	fi | sort -k1,1Vr -u
}

is_whole()	# FILE SHA256
{
	[ -f "$1" ] && [ "$(sha256sum <"$1")" = "$2  -" ]
}

apt_download()	# SUITE KIND PACKAGE VERSION
(
	cd "$download"
	if [ "$2" = deb ]; then
		with_apt "$1" apt-get -q download "$3=$4"
	else
		with_apt "$1" apt-get -q source --download-only --tar-only "$3=$4"
	fi
)

no_way='could not (connect|resolve)|unable to connect|cannot initiate|temporary failure'
no_way="$no_way|unreachable|connection (failed|refused)|timed out|no space left|write error"

# Downloads what the line of candidates() says. 1: not on the mirror any more,
# 2: no way to it now, 3: not what the list says. Apt goes on with what is left of an earlier download;
# what has the right size it would not check, so that is done here.
fetch()		# NAME SUITE KIND PACKAGE VERSION SHA256 SIZE FILE
{
	file=$download/$8
	if is_whole "$file" "$6"; then
		say "$1: $8 is downloaded, its checksum is right"
		return 0
	elif [ ! -f "$file" ]; then
		say "$1: downloading $4 $5, $(($7 / 1000000)) MB"
	elif [ "$(wc -c <"$file")" -lt "$7" ]; then
		say "$1: going on with the download of $4 $5"
	else
		say "$1: $8 is damaged, downloading it anew"
		rm -f "$file"
	fi
	for try in first last; do
		status=0
		apt_download "$2" "$3" "$4" "$5" >"$run/download.log" 2>&1 || status=$?
		if [ $status = 0 ] && is_whole "$file" "$6"; then
			return 0
		elif [ $status != 0 ] && grep -Eiq "$no_way" "$run/download.log"; then
			warn "$1: $4 $5 cannot be downloaded now: $(complaint "$run/download.log")"
			return 2
		elif [ $status != 0 ] && ! grep -Eiq 'mismatch|416 ' "$run/download.log"; then
			return 1
		fi
		# the part that an earlier run left may have been bad
		rm -f "$file" "$file.FAILED"
		[ $try = last ] || say "$1: $8 came damaged, downloading it anew"
	done
	warn "$1: $4 $5 comes with a wrong checksum, it is not used"
	: >"$run/failed"
	return 3
}

# Finds the newest version of a kernel that can be had and hands it to the
# importer on the standard output. 1: there is none, 2: not now, 3: damaged.
choose()	# NAME SUITE KIND PACKAGE START
{
	here=$(what_is_on "linux-$1.y")
	candidates "$2" "$3" "$4" "$5" >"$run/candidates"
	while read -r version sum size file_name; do
		if [ "$here" = "$4 $version" ]; then
			say "$1: $4 $version, already here"
			return 0
		fi
		# a mirror may be behind, or somebody plays an old list again
		case $here in "$4 "*)
			if dpkg --compare-versions "$version" lt "${here#"$4 "}"; then
				warn "$1: $2 has $4 $version, which is older; $here, which is here, stays"
				return 0
			fi ;;
		esac
		# asked for in vain since the lists were read
		if grep -qxF "$4 $version" "$apt/$2/absent" 2>/dev/null; then
			continue
		fi
		got=0
		fetch "$1" "$2" "$3" "$4" "$version" "$sum" "$size" "$file_name" || got=$?
		case $got in
		0)	echo "$1 $3 $4 $version $file_name"
			return 0 ;;
		[23])	return $got ;;
		esac
		# a list of yesterday may name what has been replaced since
		if [ ! -e "$run/read.$2" ]; then
			suite_ready "$2" again
			[ "$(cat "$run/suite.$2")" = ok ] || return 2
			choose "$@"
			return
		fi
		say "$1: $4 $version is listed in $2, but the mirror does not have it any more"
		echo "$4 $version" >>"$apt/$2/absent"
	done <"$run/candidates"
	return 1
}

# A kernel that cannot be had: says it, and what it means
not_had()	# NAME WHY
{
	here=$(what_is_on "linux-$1.y")
	if [ -n "$here" ]; then
		warn "$1: $2; $here, which is here, stays"
	else
		warn "$1: $2; this kernel is skipped: its target cannot be generated or checked here"
	fi
}

# Its own process beside the importer: the next kernel is downloaded while
# this one is imported. Prints a line for each kernel to import.
provide()
{
	kernels | while read -r name suite kind package start if_gone; do
		kill -0 $$ 2>/dev/null || exit 0	# a killed run ends here
		suite_ready "$suite" once
		answer=0
		case $(cat "$run/suite.$suite") in
		ok)	choose "$name" "$suite" "$kind" "$package" "$start" || answer=$? ;;
		away)	answer=2 ;;
		none)	not_had "$name" "there is no address for $suite"
			continue ;;
		forged)	not_had "$name" "the signature of $suite is not good"
			continue ;;
		*)	not_had "$name" "$suite cannot be used"
			continue ;;
		esac
		case $answer in
		0)	continue ;;
		2)	[ -n "$(what_is_on "linux-$name.y")" ] || : >"$run/failed"
			not_had "$name" "it cannot be brought now, run this again later"
			continue ;;
		3)	not_had "$name" "the mirror has it damaged"
			continue ;;
		esac
		label=$package
		[ "$start" = - ] || label="$package $start*"
		not_had "$name" "$label is gone from $suite"
		[ "$if_gone" = newest ] || continue
		newest=$(with_apt "$suite" apt-cache pkgnames linux-source- |
			sed -n 's/^linux-source-\([0-9][0-9.]*\)$/\1/p' | sort -V | tail -n 1)
		if [ -z "$newest" ] || [ "$(printf '%s\n' "$newest" "$name" |
					    sort -V | tail -n 1)" = "$name" ]; then
			continue
		fi
		say "$name: the newest that $suite has is linux-source-$newest, bringing it as linux-$newest.y (add a target for it)"
		choose "$newest" "$suite" deb "linux-source-$newest" - ||
			not_had "$newest" "linux-source-$newest cannot be downloaded"
	done
}

# ---- into git ---------------------------------------------------------------

# Turns a tar archive into commands for git fast-import: nothing is unpacked.
# The commit's time is that of the newest file, so that a package version
# gives the same commit anywhere. "done" is only said after the archive's own
# end mark, without it git refuses the import.
tar_to_git=$(cat <<'EOF'
use strict;
use warnings;

my ($ref, $who, $message) = @ARGV;
my ($mark, $newest, $top) = (0, 0);
my (%mark_of, %long, @entries);

binmode STDIN;
binmode STDOUT;

sub take {
	my ($want) = @_;
	my $got = read STDIN, my ($data), $want;
	die "the archive ends too early\n" unless defined $got && $got == $want;
	return $data;
}

# No kernel has a file of a tenth of that; it is held in memory
sub content {
	my ($size) = @_;
	die "the archive has a file of $size bytes, more than 256 MiB\n" if $size > 256 << 20;
	my $data = $size ? take($size) : "";
	take(512 - $size % 512) if $size % 512;
	return $data;
}

sub text {
	my ($raw) = @_;
	$raw =~ s/\0.*//s;
	return $raw;
}

sub number {
	my ($raw) = @_;
	$raw =~ /^ *([0-7]*)[ \0]*\z/ or die "the archive has a number that is not octal\n";
	return length $1 ? oct $1 : 0;
}

# The path below the one folder that all is in. What git would not check out is no
# path: a part that leads up, or one that some file system takes for ".git".
sub inside {
	my ($path) = @_;
	$path =~ s{^(?:\./)+}{};
	$path =~ s{/+\z}{};
	die "$path: an absolute path\n" if $path =~ m{^/};
	die "$path: a control character in a path\n" if $path =~ /[\0-\x1f\x7f]/;
	for my $part (split m{/}, $path, -1) {
		# HFS+ passes over these characters, NTFS over what is at the end
		(my $name = lc $part) =~ s/\xe2\x80[\x8c-\x8f\xaa-\xae]|\xe2\x81[\xaa-\xaf]|\xef\xbb\xbf|[. ]*:.*|[. ]+\z//gs;
		die "$path: a path with '$part' in it\n"
			if $name eq "" || $name eq ".git" || $name eq "git~1";
	}
	my ($first, $rest) = split m{/}, $path, 2;
	$top = $first unless defined $top;
	die "the archive has more than one folder: $top, $path\n" unless $first eq $top;
	return $rest;
}

sub quoted {
	my ($path) = @_;
	return $path unless $path =~ s/(["\\])/\\$1/g;
	return "\"$path\"";
}

while ((my $head = take(512)) =~ /[^\0]/) {
	my ($name, $mode, $size, $mtime, $sum, $type, $link, $magic, $prefix) =
		unpack "a100 a8 x16 a12 a12 a8 a1 a100 a6 x82 a155", $head;
	substr $head, 148, 8, " " x 8;
	die "a header of the archive is damaged\n" unless number($sum) == unpack "%32C*", $head;
	$size = number($size);
	if ($type eq "L" || $type eq "K") {
		$long{$type eq "L" ? "path" : "linkpath"} = text(content($size));
		next;
	}
	if ($type eq "x" || $type eq "g") {
		my $list = content($size);
		while ($list =~ s/^([0-9]+) //) {
			my $record = substr $list, 0, $1 - length($1) - 1, "";
			$record =~ /^([^=]+)=(.*)\n\z/s or die "a header of the archive is damaged\n";
			die "the archive sets $1 in a way that is not known here\n" if $1 eq "size";
			$long{$1} = $2 if $type eq "x";
		}
		next;
	}
	$name = text($name);
	$name = text($prefix) . "/$name" if $magic eq "ustar\0" && length text($prefix);
	$name = $long{path} if exists $long{path};
	$link = exists $long{linkpath} ? $long{linkpath} : text($link);
	%long = ();
	$mtime = number($mtime);
	$newest = $mtime if $mtime > $newest;
	my $path = inside($name);
	next if $type eq "5";
	die "$name: not a file in a folder\n" unless defined $path && length $path;
	if ($type eq "1") {
		my $from = $mark_of{inside($link)} or die "$name: linked to nothing\n";
		push @entries, "M $from " . quoted($path) . "\n";
		next;
	}
	die "$name: neither file nor link\n" unless $type =~ /^[02\0]\z/;
	my $data = $type eq "2" ? $link : content($size);
	my $bits = $type eq "2" ? "120000" : number($mode) & 0100 ? "100755" : "100644";
	$mark++;
	print "blob\nmark :$mark\ndata ", length $data, "\n", $data, "\n" or die "cannot write: $!\n";
	$mark_of{$path} = "$bits :$mark";
	push @entries, "M $bits :$mark " . quoted($path) . "\n";
}
die "the archive is empty\n" unless @entries;
# the padding after the end mark: xz shall not meet a closed pipe
1 while read STDIN, my ($rest), 65536;
print "commit $ref\ncommitter $who $newest +0000\ndata ", length $message, "\n$message\n",
	"deleteall\n", @entries, "done\n" or die "cannot write: $!\n";
close STDOUT or die "cannot write: $!\n";
EOF
)

tarball_of()	# KIND PACKAGE FILE
{
	if [ "$1" = deb ]; then
		dpkg-deb --fsys-tarfile "$3" | tar -xO -f - "./usr/src/$2.tar.xz"
	else
		cat "$3"
	fi
}

# Deltas inside of one kernel save nothing and take half of the time, hence
# depth 0. A blob that another kernel has brought is not stored again.
import()	# NAME KIND PACKAGE VERSION FILE
{
	branch=linux-$1.y
	old=$(what_is_on "$branch")
	say "$1: importing $3 $4 (20 to 60 seconds)"
	since=$(date +%s)
	: >"$run/import.log"
	if {
		{
			tarball_of "$2" "$3" "$download/$5" || : >"$run/broken"
		} | {
			xz -dc -T2 || : >"$run/broken"
		} | {
			perl -e "$tar_to_git" "refs/heads/$branch" \
				'backportgen <backportgen@kernels.invalid>' "$3 $4" ||
				: >"$run/broken"
		} |
		in_repo -c core.compression=1 -c pack.compression=1 \
			-c fastimport.unpackLimit=1 \
			fast-import --quiet --done --force --depth=0
	} 2>"$run/import.log" </dev/null && [ ! -e "$run/broken" ]; then
		say "$1: $3 $4, imported as $(in_repo rev-parse --short=12 "$branch") in $(($(date +%s) - since)) s"
		rm -f "$download/$5"
		[ -z "$old" ] || : >"$run/replaced"
	else
		why=$(sed -n '/./{s/^fatal: //;p;q;}' "$run/import.log" | printable)
		warn "$1: $3 $4 cannot be imported: ${why:-a program of the import was killed}"
		rm -f "$run/broken"
		: >"$run/failed"
	fi
}

# What a killed import leaves behind; nobody else writes here, we hold the lock
clean_repo()
{
	rm -f "$repo"/objects/pack/tmp_* "$repo"/fast_import_crash_* \
		"$repo"/refs/heads/*.lock "$repo"/packed-refs.lock \
		"$repo"/objects/pack/*.keep
}

# A repository has its name when it is whole, and "made" in it; what has no
# "made" is somebody else's.
prepare_repo()
{
	rm -rf "$repo.new"		# killed while it was made
	if [ -e "$repo" ] || [ -h "$repo" ]; then
		[ -e "$repo/made" ] ||
			die "$repo is there and was not made by kernels.sh; move it away, or use it with --repo"
		clean_repo
		if in_repo rev-parse --git-dir >/dev/null 2>"$run/git.log"; then
			in_repo rev-list --objects --quiet --glob='refs/heads/linux-*' \
				>/dev/null 2>&1 && return 0
		elif ! grep -q 'not a git repository' "$run/git.log"; then
			die "git cannot use $repo: $(head -n 1 "$run/git.log" | printable)"
		fi
		say "$repo is damaged, it is made anew"
		rm -rf "$repo"
	fi
	git init -q --bare "$repo.new"
	git --git-dir="$repo.new" config gc.auto 0
	touch "$repo.new/made"
	mv "$repo.new" "$repo"
}

# ---- front door -------------------------------------------------------------

update=
case ${1:-} in
-h|--help)
	usage
	exit 0 ;;
--list)
	[ $# = 1 ] || { warn "--list stands alone, see -h"; exit 2; }
	list
	exit 0 ;;
--update)
	[ $# = 1 ] || { warn "--update stands alone, see -h"; exit 2; }
	update=yes ;;
'') ;;
*)
	warn "unknown argument '$1', see -h"
	exit 2 ;;
esac

need_programs
find_keyring
architecture=$(dpkg --print-architecture)
mkdir -p "$download" "$apt"
exec 9>"$cache/lock"
if ! flock -n 9; then
	say "another run is at work in $cache, waiting for it"
	flock 9
fi
rm -rf "$run"
mkdir "$run"
prepare_repo

{
	provide
	: >"$run/provided"
} | while read -r name kind package version file_name; do
	kill -0 $$ 2>/dev/null || exit 0
	import "$name" "$kind" "$package" "$version" "$file_name"
done
[ -e "$run/provided" ] || die "stopped before all kernels were looked at"

if [ -e "$run/replaced" ]; then
	say "removing what the replaced versions left in $repo"
	in_repo -c pack.compression=1 repack -a -d -q --window=0
	in_repo prune --expire=now
fi
status=0
[ ! -e "$run/failed" ] || status=1
if [ -z "$(list)" ]; then
	warn "no kernel at all in $repo"
	status=1
fi
if [ $status = 0 ]; then
	rm -f "$download"/linux*
fi
rm -rf "$run"
exit $status
