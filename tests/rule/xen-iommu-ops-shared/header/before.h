/* SPDX-License-Identifier: GPL-2.0-only */
/* The header of both, without which a stub that is not static has no prototype. */
#ifndef DEMO_OPS_H
#define DEMO_OPS_H

int demo_setup_shutdown_event(void);

extern unsigned long *xen_contiguous_bitmap;

#if defined(CONFIG_XEN_PV)
int demo_remap(unsigned long addr);
#endif

#endif
