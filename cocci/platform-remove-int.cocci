// SPDX-License-Identifier: GPL-2.0-only
/// A platform driver's .remove that returns nothing becomes one that returns 0.
//# limits: the function stands in the file of its driver; a driver that assigns .remove at run time is passed over.
//# limits: a loop whose whole body is a return may get braces or not, as spatch was built.
// Upstream: 0edb555a65d1 ("platform: Make platform_driver::remove() return void") v6.11
// For: tests/kernel/sibling.t
// When: platform-remove-returns-int
// Uses: platform_driver && remove
// Files: drivers/*.c drivers/*/*.c drivers/*/*/*.c
// Note: .remove of a platform driver returns an int here, which the core ignores but
//   for a warning; return 0.

// Not .remove_new instead, where that is there as well: it came and went within a
// few releases, and 6.6's own drivers in this place return 0.
@platform_remove_int_driver@
identifier driver, callback;
@@
 struct platform_driver driver = {
	...,
	.remove = callback,
	...,
 };

@platform_remove_int_empty@
identifier platform_remove_int_driver.callback;
identifier pdev;
position empty;
@@
 void callback@empty(struct platform_device *pdev)
 {
 }

// With dots in front, the line that is added is a line of its own to every spatch.
@platform_remove_int_filled@
identifier platform_remove_int_driver.callback;
identifier pdev;
position platform_remove_int_empty.empty;
@@
-void
+int
 callback@empty(struct platform_device *pdev)
 {
	...
+	return 0;
 }

// To spatch, to fall off the end of a function is a return as well; its place is
// that of the brace.
@platform_remove_int_end@
identifier platform_remove_int_driver.callback;
identifier pdev;
position end;
@@
 void callback(struct platform_device *pdev)
 { ...
 }@end

@platform_remove_int@
identifier platform_remove_int_driver.callback;
identifier pdev;
position platform_remove_int_end.end;
@@
-void
+int
 callback(struct platform_device *pdev)
 {
	<...
-	return@end;
+
+	return 0;
	...>
 }

// Where a rule replaces a statement, coccinelle 1.3 puts braces round it if it is all
// that an if has, and 1.1 does not. Where the rule has the if, neither does.
@platform_remove_int_then@
identifier platform_remove_int_driver.callback;
identifier pdev;
expression condition;
@@
 int callback(struct platform_device *pdev)
 {
	<...
	if (condition)
-		return;
+		return 0;
	...>
 }

@platform_remove_int_then_else@
identifier platform_remove_int_driver.callback;
identifier pdev;
expression condition;
statement S;
@@
 int callback(struct platform_device *pdev)
 {
	<...
	if (condition)
-		return;
+		return 0;
	else S
	...>
 }

@platform_remove_int_else@
identifier platform_remove_int_driver.callback;
identifier pdev;
expression condition;
statement S;
@@
 int callback(struct platform_device *pdev)
 {
	<...
	if (condition) S else
-		return;
+		return 0;
	...>
 }

@platform_remove_int_early@
identifier platform_remove_int_driver.callback;
identifier pdev;
@@
 int callback(struct platform_device *pdev)
 {
	<...
-	return;
+	return 0;
	...>
 }
