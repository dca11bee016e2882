/* SPDX-License-Identifier: GPL-2.0-only */
/* Kbuild's files as text: a .config, the Makefile of a directory, the top one. */
#include "fuzz.h"

#include "kbuild.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text config = next_part(&data, &size);
	_cleanup_text_ struct text own = next_part(&data, &size);
	_cleanup_text_ struct text top = next_part(&data, &size);
	const struct buf c = { config.p, config.len, 0 };
	static const char *const objects[] = { "drivers/demo/demo.o",
					       "demo.o",
					       "arch/arm/xen/demo.o" };
	_cleanup_free_ char *value = config_value(&c, "CONFIG_DEMO");

	must(value, "there is always a value");
	outside_file("drivers/demo/Makefile", &own);
	outside_file("arch/arm64/xen/Makefile", &own);
	outside_file("drivers/Makefile", &top);
	outside_file("/Kbuild", &top);
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		_cleanup_free_ char *off = NULL;
		_cleanup_free_ char *goal = NULL;
		_cleanup_err_ struct err e = { 0 };
		int has = goal_of("/src", "arm64", objects[i], &goal, &e);
		int is = is_built("/src", &c, objects[i], &off, &e);

		must(has >= 0 && is >= 0, "files that are there can be read");
		must(!is || !off, "what is built has nothing that is off");
		must(goal || i == 2, "what is of no architecture is a goal");
	}
	outside_forget();
	return 0;
}
