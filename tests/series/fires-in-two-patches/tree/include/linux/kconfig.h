/* SPDX-License-Identifier: GPL-2.0-only */
/* What every file sees: Kbuild includes this first. */
int demo_old(struct demo *demo);
