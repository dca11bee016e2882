/* SPDX-License-Identifier: GPL-2.0-only */
/* What Xen's drivers have in common on all architectures. */
#ifndef DEMO_XEN_OPS_H
#define DEMO_XEN_OPS_H

void demo_shutdown_event(void);

extern unsigned long *xen_contiguous_bitmap;

#if defined(CONFIG_XEN_PV)
int demo_remap(unsigned long addr);
#endif

#endif
