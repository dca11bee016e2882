#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# explain: each rule, chosen or not, by which answer, how often, to what effect.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh
remember

# The lines about one rule.
about()
{
	sed -n "/^$1: /,/^[a-z]/p" "$work/out" | sed '1!{/^[a-z][a-z-]*: /d;}'
}

bp explain old
status_is 0 'explain'
silent '... nothing to complain of'
check '... every rule, once' test "$(grep -c '^thing-[a-z-]*: chosen$' "$work/out")" -eq 3
about thing-register-args >"$work/rule"
in_rule()
{
	check "... $2" grep -qF -e "$1" "$work/rule"
}
in_rule 'thing_register(thing, ops) becomes thing_register(thing).' 'its summary'
in_rule '!register-takes-ops -> yes' 'its condition and what came of it'
in_rule 'register-takes-ops: no: include/linux/thing.h:13: int thing_register(struct thing *thing);' \
	'the answer, with path, line and text'
in_rule 'defined(CONFIG_THING)' 'the #if round that line'
in_rule 'Uses: thing_register -> yes' 'what the series brings'
in_rule '0123456789ab ("thing: Register with ops")' 'its provenance'
in_rule 'fired: 1' 'how often it fired'
in_rule 'in 0002-thing-Add-a-stub-driver.patch, 1 place' 'in which patch'
in_rule '--- a/drivers/thing/stub.c' 'on which file'
in_rule '-	return thing_register(thing, &stub_ops);' 'what it took away'
in_rule '+	return thing_register(thing);' 'what it put there'
about thing-makefile-end >"$work/rule"
in_rule 'has-newest: no: nothing in drivers/thing/Makefile' 'the evidence for a no'
in_rule '+obj-y	+= stub.o' 'an anchor'\''s effect is a diff as well'
about thing-setup-hook >"$work/rule"
in_rule 'core-chooses-ops: yes: drivers/thing/core.c:8: if (thing_present())' \
	'the evidence for a yes'
in_rule '+	if (thing_present() && thing_is_ours(dev))' 'the re-homed change'

bp explain new
status_is 0 'a target that needs no rule'
check '... none is chosen' test "$(grep -c '^thing-[a-z-]*: not chosen$' "$work/out")" -eq 3
check '... none fired' sh -c '! grep -q fired "$1"' - "$work/out"
out_has 'register-takes-ops: yes: include/linux/thing.h:13: ' '... with the answer that speaks against'

bp explain old thing-setup-hook
status_is 0 'one rule'
check '... and no other' test "$(grep -c '^thing-' "$work/out")" -eq 1
bp explain other=old thing-setup-hook
status_is 0 'NAME=REV'

sed -i 's/^\/\/ Uses: thing_register$/\/\/ Uses: thing_unregister/' \
	"$project/cocci/thing-register-args.cocci"
bp explain old thing-register-args
out_has 'thing-register-args: not chosen' 'a rule for something that the series does not bring'
out_has 'Uses: thing_unregister -> no' '... said so'
out_has '!register-takes-ops -> yes' '... though its condition holds'

# A target that fails is explained as far as it got.
fresh
sed -i '/^@@/,$s/thing_register(/thing_registers(/' "$project/cocci/thing-register-args.cocci"
remember
bp explain old
check 'a rule that changes nothing: the complaint' old_complaint 'changes nothing'
out_has 'thing-register-args: chosen' '... and the reasons, all the same'
bp explain gone=nonesuch
complains 1 "gone: no revision 'nonesuch'" 'a target that is not there'
untouched 'nothing of that is written'

done_testing
