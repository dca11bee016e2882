/* SPDX-License-Identifier: GPL-2.0-only */
int demo_old(struct demo *demo);
