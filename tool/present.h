/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel has already of the series. Later patches of it may be there too,
 * on top: their changes are taken out before an earlier one is looked for.
 */
#ifndef PRESENT_H
#define PRESENT_H

#include "mail.h"

/*
 * @text, the file @path, without what the patches behind @m do to it, as far as
 * that is there; the caller frees.
 */
char *present_before(const struct series *series, const struct mail *m,
		     const char *path, const char *text);

/* The line of @text at which hunk @h of @d in @m has been made, or 0. */
int present_line(const struct series *series, const struct mail *m,
		 const struct delta *d, const struct hunk *h, const char *text);

#endif
