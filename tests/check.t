#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check: current, base moved, or differs; and it writes nothing.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"

# answers STATUS TEXT WHAT [ARGS...]: of old, in its one line
answers()
{
	want=$1
	text=$2
	what=$3
	shift 3
	remember
	bp "$@" check
	status_is "$want" "$what"
	check "... the line for old says so" grep -q "^old: .*, $text" "$work/out"
	silent '... nothing on stderr'
	untouched '... nothing is written'
	out_has 'new: 2 patches, no rule needed' '... new is answered for as well'
}

# --- current
fresh
answers 0 'current$' 'what generate wrote is current'
check '... two lines, no more' test "$(wc -l <"$work/out")" -eq 2
bp -v check
out_has 'spatch: 0 run' '... found out without running spatch'
bp check old
status_is 0 'one target'
check '... and no other' test "$(wc -l <"$work/out")" -eq 1
bp -q check
check '-q says nothing' test ! -s "$work/out"
mv "$project/patches/old" "$project/patches/new" "$work"
mkdir "$work/out-dir"
mv "$work/old" "$work/new" "$work/out-dir"
bp check --output "$work/out-dir"
status_is 0 '--output names another folder'

# --- base moved
# Comment lines above all else: other blobs, other lines, the same series.
moved()
{
	fresh
	small_kernel old
	cd "$work/tree" || exit 1
	"$@"
	cd "$work" || exit 1
	commit_tree old
}
comments()
{
	sed -i '1a /* One line more, */\n/* and another. */' drivers/thing/core.c \
		include/linux/thing.h
	sed -i '1a # One line more' drivers/thing/Makefile
}
moved comments
answers 0 'base moved, same series; files that changed: ' 'comments on top of every file'
for path in drivers/thing/Makefile drivers/thing/core.c include/linux/thing.h; do
	was=$(git --git-dir="$work/good.git" rev-parse "old:$path" | cut -c1-12)
	is=$(git --git-dir="$work/kernel.git" rev-parse "old:$path" | cut -c1-12)
	out_has "$path $was..$is" "... names $path and its blobs"
done
check '... names no other' test "$(grep -o '[0-9a-f]\{12\}\.\.' "$work/out" | wc -l)" -eq 3
check '... prints no diff' test "$(wc -l <"$work/out")" -eq 2
bp generate
check '... generate writes it' grep -q '^old: .*written$' "$work/out"
check '... with the new base' grep -q "$(git --git-dir="$work/kernel.git" \
	rev-parse old)" "$project/patches/old/provenance.json"
answers 0 'current$' '... after which it is current'

one_file()
{
	sed -i '1a # One line more' drivers/thing/Makefile
}
moved one_file
answers 0 'base moved, same series; files that changed: drivers/thing/Makefile [0-9a-f.]*$' \
	'one consulted file changed'
unread()
{
	echo 'int x;' >drivers/thing/unread.c
}
moved unread
answers 0 'base moved, same series; no ' \
	'only a file changed that nobody asks for'
appeared()
{
	mkdir -p Documentation
	echo x >Documentation/x
	sed -i 's/bool coherent/int coherent/' include/linux/device.h
}
moved appeared
answers 0 'base moved, same series; no ' \
	'nor do files count that came'

# A probed file that was not there before and changes no answer.
fresh
cat >>"$project/cocci/probes.conf" <<'EOF'
[probe "has-other"]
	path = drivers/thing/other.h
	ask = function thing_other
EOF
bp -q generate
small_kernel old
echo '/* nothing yet */' >"$work/tree/drivers/thing/other.h"
commit_tree old
answers 0 'base moved, same series; files that changed: drivers/thing/other.h absent\.\.' \
	'a consulted file came, with no change of answers'

# The context of a hunk changed: that is another series.
context()
{
	sed -i 's/queue.o/queues.o/' drivers/thing/Makefile
}
moved context
answers 1 'differs from what generate would write:$' 'a line of a hunk'\''s context changed'
out_has '+ obj-y	+= queues.o' '... shown in the diff'
# The function's name behind @@ is no number.
answer_changed()
{
	sed -i 's/^int thing_register.*/int thing_register(struct thing *thing, const struct thing_ops *ops);/' \
		include/linux/thing.h
}
moved answer_changed
answers 1 'differs from what generate would write:$' 'a probe is answered otherwise'
out_has 'thing_register(thing, &stub_ops)' '... shown in the diff'

# --- differs
# differs WHAT: after an edit of $project
differs()
{
	answers 1 'differs from what generate would write:$' "$1"
}
p=0002-thing-Add-a-stub-driver.patch
fresh
sed -i 's/obj-y	+= stub.o/obj-m	+= stub.o/' "$project/patches/old/$p"
differs 'a line edited by hand'
out_has '-+obj-m	+= stub.o' '... shown as it is'
out_has '++obj-y	+= stub.o' '... and as it would be'
out_has "--- $project/patches/old/$p" '... under its name'
check '... in a diff that patch takes' sh -c 'cd / && patch -s --dry-run -p0 \
	"$1/patches/old/$2" <"$3"' - "$project" "$p" "$work/out"
bp -q check
status_is 1 '... -q tells by the status alone'
check '... and says nothing' test ! -s "$work/out"
fresh
sed -i 's/It has nothing/It had nothing/' "$project/patches/old/$p"
differs 'a word of the message'
fresh
sed -i 's/^index .*/index 0123456..1234567 100644/' "$project/patches/old/$p"
differs 'index lines edited, though the base is the same'
fresh
sed -i 's/^+	return thing_register.*/&\n+/' "$project/patches/old/$p"
differs 'a line added inside a hunk'
fresh
sed -i 's/^Subject: .*/&\nindex 5/' "$project/patches/old/$p"
differs 'a line "index" outside the diff is no index line'
fresh
sed -i 's/^Date: .*/Date: Fri, 2 Jan 2026 12:00:00 +0000/' "$project/patches/old/$p"
differs 'another date'
fresh
rm "$project/patches/old/$p"
differs 'a patch removed'
out_has '+++ fresh/'"$p" '... shown as missing'
fresh
cp "$project/patches/old/$p" "$project/patches/old/0003-more.patch"
differs 'a patch too many'
out_has "--- $project/patches/old/0003-more.patch" '... shown as too many'
fresh
rm "$project/patches/old/series"
differs 'no series file'
fresh
echo 0003-more.patch >>"$project/patches/old/series"
differs 'a line too many in the series file'
fresh
rm "$project/patches/old/provenance.json"
differs 'no provenance'
fresh
sed -i 's/"fired": 1/"fired": 2/' "$project/patches/old/provenance.json"
differs 'provenance edited: a count'
fresh
sed -i 's/"answer": "no"/"answer": "yes"/' "$project/patches/old/provenance.json"
differs 'provenance edited: an answer'
fresh
sed -i 's/"commit": "./"commit": "_/' "$project/patches/old/provenance.json"
answers 0 'base moved' 'provenance edited: the base is the base'
fresh
echo garbage >"$project/patches/old/provenance.json"
differs 'provenance that is no JSON'
fresh
sed -i '1s/{/{ "more": 1,/' "$project/patches/old/provenance.json"
differs 'provenance with a key too many'
fresh
printf '\n' >>"$project/patches/old/$p"
differs 'an empty line too many'
fresh
sed -i 's/$/\r/' "$project/patches/old/$p"
differs 'other line ends'
fresh
sed -i 's/It has/It still has/' "$driver_patch"
differs 'the mainline series moved on'
fresh
sed -i 's/leave them out/left out/' "$project/cocci/thing-register-args.cocci"
differs 'a rule moved on'

# --- neither: one target's fault stops no other's answer
fault()
{
	remember
	bp check
	check "$2" old_complaint "$1"
	check '... the other is answered for' grep -q '^new: .*current$' "$work/out"
	untouched '... nothing is written'
}
fresh
rm -rf "$project/patches/old"
fault "'backportgen generate old' writes it" 'no series'
bp check --output "$work/none" mine=old
complains 1 "'backportgen generate --output $work/none mine=old' writes it" \
	'... of a kernel that is not configured, elsewhere'
fresh
echo notes >"$project/patches/old/NOTES"
fault 'patches/old/NOTES: ' 'a foreign file'
fresh
sed -i 's/ref = old/ref = gone/' "$project/stable-targets.conf"
fault "no revision 'gone'" 'no such ref'
fresh
small_kernel old
rm "$work/tree/include/linux/thing.h"
commit_tree old
fault 'lacks include/linux/thing.h' 'a required file is gone'
fresh
rm -rf "$project/patches/old" "$project/patches/new"
remember
bp check --output "$work/nowhere"
status_is 1 'no output folder'
check '... is not made either' test ! -e "$work/nowhere"
untouched '... nothing is written'

done_testing
