/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODULE
#define subsys_initcall(fn) __define_initcall(fn, 4)
#else
#define subsys_initcall(fn) module_init(fn)
#endif
