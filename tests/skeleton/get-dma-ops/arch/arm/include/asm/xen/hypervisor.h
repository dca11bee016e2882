/* SPDX-License-Identifier: GPL-2.0 */
/* Up to 4.10: arm's own header, which arm64 includes. */
#ifndef _ASM_ARM_XEN_HYPERVISOR_H
#define _ASM_ARM_XEN_HYPERVISOR_H

extern struct dma_map_ops *xen_dma_ops;

#ifdef CONFIG_XEN
void __init xen_early_init(void);
#endif

#endif /* _ASM_ARM_XEN_HYPERVISOR_H */
