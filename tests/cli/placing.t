#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Hunks that find no place, or too many.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

end=cocci/thing-makefile-end.rule
at='0002-thing-Add-a-stub-driver.patch:15'

makefile()
{
	fresh
	small_kernel old
	# shellcheck disable=SC2059
	printf "$1" >"$work/tree/drivers/thing/Makefile"
	commit_tree old
}

anchor()
{
	sed -i "s/^\\/\\/ Anchor:.*/\\/\\/ Anchor: $1/" "$project/$end"
}

# carried WANT WHAT: old's Makefile becomes that
carried()
{
	bp generate old
	status_is 0 "$2"
	git clone -q -b old "$work/kernel.git" "$work/clone" 2>/dev/null
	(cd "$work/clone" && git am -q "$project/patches/old/"*.patch) >/dev/null 2>&1
	# shellcheck disable=SC2059
	printf "$1" >"$work/want"
	check '... the line is in the right place' \
		diff "$work/want" "$work/clone/drivers/thing/Makefile"
	rm -rf "$work/clone"
}

fresh
rm "$project/$end"
old_fails "$at: the hunk finds no place in drivers/thing/Makefile" \
	'neither context nor anchor'
err_has 'its context is not there' '... and the complaint says what is missing'
err_has 'no rule gives it an anchor' '... and what would help'

makefile 'obj-y\t+= core.o\nobj-y\t+= queue.o\nobj-y\t+= newest.o\n# end\n'
old_fails "$at: " 'context that is not at the end, where the hunk has it'

# the third line of context only differs in its white space
makefile 'obj-y\t+= core.o\nobj-y\t+= queue.o\nobj-y += newest.o\n'
old_fails "$at: " 'context with other white space is no context'

# Two functions alike: which one is meant cannot be told.
fresh
small_kernel new
cat >>"$work/tree/include/linux/setup.h" <<'EOF'

static inline void thing_setup(struct device *dev)
{
	if (thing_present())
		dev->ops = &thing_ops;
}
EOF
cat >"$hook_patch" <<'EOF'
From: A U Thor <author@example.org>
Date: Thu, 1 Jan 2026 12:00:00 +0000
Subject: [PATCH 1/2] thing: Ask whose it is

Twice the same context.
---
diff --git a/include/linux/setup.h b/include/linux/setup.h
--- a/include/linux/setup.h
+++ b/include/linux/setup.h
@@ -3,5 +3,5 @@
 static inline void thing_setup(struct device *dev)
 {
-	if (thing_present())
+	if (thing_present() && thing_is_ours(dev))
 		dev->ops = &thing_ops;
 }
EOF
commit_tree new
remember
bp generate new
complains 1 'new: ' 'context that stands in two places'
err_has '0001-thing-Ask-whose-it-is.patch:10: ' '... and the complaint says which hunk'
err_has 'stands in 2 places' '... and how often it is there'
untouched '... nothing is written'

# --- anchors
makefile 'obj-y\t+= core.o\nobj-y\t+= queue.o\n'
anchor 'before-last obj-y += gone.o'
old_fails "the anchor 'obj-y += gone.o' of rule 'thing-makefile-end' is not there" \
	'the anchor'\''s line is missing'
err_has 'drivers/thing/Makefile' '... and the complaint says in which file'
twice='obj-y\t+= core.o\nobj-y\t+= mid.o\nobj-y\t+= core.o\n'
new='obj-y\t+= stub.o\n'
makefile "$twice"
anchor 'before-first obj-y += core.o'
carried "$new$twice" 'before-first'
makefile "$twice"
anchor 'after-first obj-y += core.o'
carried "obj-y\t+= core.o\n${new}obj-y\t+= mid.o\nobj-y\t+= core.o\n" 'after-first'
makefile "$twice"
anchor 'before-last obj-y += core.o'
carried "obj-y\t+= core.o\nobj-y\t+= mid.o\n${new}obj-y\t+= core.o\n" 'before-last'
makefile "$twice"
anchor 'after-last obj-y += core.o'
carried "$twice$new" 'after-last'
makefile "$twice"
anchor 'end'
carried "$twice$new" 'end'

# Without When: an anchor is for every kernel that lacks the context, and for no
# other.
fresh
sed -i '/When:/d' "$project/$end"
bp generate --output "$work/elsewhere" old new
status_is 0 'an anchor without When:'
check '... is taken where the context is missing' \
	grep -q '^old: .* rules (.*thing-makefile-end' "$work/out"
check '... and not where it stands' grep -q '^new: 2 patches, no rule needed' "$work/out"
bp explain new thing-makefile-end
check '... which explain tells' grep -q '^thing-makefile-end: not chosen' "$work/out"
makefile "$twice"
sed -i '/When:/d' "$project/$end"
carried "$twice$new" '... it has its place'
makefile "$twice"
sed '/When:/d; s/Anchor:.*/Anchor: before-first obj-y += core.o/' "$project/$end" \
	>"$project/cocci/thing-makefile-any.rule"
carried "$twice$new" 'an anchor for this kernel goes before one for all'
fresh
sed -i '/When:/d; s/^\/\/ Files:.*/&\n\/\/ Consumes: drivers\/thing\/Makefile/' "$project/$end"
remember
bp generate old
complains 2 "$end: the header lacks '// When:'" 'a rule that takes a hunk away has When:'
untouched '... nothing is written'

# A hunk that removes lines cannot go to an anchor.
fresh
sed -i 's/^@@ -2,3 +2,4 @@/@@ -2,3 +2,3 @@/; s/^ \(obj-y	+= queue.o\)/-\1/' "$driver_patch"
bp generate new
status_is 0 'a hunk that removes lines goes where its context is'
fresh
sed -i 's/^@@ -2,3 +2,4 @@/@@ -2,3 +2,3 @@/; s/^ \(obj-y	+= queue.o\)/-\1/' "$driver_patch"
remember
bp generate old
complains 1 'old: ' 'a hunk that removes lines, at an anchor'
err_has 'removes lines' '... and the complaint says why'
untouched '... nothing is written'

done_testing
