#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# "commit ID upstream." comes from the patch's own Upstream-commit: header.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
p=0002-thing-Add-a-stub-driver.patch
nowhere=0123456789abcdef0123456789abcdef01234567

upstream()
{
	sed -i "3a Upstream-commit: $1" "$driver_patch"
}

# --- declared
fresh
upstream $nowhere
bp generate
status_is 0 'an id that the repository does not know: it may lack that history'
for target in new old; do
	check "... $target: a line of its own in front of the message" sh -c '
		sed -n "5,8p" "$1" | tr "\n" "|" |
		grep -qxF "|commit $2 upstream.||It has nothing to start.|"' - \
		"$project/patches/$target/$p" $nowhere
	check '... once' test "$(grep -c upstream "$project/patches/$target/$p")" -eq 1
	check '... the header is not carried' sh -c '! grep -q Upstream-commit "$1"' - \
		"$project/patches/$target/$p"
	check '... a patch without it has no such line' sh -c '! grep -q "^commit" "$1"' - \
		"$project/patches/$target/0001-thing-Ask-whose-it-is.patch"
done
bp check
status_is 0 '... check says current'
fresh
sed -i "3a upstream-COMMIT:   $nowhere" "$driver_patch"
bp generate old
check 'header names are the same in other letters' grep -qx "commit $nowhere upstream." \
	"$project/patches/old/$p"

# --- never from an mbox separator, nor from the message
fresh
sed -i "1i From $nowhere Mon Sep 17 00:00:00 2001" "$driver_patch"
bp generate
status_is 0 'an id in the mbox separator'
check '... is never used' sh -c '! grep -rq "$1" "$2/old" "$2/new"' - $nowhere \
	"$project/patches"
check '... and no line tells of an upstream commit' sh -c '! grep -q upstream "$1"' - \
	"$project/patches/old/$p"
fresh
sed -i "1i From $nowhere Mon Sep 17 00:00:00 2001" "$driver_patch"
sed -i "4a Upstream-commit: $(echo $nowhere | tr 0-9 1-90)" "$driver_patch"
bp generate old
check 'both: the header counts' grep -qx "commit $(echo $nowhere | tr 0-9 1-90) upstream." \
	"$project/patches/old/$p"
fresh
sed -i "s/^It has nothing to start./&\n\nUpstream-commit: $nowhere/" "$driver_patch"
bp generate old
check 'the same words in the message are the message'\''s' sh -c '! grep -q "^commit" "$1"' - \
	"$project/patches/old/$p"

# --- known to the repository
g()
{
	git --git-dir="$work/kernel.git" "$@"
}
fresh
is=$(g commit-tree -m 'thing: Add a stub driver' 'new^{tree}')
upstream "$is"
bp generate
status_is 0 'a commit with this subject'
check '... is told of' grep -qx "commit $is upstream." "$project/patches/old/$p"

# wrong ID WHAT: known, and not what it should be
wrong()
{
	upstream "$1"
	remember
	bp generate
	complains 2 "patches/mainline/$p: Upstream-commit: $1" "$2"
	untouched '... nothing is written'
}
fresh
is=$(g commit-tree -m 'thing: Add another driver' 'new^{tree}')
wrong "$is" 'a commit with another subject'
err_has 'thing: Add another driver' '... and the complaint says which'
fresh
wrong "$(g rev-parse 'new^{tree}')" 'a tree'
fresh
wrong "$(g rev-parse new:drivers/thing/core.c)" 'a file'
fresh
g tag -a -m 'thing: Add a stub driver' heavy new
wrong "$(g rev-parse heavy)" 'a tag, be its message what it may'

# --- the id that a rule rests on, where the repository knows it
fresh
is=$(g commit-tree -m 'thing: Another thing' 'new^{tree}' | cut -c1-12)
sed -i "s/0123456789ab/$is/" "$project/cocci/thing-register-args.cocci"
refused 2 "cocci/thing-register-args.cocci" 'a rule'\''s id of another commit'
err_has 'thing: Another thing' '... and the complaint says which'
fresh
is=$(g commit-tree -m 'thing: Register with ops' 'new^{tree}' | cut -c1-12)
sed -i "s/0123456789ab/$is/" "$project/cocci/thing-register-args.cocci"
bp generate
status_is 0 'a rule'\''s id of the commit that it names'

# --- no id at all
for id in 0123456789ab '' "$nowhere$nowhere" "${nowhere}0" 'HEAD' "$nowhere v7.1" \
	"$(echo $nowhere | tr a-f A-F)" "g${nowhere#?}"; do
	fresh
	upstream "$id"
	refused 2 "$p:4: Upstream-commit: wants a full 40-digit commit id" "the id '$id'"
done
fresh
upstream $nowhere
upstream $nowhere
refused 2 "$p:5: a second 'Upstream-commit:'" 'two ids'

done_testing
