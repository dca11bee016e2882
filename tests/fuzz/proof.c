/* SPDX-License-Identifier: GPL-2.0-only */
/* proof.json of an earlier run, and what is made of it again. */
#include "fuzz.h"

#include "proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_buf_ struct buf junit = { 0 }, record = { 0 };
	struct proof p = { .target = xstrdup("6.1"), .commit = xstrdup("c"),
			   .base = xstrdup("b"), .series = xstrdup("s") };

	proof_take_old(&p, t.p, t.len);
	for (enum level l = 0; l < N_LEVELS; l++) {
		p.levels[l].key = xstrdup("k");
		if (proof_remember(&p, l))
			must(proof_verdict(&p, l) != FAILED,
			     "what is remembered has passed");
	}
	proof_text(&p, true, &record);
	must(record.len, "there is always a record");
	proofs_junit(&p, 1, &junit);
	proof_deinit(&p);
	return 0;
}
