/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kconfig. The parts: the file Kconfig, then those that it may source as "a",
 * "b" and so on. Asked for is each symbol that the first file speaks of.
 */
#include "fuzz.h"

#include "kconfig.h"

#define FILES 4

struct files {
	struct text t[FILES];
	struct blob b[FILES];
};

static const struct blob *read_part(void *ctx, const char *path)
{
	const struct files *f = ctx;

	if (!strcmp(path, "Kconfig"))
		return &f->b[0];
	if (*path >= 'a' && *path < 'a' + FILES - 1 && !path[1])
		return &f->b[1 + *path - 'a'];
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_uses_ struct uses uses = { 0 };
	struct files f = { 0 };

	for (size_t i = 0; i < FILES; i++) {
		f.t[i] = next_part(&data, &size);
		f.b[i].text = f.t[i].p;
		f.b[i].len = f.t[i].len;
	}
	struct kconfig *k = kconfig_create(read_part, &f, "arm64");

	kconfig_uses(f.t[0].p, f.t[0].len, &uses);
	for (size_t i = 0; i < uses.n && i < 4; i++) {
		bool can = kconfig_can_be_set(k, uses.v[i].name);

		must(!can || kconfig_any_has(&k, 1, uses.v[i].name),
		     "what can be set is defined");
	}
	kconfig_can_be_set(k, "GONE");
	kconfig_can_hold(k, "defined(CONFIG_A) && !IS_ENABLED(CONFIG_B)");
	kconfig_free(k);
	for (size_t i = 0; i < FILES; i++)
		text_deinit(&f.t[i]);
	return 0;
}
