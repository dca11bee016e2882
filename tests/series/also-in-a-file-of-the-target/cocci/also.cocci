// SPDX-License-Identifier: GPL-2.0-only
/// demo_new() becomes demo_old(), whose limit is a long.
// Upstream: none: made for this test
// When: demo-is-old
// Uses: demo_new
// Files: drivers/demo/*.c
// Also: drivers/demo/other.c include/linux/limit.h
// Note: call the old one.

@also_called@
expression E;
@@
(
-demo_new(E)
+demo_old(E)
|
-demo_none(E)
+demo_old(E)
)

@also_declared@
symbol demo_limit;
@@
-extern int demo_limit;
+extern long demo_limit;
