// SPDX-License-Identifier: GPL-2.0-only
/// The condition moves to the architectures.
// Upstream: none: made for this test
// When: demo-is-old
// Uses: demo_new
// Files: arch/one/demo.c arch/two/demo.c arch/three/demo.c
// Consumes: include/linux/hook.h
// Note: each architecture has this of its own.

@hook@
identifier setup = {demo_setup, arch_setup};
identifier dev;
expression E;
@@
 setup(struct device *dev, ...)
 {
	<...
	if (demo_here()
+	    && demo_new(dev)
	   ) { <+... dev->demo = E ...+> }
	...>
 }
