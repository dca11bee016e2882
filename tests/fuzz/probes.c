/* SPDX-License-Identifier: GPL-2.0-only */
/* probes.conf: the questions to a kernel. */
#include "fuzz.h"

#include "probe.h"
#include "shape.h"

static bool lies_below(const char *path)
{
	for (size_t n; n = strcspn(path, "/"), path[n]; path += n + 1)
		if (!n || (n == 2 && !memcmp(path, "..", 2)))
			return false;
	return *path && strcmp(path, "..");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_err_ struct err e = { 0 };
	struct probes p = { 0 };

	outside_file("/probes.conf", &t);
	if (!probes_read("/probes.conf", &p, &e))
		for (size_t i = 0; i < p.n; i++) {
			_cleanup_free_ char *subject = probe_subject(&p.v[i]);

			must(p.v[i].paths.n && p.v[i].question && subject,
			     "a probe has a path and a question");
			for (size_t k = 0; k < p.v[i].paths.n; k++)
				must(lies_below(p.v[i].paths.v[k]),
				     "a probe's path lies in the tree");
		}
	probes_deinit(&p);
	outside_forget();
	return 0;
}
