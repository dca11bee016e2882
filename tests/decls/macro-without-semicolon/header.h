/* SPDX-License-Identifier: GPL-2.0-only */
DEFINE_FREE(demo, struct demo *, if (_T) demo_free(_T))
int demo_after_free(struct demo *demo);

EXPORT_SYMBOL_GPL(demo_after_free)
struct demo_after_export {
	int member;
};

DEFINE_GUARD(demo, struct demo *, demo_lock(_T), demo_unlock(_T))
static inline void demo_after_guard(void) { }
