/* SPDX-License-Identifier: GPL-2.0-only */
/* stable-targets.conf: targets and series, by way of git-config. */
#include "fuzz.h"

#include "targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	_cleanup_targets_ struct targets targets = { 0 }, chosen = { 0 };
	_cleanup_err_ struct err e = { 0 };
	struct series_list list = { 0 };

	outside_file("/t.conf", &t);
	if (!targets_read("/no/t.conf", "", &targets, &list, &e) &&
	    !targets_choose(&targets, NULL, 0, &chosen, &e))
		for (size_t i = 0; i < targets.n; i++)
			must(conf_safe_name(targets.v[i].name) &&
				     *targets.v[i].rev,
			     "a target has a safe name and a revision");
	for (size_t i = 0; i < list.n && list.v[i].name; i++)
		must(conf_safe_name(list.v[i].name),
		     "a series has a safe name");
	series_list_deinit(&list);
	outside_forget();
	return 0;
}
