/* SPDX-License-Identifier: GPL-2.0-only */
struct mini;

int mini_register(struct mini *mini);
