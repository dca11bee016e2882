// SPDX-License-Identifier: GPL-2.0-only
/* Two other functions, and the end that the helper goes before. */
#include <linux/device.h>
#include <linux/of.h>
#include <xen/xen.h>

static int __init xen_late_init(void)
{
	if (!xen_domain())
		return -ENODEV;

	return 0;
}
late_initcall(xen_late_init);


/* empty stubs */
void xen_arch_pre_suspend(void) { }
void xen_arch_post_suspend(int suspend_cancelled) { }
