/* SPDX-License-Identifier: GPL-2.0-only */
/* What a patch brings to a file that uses others. */
#ifndef ADDED_H
#define ADDED_H

#include "carry.h"
#include "cuse.h"

/* What the lines use that the patch adds; free with uses_deinit(). */
int added_uses(const struct carried_file *f, struct uses *uses,
	       struct err *e) _must_check_;

#endif
