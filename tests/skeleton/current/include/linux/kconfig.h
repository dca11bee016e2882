/* SPDX-License-Identifier: GPL-2.0-only */
#define IS_ENABLED(option) __or(IS_BUILTIN(option), IS_MODULE(option))
