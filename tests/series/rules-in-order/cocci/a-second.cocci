// SPDX-License-Identifier: GPL-2.0-only
/// demo_old() becomes demo_oldest().
// Upstream: none: made for this test
// When: demo-is-old
// Uses: demo_new
// After: b-first
// Files: drivers/demo/*.c
// Note: second note.

@a_second@
expression E;
@@
-demo_old(E)
+demo_oldest(E, 0)
