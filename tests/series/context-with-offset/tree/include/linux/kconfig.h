/* SPDX-License-Identifier: GPL-2.0-only */
/* What every file sees: Kbuild includes this first. */
void demo_kick(struct demo *demo);
