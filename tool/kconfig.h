/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which Kconfig symbols a kernel has on one architecture, and whether a
 * condition over them can hold there at all.
 *
 * No configuration is computed. A symbol can be set unless it is defined
 * nowhere in the files that the architecture's Kconfig reads, or only where
 * its dependencies cannot hold, or without anything that sets it: a prompt, a
 * default that can hold, a symbol that selects it and can be set. As few of
 * those files are read as the question needs. Of a tree without any Kconfig
 * nothing is known, and everything may be.
 */
#ifndef KCONFIG_H
#define KCONFIG_H

#include "cuse.h"
#include "gittree.h"

/* How a kernel's file is read: NULL if it has none. */
typedef const struct blob *(*kconfig_reader)(void *ctx, const char *path);

struct kconfig;

/* @arch is a folder of arch/, such as "arm64". The caller frees. */
struct kconfig *kconfig_create(kconfig_reader read, void *ctx,
			       const char *arch);
void kconfig_free(struct kconfig *k);

/* Is there a definition of this symbol on one of @n architectures? */
bool kconfig_any_has(struct kconfig *const *k, size_t n, const char *symbol);

/* Can this symbol be y or m? */
bool kconfig_can_be_set(struct kconfig *k, const char *symbol);

/*
 * Can a condition of #if and #ifdef hold, such as "defined(CONFIG_NET) &&
 * !IS_ENABLED(CONFIG_PPC)"? What is no Kconfig symbol may be anything.
 */
bool kconfig_can_hold(struct kconfig *k, const char *condition);

/*
 * The symbols that the Kconfig file @text speaks of: each that it defines as
 * DEF_CONFIG, each in an expression or selected as USE_CONFIG.
 */
void kconfig_uses(const char *text, size_t len, struct uses *uses);

#endif
