// SPDX-License-Identifier: GPL-2.0-only
/* Another struct with a callback of that name is none of this rule's business. */
#include <linux/err.h>

static struct thing *demo_probe_device(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static const struct thing_ops demo_ops = {
	.probe_device = demo_probe_device,
};
