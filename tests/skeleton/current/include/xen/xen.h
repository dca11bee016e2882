/* SPDX-License-Identifier: GPL-2.0-only */
#define xen_domain()		(xen_domain_type != XEN_NATIVE)
#define xen_initial_domain()	(xen_domain() && xen_start_flags)
