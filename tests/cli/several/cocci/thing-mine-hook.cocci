// SPDX-License-Identifier: GPL-2.0-only
/// The condition in thing_setup() moves into thing_core_setup().
// Upstream: 123456789abc ("thing: Introduce thing_setup()") v7.1
// When: core-chooses-ops
// Uses: thing_is_mine
// Files: drivers/thing/core.c
// Consumes: include/linux/setup.h
// Note: there is no thing_setup() here; ask in the core.

@thing_mine_hook@
identifier setup = {thing_setup, thing_core_setup};
identifier dev;
expression E;
@@
 setup(struct device *dev)
 {
	<...
	if (thing_present()
+	    && thing_is_mine(dev)
	   )
		dev->ops = E;
	...>
 }
