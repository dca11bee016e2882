#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the series brings is in the kernel already: all of it, some patches, or a
# part of one. What only looks so is in tests/unit/place.c.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
hook=0001-thing-Ask-whose-it-is.patch
driver=0002-thing-Add-a-stub-driver.patch

# has TARGET PATCH...: the kernel TARGET gets these of its own series
has()
(
	name=$1
	shift
	rm -rf "$work/clone"
	git clone -q -b "$name" "$work/kernel.git" "$work/clone" 2>/dev/null
	cd "$work/clone" || exit 1
	for patch; do
		git am -q "$work/good/patches/$name"/*"$patch" || exit 1
	done
	git push -q origin "HEAD:$name" 2>/dev/null
)

# in_tree NAME: start $work/tree as that kernel is
in_tree()
{
	rm -rf "$work/tree"
	git clone -q -b "$1" "$work/kernel.git" "$work/tree" 2>/dev/null
	rm -rf "$work/tree/.git"
}

# refuses NAME TEXT WHAT: two tests
refuses()
{
	remember
	bp generate "$1"
	complains 1 "$2" "$3"
	untouched '... nothing is written'
}

# --- a whole patch
fresh
has new "$hook"
bp generate new
status_is 0 'a patch that is there'
silent '... is no fault'
out_has "new: 1 patch, 1 in this kernel already ($hook: include/linux/setup.h:6), no rule needed" \
	'... and is told, with the place'
series=$project/patches/new
check '... the series has the other' test "$(cat "$series/series")" = 0001-thing-Add-a-stub-driver.patch
check '... which says so' grep -qF \
	'"thing: Ask whose it is" is not in this series: this' "$series"/0001-*.patch
check '... and provenance.json as well' python3 -c '
import json, sys
assert json.load(open(sys.argv[1]))["present"] == [
    {"mainline": sys.argv[2], "path": "include/linux/setup.h", "line": 6}]
' "$series/provenance.json" "$hook"
git -C "$work/clone" am -q "$series"/*.patch
git clone -q -b new "$work/good.git" "$work/whole" 2>/dev/null
git -C "$work/whole" am -q "$work/good/patches/new"/*.patch
check '... it ends where the whole series does' test \
	"$(git -C "$work/clone" rev-parse 'HEAD^{tree}')" = "$(git -C "$work/whole" rev-parse 'HEAD^{tree}')"
bp check new
out_has 'current' '... check knows it'
in_tree new
sed -i '1a /* more */' "$work/tree/include/linux/setup.h"
commit_tree new
bp check new
out_has 'base moved, same series' '... also where its line has moved'
fresh
has old "$driver"
bp generate old
status_is 0 'a patch that a rule had adapted, with a line at an anchor'
out_has "old: 1 patch, 1 in this kernel already ($driver: drivers/thing/Makefile:5), 1 rule (thing-setup-hook)" \
	'... is there as the rules make it'

# --- the whole series
fresh
has new "$hook" "$driver"
refuses new "new: nothing to carry: all of the series is in this kernel already ($hook: include/linux/setup.h:6, and so on)" \
	'all patches are there'
# what a semantic patch puts into the kernel's own file leaves no hunk to find
fresh
has old "$hook" "$driver"
refuses old "or is it in this kernel already? drivers/thing/core.c:8 has a line that $hook adds" \
	'... by a rule for the file of another kernel: that cannot be told, only asked'

# --- a part of a patch
fresh
in_tree new
printf 'obj-y\t+= stub.o\n' >>"$work/tree/drivers/thing/Makefile"
commit_tree new
refuses new "new: patch $driver is in this kernel in part: at drivers/thing/Makefile:5 it is there, in drivers/thing/stub.c, from $mainline/$driver:20 on, it is not" \
	'one file of two'
fresh
has new "$driver"
in_tree new
sed -i 's/stub_start/stub_begin/' "$work/tree/drivers/thing/stub.c"
commit_tree new
refuses new "patch $driver is in this kernel in part (drivers/thing/Makefile:5), and: $mainline/$driver:20: drivers/thing/stub.c is in the tree already, and is another" \
	'a new file that is there with other contents'
check '... and what differs is shown' grep -q '^  +.*stub_begin' "$work/err"

# --- later patches on top: what is there is the last state
fresh
cat >"$mainline/0003-thing-Go-on.patch" <<'END'
From: A U Thor <author@example.org>
Date: Thu, 1 Jan 2026 12:00:00 +0000
Subject: [PATCH 3/3] thing: Go on

It goes on.
---
diff --git a/include/linux/setup.h b/include/linux/setup.h
--- a/include/linux/setup.h
+++ b/include/linux/setup.h
@@ -3,6 +3,7 @@
 /* The newer form: one place for the test that the series widens. */
 static inline void thing_setup(struct device *dev)
 {
+	/* whoever started it */
 	if (thing_present() && thing_is_ours(dev))
 		dev->ops = &thing_ops;
 }
diff --git a/drivers/thing/stub.c b/drivers/thing/stub.c
--- a/drivers/thing/stub.c
+++ b/drivers/thing/stub.c
@@ -2,5 +2,6 @@
 #include <linux/thing.h>
 
 static const struct thing_ops stub_ops = {
 	.start = stub_start,
+	/* nothing stops it */
 };
END
echo 0003-thing-Go-on.patch >>"$mainline/series"
bp generate new
status_is 0 'a third patch, on lines of the others'
rm -rf "$work/clone"
git clone -q -b new "$work/kernel.git" "$work/clone" 2>/dev/null
git -C "$work/clone" am -q "$project/patches/new"/*.patch
git -C "$work/clone" push -q origin HEAD:new 2>/dev/null
refuses new "nothing to carry: all of the series is in this kernel already ($hook: include/linux/setup.h:7, and so on)" \
	'all three are there, each as the last one left it'

# --- the change is there, and its old context is as well
fresh
has new "$hook"
in_tree new
cat >>"$work/tree/include/linux/setup.h" <<'END'

/* The newer form: one place for the test that the series widens. */
static inline void thing_setup(struct device *dev)
{
	if (thing_present())
		dev->ops = &thing_ops;
}
END
commit_tree new
refuses new "$hook:16: what the hunk makes stands at include/linux/setup.h:6 already, and its context stands elsewhere as well" \
	'two places, of which one has it: a second change is no answer'

done_testing
