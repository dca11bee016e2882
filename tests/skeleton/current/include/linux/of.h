/* SPDX-License-Identifier: GPL-2.0-only */
/* Each is there with and without OF. */
#include <linux/mod_devicetable.h>

struct of_phandle_args {
	struct device_node *np;
};

#ifdef CONFIG_OF
void of_node_put(struct device_node *node);
struct device_node *of_parse_phandle(const struct device_node *np,
				     const char *phandle_name, int index);
int of_device_is_compatible(const struct device_node *device,
			    const char *compatible);
bool of_device_is_available(const struct device_node *device);
bool of_property_read_bool(const struct device_node *np, const char *propname);
#else
static inline void of_node_put(struct device_node *node)
{
}

static inline struct device_node *of_parse_phandle(const struct device_node *np,
						   const char *phandle_name,
						   int index)
{
	return NULL;
}

static inline int of_device_is_compatible(const struct device_node *device,
					  const char *compatible)
{
	return 0;
}

static inline bool of_device_is_available(const struct device_node *device)
{
	return false;
}

static inline bool of_property_read_bool(const struct device_node *np,
					 const char *propname)
{
	return false;
}
#endif

static inline struct device_node *of_find_matching_node(
	struct device_node *from, const struct of_device_id *matches)
{
	return of_find_matching_node_and_match(from, matches, NULL);
}
