/* SPDX-License-Identifier: GPL-2.0-only */
#include "environment.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

/* "*" at the end: whatever begins so. By each program's own manual. */
static const char *const unwanted[] = {
	"GIT_*",
	"QUILT*", "PATCH_*", "POSIXLY_CORRECT", "VERSION_CONTROL",
	"SIMPLE_BACKUP_SUFFIX", "QUOTING_STYLE",
	"COCCI*", "OCAML*", "CAML*", "CTAGS", "ETAGS",
	"PERL*", "CHECKPATCH_*", "PYTHON*", "YAML*",
	/* shells: files that are read first, options, functions */
	"ENV", "BASH*", "SHELLOPTS", "PS4", "CDPATH", "GLOBIGNORE",
	"TAR_OPTIONS", "XZ_*", "GZIP", "GREP_*",
	/* gcc and clang: other options, and files that are written */
	"GCC_COMPARE_DEBUG", "CCC_*", "DEPENDENCIES_OUTPUT",
	"SUNPRO_DEPENDENCIES",
};

static bool is_unwanted(const char *entry, size_t name_len)
{
	for (size_t i = 0; i < ARRAY_SIZE(unwanted); i++) {
		size_t n = strlen(unwanted[i]);
		bool start = unwanted[i][n - 1] == '*';

		n -= start;
		if (!strncmp(entry, unwanted[i], n) &&
		    (start || name_len == n))
			return true;
	}
	return false;
}

static void clean_path(void)
{
	_cleanup_buf_ struct buf kept = { 0 };
	const char *part = getenv("PATH"), *end;

	if (!part)
		return;
	buf_add(&kept, "", 0);
	for (;; part = end + 1) {
		end = strchrnul(part, ':');
		if (*part == '/') {
			buf_puts(&kept, kept.len ? ":" : "");
			buf_add(&kept, part, (size_t)(end - part));
		}
		if (!*end)
			break;
	}
	setenv("PATH", kept.data, 1);
}

void environment_clean(void)
{
	_cleanup_strings_ struct strings names = { 0 };

	for (char **e = environ; *e; e++) {
		size_t n = strcspn(*e, "=");
		_cleanup_free_ char *name = xstrndup(*e, n);

		if (is_unwanted(*e, n))
			strings_add(&names, name);
	}
	for (size_t i = 0; i < names.n; i++)
		unsetenv(names.v[i]);
	clean_path();
	umask(umask(0077) & 0077);
}
