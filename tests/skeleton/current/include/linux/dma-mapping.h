/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/device.h>
#include <xen/xen.h>
#include <asm/xen/hypervisor.h>
#include <asm/dma-mapping.h>
