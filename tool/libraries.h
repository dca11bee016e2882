/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libgit2 and jansson, set up so that they too end the program when memory
 * runs out: where they go on, they crash, or say "not found" of what is there.
 */
#ifndef LIBRARIES_H
#define LIBRARIES_H

/* Before anything else of either is called. */
void libraries_start(void);

void libraries_end(void);

#endif
