#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The output cannot be written, is full, or holds what is not ours.

# Mounts of our own, where we may have them: as root, or as root of a namespace.
if [ -z "${OWN_MOUNTS:-}" ]; then
	for OWN_MOUNTS in -m -rm; do
		export OWN_MOUNTS
		if unshare $OWN_MOUNTS true 2>/dev/null; then
			exec unshare $OWN_MOUNTS "$0" "$@"
		fi
	done
	OWN_MOUNTS=none
fi

. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

# What is to be written is another series, and spatch need not run for it.
changed()
{
	fresh
	sed -i 's/It has/It still has/' "$driver_patch"
}

# Nothing can be written, for the reason $1.
unwritable()
{
	remember
	bp generate
	status_is 1 'the output folder may not be written to'
	check '... each complaint says why' test "$(grep -c \
		"^backportgen: .*$project/patches.*: $1\$" "$work/err")" -eq \
		"$(wc -l <"$work/err")"
	untouched '... nothing is written'
}

# --- something in the place of a folder
changed
mv "$project/patches/old" "$work/aside"
echo precious >"$project/patches/old"
rm -rf "$project/patches/new"
remember
bp generate
check 'a file in the place of the target'\''s folder' old_complaint 'patches/old: is no folder'
check '... is kept' grep -q precious "$project/patches/old"
check '... the other target is written' test -f "$project/patches/new/series"
changed
rm -rf "$work/elsewhere"
mv "$project/patches/old" "$work/elsewhere"
ln -s "$work/elsewhere" "$project/patches/old"
bp generate
check 'a link in the place of the target'\''s folder' old_complaint 'patches/old: is no folder'
check '... is kept' test -L "$project/patches/old"
check '... and so is what it leads to' diff -r "$work/good/patches/old" "$work/elsewhere"
changed
echo precious >"$work/file"
remember
bp generate --output "$work/file"
complains 1 "$work/file" 'a file in the place of the output folder'
check '... is kept' grep -q precious "$work/file"
bp generate --output "$work/file/patches"
complains 1 "$work/file" 'a file in the place of a folder above it'
bp generate --output /dev/null
complains 1 /dev/null 'a device in its place'
bp generate --output /proc/nowhere
complains 1 /proc/nowhere 'a place where no folder can be made'
untouched '... nothing else is written'

# --- what we did not write
changed
echo notes >"$project/patches/old/NOTES"
rm -rf "$project/patches/new"
bp generate
check 'a foreign file in the target'\''s folder' old_complaint \
	'patches/old/NOTES: '
err_has 'move it away' '... and the complaint says what to do'
check '... is kept' grep -q notes "$project/patches/old/NOTES"
check '... with the earlier series' cmp "$work/good/patches/old/series" \
	"$project/patches/old/series"
check '... the other target is written' test -f "$project/patches/new/series"
for name in .hidden series.orig 0001-x.patch.rej; do
	changed
	echo notes >"$project/patches/old/$name"
	bp generate
	check "the same named $name" old_complaint "patches/old/$name"
	check '... is kept' test -f "$project/patches/old/$name"
done
changed
mkdir "$project/patches/old/series.d"
echo notes >"$project/patches/old/series.d/x"
bp generate
check 'a foreign folder in it' old_complaint 'patches/old/series.d'
check '... is kept' test -f "$project/patches/old/series.d/x"
changed
mkdir "$project/patches/old/mine.patch"
echo notes >"$project/patches/old/mine.patch/x"
bp generate
check 'a folder named like a patch' old_complaint 'patches/old/mine.patch'
check '... is kept' test -f "$project/patches/old/mine.patch/x"
changed
mkdir "$project/patches/other"
echo notes >"$project/patches/other/x"
echo notes >"$project/patches/README"
bp generate
status_is 0 'what stands beside the targets is nobody'\''s business'
check '... and is kept' test -f "$project/patches/other/x" -a -f "$project/patches/README"

# --- no right to write
changed
if [ "$OWN_MOUNTS" != none ] && mount --bind "$project/patches" "$project/patches" &&
	mount -o remount,ro,bind "$project/patches"; then
	unwritable 'Read-only file system'
	umount "$project/patches"
elif [ "$(id -u)" -ne 0 ]; then
	chmod a-w "$project/patches"
	unwritable 'Permission denied'
	chmod u+w "$project/patches"
else
	skip 3 'an output folder that may not be written to' 'root, and no right to mount'
fi

# --- disk full
# Each target's folder is tried at every amount of free space.
changed
if [ "$OWN_MOUNTS" != none ] && mkdir "$work/disk" &&
	mount -t tmpfs -o size=128k tmpfs "$work/disk"; then
	cp -a "$work/good/patches/old" "$work/good/patches/new" "$work/disk"
	bp generate --output "$work/later"
	holdings "$work/disk" >"$work/before"
	dd if=/dev/zero of="$work/disk/fill" bs=4k 2>/dev/null
	rm -f "$work/one" "$work/torn"
	free=0
	while :; do
		bp generate --output "$work/disk"
		[ "$status" -ne 0 ] || break
		if [ "$status" -ne 1 ] ||
			! grep -q '^backportgen: .*No space left' "$work/err"; then
			cp "$work/err" "$work/one"
		fi
		for target in old new; do
			diff -r "$work/good/patches/$target" "$work/disk/$target" ||
				diff -r "$work/later/$target" "$work/disk/$target" ||
				echo "$free" >>"$work/torn"
			[ "$(wc -l <"$work/disk/$target/series")" -eq 2 ] ||
				echo "$free" >>"$work/torn"
		done >/dev/null
		free=$((free + 1))
		[ "$free" -lt 32 ] || break
		truncate -s "-4k" "$work/disk/fill"
	done
	check 'the disk is full: it was, at first' test "$free" -gt 1
	check '... and had room enough in the end' test "$status" -eq 0
	check '... each time that is what the complaint says' test ! -e "$work/one"
	check '... the earlier series stays' test ! -e "$work/torn"
	check '... nothing is left lying there' test -z \
		"$(find "$work/disk" -name '.backportgen*')"
	umount "$work/disk"
else
	skip 5 'the disk is full' 'no right to mount'
fi

# --- a file system that can neither exchange nor rename a lower layer's folder
changed
mkdir -p "$work/overlay/lower" "$work/overlay/upper" "$work/overlay/work" \
	"$work/overlay/merged"
cp -a "$work/good/patches/old" "$work/good/patches/new" "$work/overlay/lower"
cp "$work/overlay/lower/old/"0001* "$work/overlay/lower/old/0009-gone.patch"
if [ "$OWN_MOUNTS" != none ] && mount -t overlay -o \
	"lowerdir=$work/overlay/lower,upperdir=$work/overlay/upper,workdir=$work/overlay/work" \
	overlay "$work/overlay/merged" 2>/dev/null; then
	bp generate --output "$work/whole"
	bp generate --output "$work/overlay/merged"
	status_is 0 'a folder in the lower layer of an overlay is replaced'
	check '... by the same files as elsewhere, and no old one stays' \
		diff -r "$work/whole" "$work/overlay/merged"
	bp check --output "$work/overlay/merged"
	status_is 0 '... which check finds current'
	umount "$work/overlay/merged"
else
	skip 3 'a folder in the lower layer of an overlay' 'no right to mount one'
fi

# The same without any right: no file may grow beyond 512 bytes.
changed
remember
limited()
{
	# shellcheck disable=SC2016
	run sh -c 'ulimit -f 1; exec "$@"' - "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" generate
}
limited
status_is 1 'a file may not grow'
check '... a complaint for each target' test "$(grep -c \
	'^backportgen: \(old\|new\): .*: cannot write: File too large$' "$work/err")" -eq 2
check '... and no other' test "$(wc -l <"$work/err")" -eq 2
untouched '... nothing is written'

# --- places for temporary files and for memory
changed
remember
run env TMPDIR="$work/nowhere" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate
complains 2 "$work/nowhere" 'no folder for temporary files'
err_has 'TMPDIR' '... and the complaint says what to set'
untouched '... nothing is written'
for cache in /dev/null /proc/nowhere relative ''; do
	fresh
	rm -rf "$project/patches/old" "$project/patches/new"
	run env XDG_CACHE_HOME="$cache" HOME="$cache" "$bpg" \
		--repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" generate
	status_is 0 "no place to remember results: '$cache'"
	check '... the result is the same' diff -r "$work/good/patches" "$project/patches"
done
fresh
find "$XDG_CACHE_HOME" -type f -exec sh -c 'for f; do echo damaged >"$f"; done' - {} +
bp check
status_is 0 'damaged memory is not believed'
find "$XDG_CACHE_HOME" -type f -exec truncate -s -9 {} +
bp check
status_is 0 '... nor such as was cut short'
find "$XDG_CACHE_HOME" -type f -exec sh -c 'for f; do rm "$f"; mkdir "$f"; done' - {} +
bp check
status_is 0 '... nor folders in its place'

done_testing
