/* SPDX-License-Identifier: GPL-2.0-only */
/* A semantic patch as text: may it be given to spatch? */
#include "fuzz.h"

#include "smpl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_err_ struct err e = { 0 };

	/* rules.c refuses what has a NUL in it */
	if (memchr(t.p, '\0', t.len))
		return 0;
	int r = smpl_check("x.cocci", t.p, 0, &e);

	must(!r == !e.msg, "what is refused has a message");
	return 0;
}
