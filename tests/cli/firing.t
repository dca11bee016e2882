#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Rules that are well formed and do the wrong thing when they fire.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

args=cocci/thing-register-args.cocci
hook=cocci/thing-setup-hook.cocci
end=cocci/thing-makefile-end.rule

# --- a rule that is selected and changes nothing
fresh
sed -i '/^@@/,$s/thing_register(/thing_registers(/' "$project/$args"
old_fails "rule 'thing-register-args'" 'SmPL that matches nothing'
err_has "is chosen by '!register-takes-ops' but changes nothing in drivers/thing/stub.c" \
	'... and the complaint says why it was chosen, and on which file'
fresh
sed -i '/^@@$/,$d' "$project/$args"
printf '@@\n-thing_register(thing, ops)\n+thing_register(thing, ops)\n' \
	>>"$project/$args"
old_fails 'changes nothing in drivers/thing/stub.c' \
	'SmPL that puts back what it takes away'
fresh
sed -i '/^@@/,$s/^-\(.*\), ops/ \1, ops/' "$project/$args"
old_fails "rule 'thing-register-args'" 'SmPL that only matches'
fresh
sed -i 's,^// Files:.*,// Files: drivers/other/*.c,' "$project/$args"
bp explain old thing-register-args
out_has 'thing-register-args: not chosen' \
	'Files: that no patch touches: the rule is not about this series'
fresh
small_kernel old
sed -i 's/^obj-y.*queue.o$/&\nobj-y\t+= stub.o/' "$work/tree/drivers/thing/Makefile"
commit_tree old
old_fails 'in part: at drivers/thing/Makefile:5 it is there' \
	'an anchor for a line that is there already'
err_has 'in drivers/thing/stub.c, from' '... and the complaint says what is not'

# --- a rule that changes its own result again
fresh
cat >>"$project/$args" <<'EOF'

@thing_register_args_again@
expression thing;
@@
 thing_register(
-	       thing
+	       &thing
	       )
EOF
old_fails "rule 'thing-register-args'" 'SmPL that fires on its own result'
err_has 'changes its own result in drivers/thing/stub.c again' '... and the complaint says so'
fresh
sed -i '/<\.\.\./,/\.\.\.>/{/if (thing_present()/{n;d}}' "$project/$hook"
cat >"$work/body" <<'EOF'
	...
+	ours(dev);
 }
EOF
sed -i -e '/<\.\.\./,$d' "$project/$hook"
cat "$work/body" >>"$project/$hook"
old_fails "rule 'thing-setup-hook'" 'a re-homing rule that fires on its own result, or is stale'

# --- a rule that spoils what it is given
fresh
sed -i 's,^-\(.*\)\, ops,-\1\, ops\n+ }}} ,' "$project/$args"
old_fails "rule 'thing-register-args'" 'SmPL that spatch cannot parse'
err_has 'thing-register-args.cocci' '... and the complaint names the rule file'

# --- a stale re-homing rule
stale()
{
	remember
	bp generate old
	complains 1 "old: rule 'thing-setup-hook'" "$1"
	err_has 'is stale' '... and the complaint says stale'
	err_has '0001-thing-Ask-whose-it-is.patch:16' \
		'... and where mainline'\''s hunk is'
	untouched '... nothing is written'
}

fresh
sed -i 's/thing_is_ours/thing_is_mine/' "$hook_patch"
sed -i 's/^\/\/ Uses:.*/\/\/ Uses: thing_is_mine/' "$project/$hook"
stale 'mainline'\''s hunk moved on, the re-homing rule did not'
fresh
sed -i 's/^+\(.*\)(thing_present() && \(.*\))$/+\1(\2 \&\& thing_present())/' \
	"$hook_patch"
stale 'the same condition the other way round is another change'
fresh
sed -i 's/{thing_setup, thing_core_setup}/{thing_core_setup}/' "$project/$hook"
stale 'a re-homing rule that no longer knows mainline'\''s own function'
# The blob that mainline's hunk starts from is not in every repository.
fresh
sed -i 's/thing_is_ours/thing_is_mine/g' "$hook_patch" "$project/$hook"
git init -q --bare "$work/kernel2.git"
rm -rf "$work/kernel.git"
mv "$work/kernel2.git" "$work/kernel.git"
small_kernel old
commit_tree old
bp generate old
status_is 0 'without mainline'\''s history the rule is trusted'

# --- a re-homing rule on a tree that has none of its files
fresh
sed -i 's,^// Files:.*,// Files: drivers/thing/nowhere.c,' "$project/$hook"
old_fails 'the tree has none of its files' 'a re-homing rule without a file there'
err_has "rule 'thing-setup-hook'" '... and the complaint names the rule'

# --- a rule that has to change more than the series brings
also()
{
	fresh
	sed -i "6a // Also: $1" "$project/$args"
}

also include/linux/nowhere.h
old_fails "rule 'thing-register-args'" 'Also: a file that the tree lacks'
err_has "chosen by '!register-takes-ops' but the tree lacks include/linux/nowhere.h" \
	'... and the complaint says which, and why the rule was chosen'
also drivers/thing/core.c
old_fails 'changes nothing in drivers/thing/core.c' 'Also: a file with nothing to change'
also drivers/thing/Makefile
old_fails 'cannot parse drivers/thing/Makefile' 'Also: a file that is no C'
also drivers/thing/core.c
cat >>"$project/$args" <<'EOF'

@thing_register_args_also@
@@
 thing_core_setup(...)
 {
	...
+	more();
 }
EOF
old_fails 'changes its own result in drivers/thing/core.c again' \
	'Also: a file in which the rule fires again and again'
sed -i 's/^-\(.*\), ops/ \1, ops/' "$project/$args"
old_fails 'changes nothing in drivers/thing/stub.c' \
	'Also: alone is not enough, the rule has to fire on the series'
fresh
sed -i -e '6a // Also: drivers/thing/core.c' -e 's/^\(\/\/ Uses:\).*/\1 thing_unregister/' \
	"$project/$args"
bp explain old thing-register-args
out_has 'thing-register-args: not chosen' 'Also: does not choose a rule'

# --- a rule that creates what is there
fresh
cat >"$project/$hook.rule" <<'EOF'
// SPDX-License-Identifier: GPL-2.0-only
/// The header's change becomes a file.
// Upstream: none: an example
// When: core-chooses-ops
// Uses: thing_is_ours
// Files: drivers/thing/core.c
// Drops: include/linux/setup.h
// Creates: drivers/thing/core.c
// Note: an example.

int x;
EOF
mv "$project/$hook.rule" "$project/cocci/thing-hook-file.rule"
rm "$project/$hook"
old_fails 'creates drivers/thing/core.c, which the tree has already' \
	'a rule that creates what is there'
sed -i '/Creates:/s/core\.c/hook.c/' "$project/cocci/thing-hook-file.rule"
bp generate old
status_is 0 'the same with a free name'

# --- two rules that take the same thing
fresh
cp "$project/$end" "$project/cocci/thing-makefile-other.rule"
sed -i 's/^\/\/ Anchor:.*/\/\/ Anchor: before-first obj-y += core.o/' \
	"$project/cocci/thing-makefile-other.rule"
old_fails "rule 'thing-makefile-other'" 'two anchors for one hunk: the second is idle'

done_testing
