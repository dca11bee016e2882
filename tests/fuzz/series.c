/* SPDX-License-Identifier: GPL-2.0-only */
/* Quilt's file "series"; each patch in it is the same small one. */
#include "fuzz.h"

#include "mail.h"

static char mail[] = "From: a\nDate: b\nSubject: c\n\nd\n"
		     "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
		     "@@ -1,2 +1,3 @@\n a\n+b\n c\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text list = text_of(data, size);
	struct text patch = { mail, strlen(mail) };
	_cleanup_err_ struct err e = { 0 };
	struct series s = { 0 };

	outside_file("d/series", &list);
	outside_file(".patch", &patch);
	if (!series_read("d", &s, &e))
		for (size_t i = 0; i < s.n; i++)
			must(!strchr(s.v[i].name, '/') && *s.v[i].name != '.',
			     "a patch lies in the series' own directory");
	series_deinit(&s);
	outside_forget();
	return 0;
}
