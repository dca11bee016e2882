// SPDX-License-Identifier: GPL-2.0-only
/// demo_new() becomes demo_old().
// Upstream: none: made for this test
// When: demo-is-old
// Uses: demo_new
// Files: drivers/demo/*.c
// Note: first note.

@b_first@
expression E;
@@
-demo_new(E)
+demo_old(E)
