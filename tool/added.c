/* SPDX-License-Identifier: GPL-2.0-only */
#include "added.h"

#include <string.h>

#include "ctext.h"
#include "gitdiff.h"
#include "kconfig.h"

static void read_uses(const struct carried_file *f, struct uses *uses)
{
	const char *name = strrchr(f->path, '/');

	name = name ? name + 1 : f->path;
	if (is_c_path(f->path))
		uses_read(f->after, strlen(f->after), uses);
	else if (starts_with(name, "Kconfig"))
		kconfig_uses(f->after, strlen(f->after), uses);
	else if (starts_with(name, "Makefile") || !strcmp(name, "Kbuild"))
		makefile_uses(f->after, strlen(f->after), uses);
}

/* Leave only what stands in lines that the patch adds. */
static int only_added(const struct carried_file *f, struct uses *uses,
		      struct err *e)
{
	size_t lines = 1, n = 0;

	if (!f->before)
		return 0;
	for (const char *p = f->after; *p; p++)
		lines += *p == '\n';
	_cleanup_free_ bool *added = xcalloc(lines, sizeof(*added));

	if (diff_added(f->before, f->after, added, lines, e))
		return -1;
	for (size_t i = 0; i < uses->n; i++) {
		struct use *u = &uses->v[i];

		if ((size_t)u->line <= lines && added[u->line - 1])
			uses->v[n++] = *u;
		else
			use_deinit(u);
	}
	uses->n = n;
	return 0;
}

int added_uses(const struct carried_file *f, struct uses *uses, struct err *e)
{
	read_uses(f, uses);
	return only_added(f, uses, e);
}
