/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which address does a device of dom0 get for a page of another domain?
 *
 * There is one domain only, so it grants a page to itself and maps that grant
 * like a foreign one. The page is then at a guest frame of its own, while the
 * machine frame behind it is that of the page which was granted. A device with
 * swiotlb-xen gets the machine frame for DMA, one that Xen's IOMMU translates
 * for gets the guest frame.
 *
 * Nothing is undone: the machine is powered off afterwards, and taking a grant
 * back is what the kernels differ in.
 */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>

/* dom0 itself; to map a grant of DOMID_SELF is refused. */
#define THIS_DOMAIN	0

static char *devices;
module_param(devices, charp, 0);
MODULE_PARM_DESC(devices, "names of platform devices, with commas");

static int map_own_page(struct page **mapped, unsigned long *machine)
{
	struct page *own = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct gnttab_map_grant_ref op;
	int ref, ret;

	if (!own)
		return -ENOMEM;
	ref = gnttab_grant_foreign_access(THIS_DOMAIN, xen_page_to_gfn(own), 0);
	if (ref < 0)
		return ref;
	ret = gnttab_alloc_pages(1, mapped);
	if (ret)
		return ret;
	gnttab_set_map_op(&op, (unsigned long)page_address(*mapped),
			  GNTMAP_host_map, ref, THIS_DOMAIN);
	ret = gnttab_map_refs(&op, NULL, mapped, 1);
	if (ret)
		return ret;
	if (op.status != GNTST_okay) {
		pr_err("selfgrant: Xen refuses to map, status %d\n", op.status);
		return -EIO;
	}
	*machine = op.dev_bus_addr >> PAGE_SHIFT;
	return 0;
}

static void show(const char *name, struct page *page, unsigned long machine)
{
	struct device *dev;
	dma_addr_t addr;

	dev = bus_find_device_by_name(&platform_bus_type, NULL, name);
	if (!dev) {
		pr_err("selfgrant: %s: no such device\n", name);
		return;
	}
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(dev, addr))
		pr_err("selfgrant: %s: cannot map for DMA\n", name);
	else
		pr_info("selfgrant: %s guest %lx machine %lx dma %lx\n", name,
			page_to_pfn(page), machine,
			(unsigned long)(addr >> PAGE_SHIFT));
	put_device(dev);
}

static int __init selfgrant_init(void)
{
	struct page *page;
	unsigned long machine;
	char *rest = devices, *name;
	int ret;

	if (!xen_domain()) {
		pr_err("selfgrant: not under Xen\n");
		return -ENODEV;
	}
	ret = map_own_page(&page, &machine);
	if (ret) {
		pr_err("selfgrant: cannot map a page of its own: %d\n", ret);
		return ret;
	}
	while ((name = strsep(&rest, ",")))
		show(name, page, machine);
	return 0;
}
module_init(selfgrant_init);

MODULE_DESCRIPTION("DMA address of a page that is mapped by a grant");
MODULE_LICENSE("GPL");
