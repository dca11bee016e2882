// SPDX-License-Identifier: GPL-2.0-only
/// A platform driver's .remove becomes .remove_new.
// Upstream: e70140ba0d2b ("Get rid of 'remove_new' relic from platform driver struct") v6.13
// For: tests/kernel/sibling.t
// Style: the two are one member by two names there, and many drivers use the other
// When: platform-has-remove-new && !platform-remove-returns-int
// Uses: platform_driver && remove
// Files: drivers/*.c drivers/*/*.c drivers/*/*/*.c
// Note: use .remove_new, as many platform drivers do in this kernel; it is .remove by
//   another name.

@platform_remove_new@
identifier driver;
expression callback;
@@
 struct platform_driver driver = {
	...,
-	.remove = callback,
+	.remove_new = callback,
	...,
 };
