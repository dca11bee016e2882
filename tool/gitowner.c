/* SPDX-License-Identifier: GPL-2.0-only */
#include "gitowner.h"

#include <git2.h>
#include <string.h>

char *git_not_trusted(const char *path)
{
	git_repository *git = NULL;

	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	int r = git_repository_open_ext(&git, path, 0, NULL);

	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	if (r)
		return NULL;
	/* what failed may have been the machine, and not do so again */
	git_repository *again = NULL;

	r = git_repository_open_ext(&again, path, 0, NULL);
	git_repository_free(again);
	if (!r) {
		git_repository_free(git);
		return NULL;
	}
	const char *work = git_repository_workdir(git);
	char *dir = xstrdup(work ? work : git_repository_path(git));

	if (ends_with(dir, "/"))
		dir[strlen(dir) - 1] = '\0';
	git_repository_free(git);
	return dir;
}
