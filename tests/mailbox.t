#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The files of a series as mail: one after the other they are a mailbox, out of
# which every client has to get as many changes as there are patches.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
start='From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001'
series=$project/patches/old

# a clone of the kernel "old", in $work/clone
clone()
{
	rm -rf "$work/clone"
	git clone -q -b old "$work/kernel.git" "$work/clone" 2>/dev/null
}

# made WHAT: the clone has one commit a patch, each with its own subject and
# with a message in which nothing of the mailbox is left
made()
{
	git -C "$work/clone" log --reverse --format=%s origin/old.. >"$work/subjects"
	printf '%s\n' 'thing: Ask whose it is' 'thing: Add a stub driver' >"$work/want"
	check "$1: one commit a patch" diff "$work/want" "$work/subjects"
	git -C "$work/clone" log --format=%B origin/old.. >"$work/messages"
	check '... and no line of the mailbox in a message' \
		sh -c '! grep -qF "$1" "$2"' - "$start" "$work/messages"
}

# mails N FILE: does git mailsplit find that many in it?
mails()
(
	rm -rf "$work/mails"
	mkdir "$work/mails"
	test "$(git mailsplit -o"$work/mails" "$2")" = "$1"
)

# --- what each client makes of it
fresh
for patch in "$series"/*.patch; do
	head -n 1 "$patch" >"$work/first"
	check "${patch##*/}: begins as git format-patch --zero-commit has it" \
		grep -qxF "$start" "$work/first"
done
cat "$series"/*.patch >"$work/mbox"
clone
run sh -c 'git -C "$1" am -q <"$2"' - "$work/clone" "$work/mbox"
status_is 0 'cat *.patch | git am'
made 'cat *.patch | git am'
check 'git mailsplit finds two mails' mails 2 "$work/mbox"
clone
run git -C "$work/clone" am -q "$series"/0001-*.patch "$series"/0002-*.patch
status_is 0 'git am FILES'
made 'git am FILES'
clone
run git -C "$work/clone" quiltimport --patches "$series"
status_is 0 'git quiltimport'
made 'git quiltimport'
clone
run sh -c 'cd "$1" && QUILT_PATCHES=$2 quilt --quiltrc - push -a --fuzz=0' - "$work/clone" "$series"
status_is 0 'quilt push'
run sh -c 'cd "$1" && QUILT_PATCHES=$2 quilt --quiltrc - header' - "$work/clone" "$series"
out_has 'Subject: [PATCH 2/2] thing: Add a stub driver' 'quilt header has the header'
clone
run git -C "$work/clone" apply "$series"/0001-*.patch "$series"/0002-*.patch
status_is 0 'git apply'

# --- the mainline series may have the line or not
for patch in "$mainline"/*.patch; do
	sed -i '1i From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001' "$patch"
done
bp generate
status_is 0 'a mainline series with such lines'
for target in new old; do
	for patch in "$work/good/patches/$target"/*.patch; do
		check "... $target/${patch##*/} is the same" \
			cmp "$patch" "$project/patches/$target/${patch##*/}"
	done
done

# --- a line of the message that begins so
fresh
sed -i 's/^It has/From now on it has/' "$driver_patch"
check 'a message with a line that begins with "From "' grep -q '^From now' "$driver_patch"
bp generate old
status_is 0 '... is carried'
cat "$series"/*.patch >"$work/mbox"
clone
run sh -c 'git -C "$1" am -q <"$2"' - "$work/clone" "$work/mbox"
made '... with cat *.patch | git am'
check '... the line is in the message' grep -q '^From now on it has' "$work/messages"
for line in "$start" 'From git@z Thu Jan  1 12:00:00 2026' 'From here on: see 1:23:45 2026 or so'; do
	fresh
	sed -i "s/^It has/$line\\nIt has/" "$driver_patch"
	printf 'From x Mon Sep 17 00:00:00 2001\n\n%s\n' "$line" >"$work/mbox"
	check "git takes it for another mail: $line" mails 2 "$work/mbox"
	bp generate
	complains 2 '0002-thing-Add-a-stub-driver.patch:5: git would begin another mail at this line' \
		'... so it is refused'
done
for line in 'From here to 12:30' 'From git@z Thu Jan  1 12:00:00 26' 'From the first to the last:'; do
	fresh
	sed -i "s/^It has/$line\\nIt has/" "$driver_patch"
	printf 'From x Mon Sep 17 00:00:00 2001\n\n%s\n' "$line" >"$work/mbox"
	check "git does not: $line" mails 1 "$work/mbox"
	bp generate
	status_is 0 '... nor is it refused'
done

done_testing
