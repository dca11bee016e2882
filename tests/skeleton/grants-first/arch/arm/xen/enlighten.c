// SPDX-License-Identifier: GPL-2.0-only
/* Up to 6.6: the last function before the stubs is called xen_pm_init(). */
#include <linux/device.h>
#include <linux/of.h>
#include <xen/xen.h>

static int __init xen_pm_init(void)
{
	if (!xen_domain())
		return -ENODEV;

	pm_power_off = xen_power_off;

	return 0;
}
late_initcall(xen_pm_init);


/* empty stubs */
void xen_arch_pre_suspend(void) { }
void xen_arch_post_suspend(int suspend_cancelled) { }
