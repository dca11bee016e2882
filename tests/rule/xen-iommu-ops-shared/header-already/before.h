/* SPDX-License-Identifier: GPL-2.0-only */
/* A header that has the declaration gets no second one. */
#ifndef DEMO_OPS_H
#define DEMO_OPS_H

int demo_setup_shutdown_event(void);

extern unsigned long *xen_contiguous_bitmap;

/* Only with CONFIG_XEN_IOMMU_EL2: what every stub IOMMU driver registers */
extern const struct iommu_ops xen_iommu_ops;

#if defined(CONFIG_XEN_PV)
int demo_remap(unsigned long addr);
#endif

#endif
