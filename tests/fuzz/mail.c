/* SPDX-License-Identifier: GPL-2.0-only */
/* A patch of the mainline series, as mail: one input is one patch. */
#include "fuzz.h"

#include "mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text patch = text_of(data, size);
	struct text series = { text_in("a.patch\n"), 8 };
	_cleanup_err_ struct err e = { 0 };
	struct series s = { 0 };

	outside_file("d/series", &series);
	outside_file("d/a.patch", &patch);
	if (!series_read("d", &s, &e))
		must(s.n == 1 && s.v[0].n && s.v[0].from && *s.v[0].subject,
		     "a mail that is read has all its parts");
	else
		must(e.msg && *e.msg, "a fault has a message");
	series_deinit(&s);
	outside_forget();
	return 0;
}
