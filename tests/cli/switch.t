#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Rules of style, which are off by themselves, and rules that are left out.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

args=$project/cocci/thing-register-args.cocci
name=thing-register-args

# A kernel that takes both forms, or the check of what the series uses would
# not let a rule be left out.
fresh_with_both()
{
	fresh
	small_kernel old
	sed -i 's/^int thing_register(.*/#define thing_register(...) demo_register(__VA_ARGS__)/' \
		"$work/tree/include/linux/thing.h"
	commit_tree old
}

# Does patch 2 of "old" register with the ops, as mainline does?
as_mainline()
{
	grep -qF '+	return thing_register(thing, &stub_ops);' \
		"$project/patches/old/0002-thing-Add-a-stub-driver.patch"
}

# --- left out
fresh_with_both
remember
bp generate --disable nonesuch
complains 2 "--disable: no rule 'nonesuch'" 'no such rule'
untouched '... nothing is written'
bp generate --enable $name old
complains 2 "--enable: rule '$name' (" 'a rule that is no matter of style'
bp check --disable $name
status_is 1 'check with a rule left out'
out_has 'old: 2 patches, 2 rules (thing-makefile-end, thing-setup-hook), without thing-register-args, base' \
	'... the line of the target that needs it says so'
out_has 'new: 2 patches, no rule needed, base' '... and no other'
bp explain --disable $name old $name
status_is 0 'explain with a rule left out'
out_has "$name: not chosen" '... is it not chosen'
out_has 'left out by --disable' '... why'
out_has '-> yes, the series brings it' '... and that it was needed'
bp generate --disable $name
status_is 0 'generate with a rule left out'
check '... its change is not made' as_mainline
check '... the provenance names it' python3 -c 'import json, sys
p = json.load(open(sys.argv[1]))
assert p["disabled"] == ["thing-register-args"], p["disabled"]
assert not [r for r in p["rules"] if r["name"] == "thing-register-args"], p' \
	"$project/patches/old/provenance.json"
check '... not where it was not needed' \
	diff -r "$work/good/patches/new" "$project/patches/new"
bp check --disable $name
status_is 0 'check with the same option is content'
bp generate --disable thing-makefile-end --disable thing-setup-hook old
complains 1 'old: ' 'two left out, one of them to place a hunk'
err_has 'no rule says where its change goes' '... its hunk has no place'

fresh
bp generate --disable $name old
complains 1 'calls thing_register() with 2 arguments, but include/linux/thing.h:13' \
	'a rule is left out without which the series does not fit'

# --- of style
fresh_with_both
sed -i '3a // Style: thing_register() takes both here' "$args"
bp generate
status_is 0 'a rule of style is off'
check '... its change is not made' as_mainline
check '... it is not said to be left out' sh -c '! grep -q -e without -e $1 "$2"' - \
	$name "$work/out"
check '... nor in the provenance' sh -c '! grep -q disabled "$1"' - \
	"$project/patches/old/provenance.json"
bp explain old $name
out_has "$name: not chosen" 'explain: not chosen'
out_has 'Style: thing_register() takes both here (off; it is turned on by --enable)' \
	'... as it is off'
bp rules
out_has "Style: thing_register() takes both here (off unless --enable $name)" \
	'rules tells how it is turned on'
bp generate --disable $name
complains 2 "is one of style, which are off anyway" 'off twice'
bp explain --enable $name old $name
out_has "$name: chosen" 'turned on: chosen'
out_has '(turned on by --enable)' '... by whom'
bp generate --enable $name
status_is 0 'generate with a rule of style'
check '... makes its change' sh -c '! "$@"' - grep -qF ', &stub_ops);' \
	"$project/patches/old/0002-thing-Add-a-stub-driver.patch"
check '... for a kernel that has no use for it nothing is other' \
	diff -r "$work/good/patches/new" "$project/patches/new"

# what is off may be unclear
fresh
sed -i '3a // Style: either is right' "$args"
small_kernel old
sed -i 's/^int thing_register.*/THING_FUNCTION(thing_register)/' \
	"$work/tree/include/linux/thing.h"
echo 'int thing_register(struct thing *thing, const struct thing_ops *ops);' \
	>>"$work/tree/include/linux/device.h"
commit_tree old
bp generate old
status_is 0 'an unclear answer does not matter to a rule that is off'
bp generate --enable $name old
complains 1 "old: probe 'register-takes-ops' is unclear" '... but when it is on'

# --- their keys
fresh
sed -i '3a // Style:' "$args"
refused 2 "cocci/$name.cocci:4: '// Style:' says nothing" 'no reason'
fresh
sed -i '3a // Style: either is right\n// For: tests/some.t' "$args"
refused 2 "cocci/$name.cocci:5: '// For:' stands after '// Style:'" \
	'For: behind Style:'
fresh
sed -i '3a // For: tests/some.t' "$args"
bp rules
out_has 'For: tests/some.t' 'rules tells of the test that uses a rule'
bp check
status_is 1 'it is like any other rule but for its id'
fresh
sed -e 's/^\/\/ Note:.*/\/\/ Refuses: thing_register() is not known/' -e '/^$/,$d' \
	"$args" >"$project/cocci/thing-refused.rule"
bp generate --disable thing-refused
complains 2 "--disable: rule 'thing-refused' (" 'a refusal is not left out'

done_testing
