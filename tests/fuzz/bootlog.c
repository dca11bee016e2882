/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What boot.sh writes: its report, and its complaints. The scripts have to be
 * where they are: run it in the project's own directory.
 */
#include "fuzz.h"

#include "verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text out = next_part(&data, &size);
	_cleanup_text_ struct text err = next_part(&data, &size);
	const struct series_entry series = { .boots = text_in("/boots") };
	struct session s = { .config = text_in("stable-targets.conf"),
			     .which = &series,
			     .options = { .jobs = 2, .timeout = 1 } };

	for (int code = 0; code < 2; code++) {
		_cleanup_err_ struct err e = { 0 };
		struct verification v = { .s = &s, .dir = text_in("/v"),
					  .patches = text_in("/p") };
		_cleanup_buf_ struct buf junit = { 0 };

		v.proof.target = xstrdup("6.1");
		v.proof.levels[LEVEL_BOOT].tools = json_object();
		outside_child(&out, &err, code);
		must(!verify_boot(&v, &e), e.msg ? e.msg : "it is judged");
		must(v.proof.n, "there is a verdict");
		must(!code || proof_verdict(&v.proof, LEVEL_BOOT) == FAILED,
		     "what ends badly has not passed");
		proofs_junit(&v.proof, 1, &junit);
		proof_deinit(&v.proof);
		outside_forget();
	}
	return 0;
}
