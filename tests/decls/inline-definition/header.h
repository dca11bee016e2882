/* SPDX-License-Identifier: GPL-2.0-only */
static inline void demo_set_fwnode(struct demo *demo,
				   struct fwnode_handle *fwnode)
{
	demo->fwnode = fwnode;
}

static __always_inline
int demo_ready(const struct demo *demo)
{
	if (!demo)
		return demo_fallback();

	return demo->ready;
}
