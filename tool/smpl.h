/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A semantic patch as text. Rules come from others: they run no programs and
 * read no other files, and they mean the same to every spatch.
 */
#ifndef SMPL_H
#define SMPL_H

#include "util.h"

/*
 * Refuse what would not do so in @rule, the text of @file, whose patch starts
 * at @body_at.
 */
int smpl_check(const char *file, const char *rule, size_t body_at,
	       struct err *e) _must_check_;

#endif
