// SPDX-License-Identifier: GPL-2.0-only
/// thing_register(thing, ops) becomes thing_register(thing).
// Upstream: 0123456789ab ("thing: Register with ops") v7.1
// When: !register-takes-ops
// Uses: thing_register
// Files: drivers/thing/*.c
// Note: thing_register() takes no ops here; leave them out.

@thing_register_args@
expression thing, ops;
@@
 thing_register(thing
-	       , ops
	       )
