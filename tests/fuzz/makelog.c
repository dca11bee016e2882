/* SPDX-License-Identifier: GPL-2.0-only */
/* What a make writes: to stdout, and to stderr. */
#include "fuzz.h"

#include "makejob.h"

static void check_lane(const struct lane *l, bool ok)
{
	must(l->ok == ok && !l->ok == !!l->why,
	     "what did not go well has a reason");
	for (size_t i = 0; i < l->warnings.n; i++)
		must(!strchr(l->warnings.v[i], '\n'), "a warning is one line");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text err = next_part(&data, &size);
	_cleanup_text_ struct text out = next_part(&data, &size);
	struct session s = { .options = { .jobs = 2, .timeout = 1,
					 .no_sandbox = true } };
	struct verification v = { .s = &s, .dir = text_in("/v") };
	struct lane lane = { .arch = "arm64", .cross = "", .compiler = "gcc",
			     .name = text_in("arm64 gcc"),
			     .out = text_in("/dev/null/out"),
			     .made_by = text_in("") };
	struct builder b = { .v = &v, .lanes = &lane, .n = 1 };

	b.place.dir = text_in("/p");
	b.place.src = text_in("/p/src");
	for (int code = 0; code < 3; code += 2) {
		_cleanup_err_ struct err e = { 0 };
		struct job j = { 0 };

		outside_child(&out, &err, code);
		job_start(&b, &j, &lane, job_share(&b, 1));
		int r = jobs_run(&b, &j, 1, "patch 1", &e);

		must(!r == !e.msg, "a fault has a message");
		check_lane(&lane, !code);
		job_deinit(&j);
		lane_forget(&lane);
		outside_forget();
	}
	return 0;
}
