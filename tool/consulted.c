/* SPDX-License-Identifier: GPL-2.0-only */
#include "consulted.h"

#include <string.h>

void consulted_add(struct buf *manifest, const char *path,
		  const struct blob *blob)
{
	buf_printf(manifest, "%s %s\n", path, blob ? blob->oid : "-");
}

bool consulted_holds(const char *manifest, size_t len, struct tree *tree)
{
	_cleanup_err_ struct err aside = { 0 };
	size_t at = 0, n;
	const char *line;

	while (next_line(manifest, len, &at, &line, &n)) {
		const char *blank = memchr(line, ' ', n);
		char oid[OID_HEX + 1] = "";

		if (!blank)
			return false;
		_cleanup_free_ char *path =
			xstrndup(line, (size_t)(blank - line));
		size_t want = n - (size_t)(blank + 1 - line);
		int r = tree_file_id(tree, path, oid, &aside);

		if (r < 0 && r != TREE_OTHER)
			return false;
		if (r || !*oid)
			strcpy(oid, "-");
		if (want != strlen(oid) || memcmp(blank + 1, oid, want))
			return false;
	}
	return true;
}
