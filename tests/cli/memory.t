#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The memory of work done: what is damaged, or stands under another's name, is
# noticed and made anew; it has a bound, and killed runs leave nothing in it.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
memory=$XDG_CACHE_HOME/backportgen/memory

# The series from nothing but the memory, which is then as it should be.
mended()
{
	rm -rf "$project/patches/old" "$project/patches/new"
	bp generate
	status_is 0 "$1"
	check '... the series are right' diff -r "$work/good/patches" "$project/patches"
	check '... and the memory is mended' diff -r "$work/memory" "$memory"
	rm -rf "$memory"
	cp -a "$work/memory" "$memory"
}

entries()
{
	find "$memory" -type f | sort
}

fresh
bp generate
cp -a "$memory" "$work/memory"
check 'there are entries of all kinds' test "$(entries | wc -l)" -ge 8

# each gets what the next one had, the last one what the first one had
rotate()
{
	entries >"$work/entries"
	first=$(head -n 1 "$work/entries")
	cp "$first" "$work/first"
	to=$work/unused
	while read -r from; do
		cp "$from" "$to"
		to=$from
	done <"$work/entries"
	cp "$work/first" "$to"
}
rotate
mended 'entries under the names of others'
swap()
{
	entries | sed -n "$1p;$2p" >"$work/two"
	{ read -r a && read -r b; } <"$work/two"
	cp "$a" "$work/first" && cp "$b" "$a" && cp "$work/first" "$b"
}
n=$(entries | wc -l)
for k in $(seq 2 "$n"); do
	swap 1 "$k"
	rm -rf "$project/patches/old" "$project/patches/new"
	bp generate
	diff -r "$work/good/patches" "$project/patches" >/dev/null || echo "1 and $k"
	rm -rf "$memory"
	cp -a "$work/memory" "$memory"
done >"$work/faults"
check 'the first one and any other in each other'\''s place: never a wrong series' \
	test ! -s "$work/faults"

# damage WHAT: one byte is another, at a tenth to nine tenths of each entry, or
# it is cut there, or one more stands behind it
damage()
{
	python3 - "$1" "$work/entries" <<'END'
import sys
what, entries = sys.argv[1:]
for k, path in enumerate(open(entries).read().split()):
    data = bytearray(open(path, "rb").read())
    at = len(data) * (k % 9 + 1) // 10
    if what == "flipped":
        data[at] ^= 1
    elif what == "cut":
        del data[at:]
    elif what == "grown":
        data += b"\n"
    elif what == "emptied":
        data = b""
    else: # a bit of its key
        data[data.index(b" ") + 1 + k % 40] ^= 1
    open(path, "wb").write(data)
END
}
for what in flipped cut grown emptied renamed; do
	damage $what
	mended "entries that were $what"
done

# --- what killed runs leave
dead=$(sh -c 'echo $$')
entries | sed "s/\$/.$dead/" >"$work/dead"
entries | sed "s/\$/.$$/" >"$work/live"
entries | xargs rm -f
xargs touch <"$work/dead"
xargs touch <"$work/live"
bp generate
status_is 0 'half entries of a run that was killed'
check '... are removed where the next run writes' sh -c \
	'! xargs ls -d <"$1" 2>/dev/null | grep .' - "$work/dead"
check '... those of a run that is at work are not' sh -c \
	'xargs ls -d <"$1" >/dev/null' - "$work/live"
xargs touch -d '3 hours ago' <"$work/live"
entries | grep -v '\.[0-9]*$' | xargs rm -f
bp generate
check '... unless they are hours old: its number is in use again' sh -c \
	'! xargs ls -d <"$1" 2>/dev/null | grep .' - "$work/live"
check '... and the memory is as it was' diff -r "$work/memory" "$memory"

# --- its bound: 512 MiB for all, so 64 for the memory, and 256 KiB for each of
# its 256 directories
BACKPORTGEN_CACHE_SIZE=512M
export BACKPORTGEN_CACHE_SIZE
entry=$(entries | head -n 1)
dir=${entry%/*}
rm "$entry"
for k in 1 2 3 4 5 6 7 8 9; do
	old=$dir/$(printf '%038d' "$k")
	head -c 65536 /dev/urandom >"$old"
	touch -d "$k days ago" "$old"
done
touch -a "$dir/$(printf '%038d' 7)"
bp generate
status_is 0 'a memory that has become too large'
check '... what was not used for longest goes' sh -c \
	'ls "$1" && ! ls "$1" | grep -qE "^0*[45689]$"' - "$dir"
check '... what was used stays, if it was made long ago' sh -c \
	'ls "$1" | grep -qx "0*7"' - "$dir"
check '... and so does what was made not long ago' sh -c \
	'ls "$1" | grep -qx "0*1" && ls "$1" | grep -qx "0*2"' - "$dir"
check '... with what is new' test -f "$entry"
BACKPORTGEN_CACHE_SIZE=0
rm -rf "$memory"
bp generate
status_is 0 'no room at all'
check '... nothing is kept' test ! -e "$memory"
BACKPORTGEN_CACHE_SIZE=8X
bp generate
complains 2 "BACKPORTGEN_CACHE_SIZE is '8X', and no number of bytes" \
	'no number of bytes'

done_testing
