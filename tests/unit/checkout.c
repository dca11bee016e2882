/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels whose trees git would not have made: a scratch copy of them writes
 * nothing outside, and leaves no way out. CVE-2014-9390, CVE-2018-11235,
 * CVE-2019-1353 and CVE-2021-21300 were such trees to git.
 */
#include "checkout.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#define BLOB 0100644
#define TREE 040000
#define LINK 0120000

static git_repository *git;
static char *place;	/* what the copy may not touch, but for place/deep/copy */
static int places;

static void must(int result)
{
	if (result)
		print_message("%s\n", git_fault());
	assert_int_equal(result, 0);
}

static void entry(struct buf *tree, unsigned int mode, const char *name,
		  size_t len, const git_oid *id)
{
	buf_printf(tree, "%o ", mode);
	buf_add(tree, name, len);
	buf_putc(tree, '\0');
	buf_add(tree, id->id, GIT_OID_RAWSZ);
}

static git_oid object(git_object_t type, const char *data, size_t len)
{
	git_odb *odb;
	git_oid id;

	must(git_repository_odb(&odb, git));
	must(git_odb_write(&id, odb, data, len, type));
	git_odb_free(odb);
	return id;
}

static git_oid blob(const char *text)
{
	return object(GIT_OBJECT_BLOB, text, strlen(text));
}

/* A tree of one file. */
static git_oid folder(const char *name, const char *text)
{
	_cleanup_buf_ struct buf tree = { 0 };
	git_oid id = blob(text);

	entry(&tree, BLOB, name, strlen(name), &id);
	return object(GIT_OBJECT_TREE, tree.data, tree.len);
}

static void file_in(struct buf *tree, const char *name, const char *text)
{
	git_oid id = blob(text);

	entry(tree, BLOB, name, strlen(name), &id);
}

static void link_in(struct buf *tree, const char *name, const char *to)
{
	git_oid id = blob(to);

	entry(tree, LINK, name, strlen(name), &id);
}

/* A kernel, and a place in which its copy lies two levels deep. */
static void begin(struct buf *drivers)
{
	_cleanup_err_ struct err e = { 0 };

	free(place);
	place = xasprintf("%s/%d", scratch, places++);
	_cleanup_free_ char *copy = xasprintf("%s/deep/copy", place);
	_cleanup_free_ char *repo = xasprintf("%s.git", place);

	*drivers = (struct buf){ 0 };
	assert_well(make_dirs(copy, &e), &e);
	git_repository_free(git);
	must(git_repository_init(&git, repo, 1));
}

static bool all(const char *path, bool is_folder, void *ctx)
{
	(void)path;
	(void)is_folder;
	(void)ctx;
	return true;
}

/* Copy the kernel with that drivers/, which is freed. */
static int copy(struct buf *drivers, struct err *e)
{
	_cleanup_buf_ struct buf root = { 0 }, include = { 0 };
	_cleanup_free_ char *dir = xasprintf("%s/deep/copy", place);
	git_signature *who;
	git_tree *tree;
	git_oid id = folder("x.h", "x\n");
	char rev[OID_HEX + 1];
	struct repo *repo;
	struct tree *kernel;

	entry(&include, TREE, "linux", 5, &id);
	git_oid in = object(GIT_OBJECT_TREE, include.data, include.len);
	git_oid drv = object(GIT_OBJECT_TREE, drivers->data, drivers->len);

	buf_deinit(drivers);
	entry(&root, TREE, "drivers", 7, &drv);
	entry(&root, TREE, "include", 7, &in);
	id = object(GIT_OBJECT_TREE, root.data, root.len);
	must(git_tree_lookup(&tree, git, &id));
	must(git_signature_new(&who, "a", "a@b", 1, 0));
	must(git_commit_create(&id, git, NULL, who, who, NULL, "x", tree, 0,
			       NULL));
	git_oid_tostr(rev, sizeof(rev), &id);
	git_tree_free(tree);
	git_signature_free(who);
	assert_well(repo_open(git_repository_path(git), &repo, e), e);
	assert_well(tree_open(repo, rev, &kernel, e), e);
	int r = checkout(kernel, dir, all, NULL, e);

	tree_free(kernel);
	repo_free(repo);
	return r;
}

/* What is in a directory, sorted, each name behind a blank. */
static char *names_in(const char *dir)
{
	struct dirent **list;
	struct buf out = { 0 };
	int n = scandir(dir, &list, NULL, alphasort);

	assert_true(n >= 2);
	for (int i = 0; i < n; i++) {
		if (strcmp(list[i]->d_name, ".") &&
		    strcmp(list[i]->d_name, ".."))
			buf_printf(&out, " %s", list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return buf_steal(&out);
}

static void nothing_outside(void)
{
	_cleanup_free_ char *deep = xasprintf("%s/deep", place);
	_cleanup_free_ char *around = names_in(place);
	_cleanup_free_ char *beside = names_in(deep);

	assert_string_equal(around, " deep");
	assert_string_equal(beside, " copy");
}

/* Is this there in the copy's drivers/? A link counts, wherever it leads. */
static bool is_there(const char *name)
{
	_cleanup_free_ char *path =
		xasprintf("%s/deep/copy/drivers/%s", place, name);
	struct stat st;

	return !lstat(path, &st);
}

static const char *const bad_names[] = {
	"..", ".", "a/b", "../../evil", "/",
	/* any case; how NTFS shortens it */
	".git", ".GIT", ".gIt", "git~1", "GIT~1",
	/* NTFS drops these at the end, and opens a stream */
	".git ", ".git.", ".git. . .", ".Git . ", "git~1 ", ".git:x",
	".git :x", ".git::$INDEX_ALLOCATION",
	/* HFS+ passes over these */
	".g\u200cit", "\u200e.git", ".git\u200f", ".\u202agi\u202et",
	".gi\u206at", "\ufeff.GIT\ufeff",
};

static void names_that_git_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(bad_names); i++) {
		const char *name = bad_names[i / 2];
		_cleanup_err_ struct err e = { 0 };
		struct buf drivers;

		begin(&drivers);
		git_oid id = i % 2 ? blob("evil\n") : folder("evil", "evil\n");

		entry(&drivers, i % 2 ? BLOB : TREE, name, strlen(name), &id);
		assert_int_equal(copy(&drivers, &e), -1);
		assert_says(&e, "the tree has this entry in '/drivers/'");
		nothing_outside();
	}
}

/* libgit2 itself does not read a tree that has one */
static void an_empty_name(void **state)
{
	_cleanup_err_ struct err e = { 0 };
	struct buf drivers;

	(void)state;
	begin(&drivers);
	git_oid id = folder("evil", "evil\n");

	entry(&drivers, TREE, "", 0, &id);
	assert_int_equal(copy(&drivers, &e), -1);
	nothing_outside();
}

static void names_that_only_look_so(void **state)
{
	static const char *const names[] = {
		"...",	".gitignore", ".github", ".git-x",  ".gitx", "..git",
		".gi",	".giit",      "X.c",	 "a.",	    "a ",    "git~",
		"git~2", "git~10",    "gitk",	 "x.c",
	};
	_cleanup_err_ struct err e = { 0 };
	struct buf drivers;

	(void)state;
	begin(&drivers);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		file_in(&drivers, names[i], names[i]);
	assert_well(copy(&drivers, &e), &e);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = xasprintf(
			"%s/deep/copy/drivers/%s", place, names[i]);
		_cleanup_buf_ struct buf text = { 0 };

		assert_well(read_file(path, &text, &e), &e);
		assert_string_equal(text.data, names[i]);
	}
	nothing_outside();
}

static void one_name_twice(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		_cleanup_err_ struct err e = { 0 };
		struct buf drivers;

		begin(&drivers);
		git_oid id = folder("evil", "evil\n");

		/* written through the first, the second would be elsewhere */
		if (i == 0)
			link_in(&drivers, "d", "../../..");
		else if (i == 1)
			link_in(&drivers, "d", "../..");
		else
			file_in(&drivers, "d", "one\n");
		/* git's order puts this between a file and a directory */
		if (i % 2)
			file_in(&drivers, "d.c", "x\n");
		if (i == 2)
			file_in(&drivers, "d", "two\n");
		else
			entry(&drivers, TREE, "d", 1, &id);
		/* that link is left out, so there is one of the name */
		assert_int_equal(copy(&drivers, &e), i == 1 ? 0 : -1);
		if (i != 1)
			assert_says(&e, "drivers/d: is twice in the tree");
		nothing_outside();
	}
}

/* CVE-2021-21300: where the file system folds cases, one is the other. */
static void a_link_in_other_letters(void **state)
{
	_cleanup_err_ struct err e = { 0 };
	struct buf drivers;

	(void)state;
	begin(&drivers);
	git_oid id = folder("evil", "evil\n");

	link_in(&drivers, "D", "../include");
	entry(&drivers, TREE, "d", 1, &id);
	assert_well(copy(&drivers, &e), &e);
	_cleanup_free_ char *include = xasprintf("%s/deep/copy/include", place);
	_cleanup_free_ char *names = names_in(include);

	assert_string_equal(names, " linux");
	assert_true(is_there("D"));
	assert_true(is_there("d/evil"));
	nothing_outside();
}

/* Names are counted right, but one of them is a link itself. */
static void a_chain_of_links(void **state)
{
	_cleanup_err_ struct err e = { 0 };
	struct buf drivers;

	(void)state;
	begin(&drivers);
	link_in(&drivers, "l1", ".");
	link_in(&drivers, "l2", "l1/l1/l1/../../..");
	link_in(&drivers, "l3", "l2/deep");
	link_in(&drivers, "l4", "x.c");
	file_in(&drivers, "x.c", "x\n");
	assert_well(copy(&drivers, &e), &e);
	assert_true(is_there("l1"));
	assert_false(is_there("l2"));
	assert_false(is_there("l3"));
	assert_true(is_there("l4"));
	nothing_outside();

	/* with a directory of the name of the link that leads out */
	begin(&drivers);
	git_oid id = folder("evil", "evil\n");

	link_in(&drivers, "l1", ".");
	link_in(&drivers, "l2", "l1/l1/l1/../../..");
	file_in(&drivers, "l2.c", "x\n");
	entry(&drivers, TREE, "l2", 2, &id);
	assert_int_equal(copy(&drivers, &e), -1);
	assert_says(&e, "drivers/l2: is twice in the tree");
	nothing_outside();
}

static void links_that_lead_nowhere(void **state)
{
	static const char *const targets[] = {
		"/etc", "../../../evil", "none", "..", "../../..", "",
		"/proc/self/cwd", "l/l/l",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		_cleanup_err_ struct err e = { 0 };
		struct buf drivers;

		begin(&drivers);
		link_in(&drivers, "l", targets[i]);
		file_in(&drivers, "x.c", "x\n");
		assert_well(copy(&drivers, &e), &e);
		/* ".." is the copy itself */
		assert_int_equal(is_there("l"), !strcmp(targets[i], ".."));
		nothing_outside();
	}
}

/* A second copy into the same place, in which a link stands. */
static void a_link_is_there_already(void **state)
{
	_cleanup_err_ struct err e = { 0 };
	struct buf drivers;

	(void)state;
	begin(&drivers);
	file_in(&drivers, "x.c", "evil\n");
	_cleanup_free_ char *dir =
		xasprintf("%s/deep/copy/drivers", place);
	_cleanup_free_ char *link = xasprintf("%s/x.c", dir);
	_cleanup_free_ char *evil = xasprintf("%s/evil", place);

	assert_well(make_dirs(dir, &e), &e);
	assert_int_equal(symlink(evil, link), 0);
	assert_well(copy(&drivers, &e), &e);
	nothing_outside();

	begin(&drivers);
	file_in(&drivers, "x.c", "evil\n");
	_cleanup_free_ char *folder_link =
		xasprintf("%s/deep/copy/drivers", place);

	assert_int_equal(symlink(place, folder_link), 0);
	assert_int_equal(copy(&drivers, &e), -1);
	nothing_outside();
}

static void unpacked(const char *path, const char *text)
{
	_cleanup_err_ struct err e = { 0 };
	_cleanup_free_ char *full = xasprintf("%s/tree/%s", scratch, path);
	_cleanup_free_ char *dir =
		xstrndup(full, (size_t)(strrchr(full, '/') - full));

	assert_well(make_dirs(dir, &e), &e);
	assert_well(write_file(full, text, strlen(text), &e), &e);
}

static void link_at(const char *path, const char *to)
{
	_cleanup_free_ char *full = xasprintf("%s/tree/%s", scratch, path);

	assert_int_equal(symlink(to, full), 0);
}

/* --tree: links of a user's directory are copied as links, never followed. */
static void unpacked_sources(void **state)
{
	_cleanup_err_ struct err e = { 0 };
	_cleanup_free_ char *dir = xasprintf("%s/tree", scratch);
	struct buf none;
	struct tree *tree;

	(void)state;
	begin(&none);
	_cleanup_free_ char *to = xasprintf("%s/deep/copy", place);
	_cleanup_free_ char *secret = xasprintf("%s.secret", place);
	_cleanup_free_ char *inside = xasprintf("%s/secret.c", secret);

	assert_well(make_dirs(secret, &e), &e);
	assert_well(write_file(inside, "secret\n", 7, &e), &e);
	unpacked("include/linux/x.h", "x\n");
	unpacked("drivers/x.c", "x\n");
	unpacked("drivers/.git/config", "x\n");
	unpacked(".git/config", "x\n");
	link_at("out", secret);
	link_at("drivers/out", secret);
	link_at("drivers/secret.c", inside);
	link_at("include/linux/out", "../../../0");
	link_at("include/linux/in", "../../drivers");
	assert_well(tree_open_folder(dir, &tree, &e), &e);
	assert_well(checkout(tree, to, all, NULL, &e), &e);
	tree_free(tree);

	_cleanup_free_ char *drivers = xasprintf("%s/drivers", to);
	_cleanup_free_ char *include = xasprintf("%s/include/linux", to);
	_cleanup_free_ char *top_names = names_in(to);
	_cleanup_free_ char *drivers_names = names_in(drivers);
	_cleanup_free_ char *linux_names = names_in(include);

	assert_string_equal(top_names, " drivers include");
	assert_string_equal(drivers_names, " x.c");
	assert_string_equal(linux_names, " in x.h");
	nothing_outside();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_git_refuses),
		cmocka_unit_test(an_empty_name),
		cmocka_unit_test(names_that_only_look_so),
		cmocka_unit_test(one_name_twice),
		cmocka_unit_test(a_link_in_other_letters),
		cmocka_unit_test(a_chain_of_links),
		cmocka_unit_test(links_that_lead_nowhere),
		cmocka_unit_test(a_link_is_there_already),
		cmocka_unit_test(unpacked_sources),
	};
	int r = cmocka_run_group_tests_name("checkout", tests, start, stop);

	git_repository_free(git);
	free(place);
	return r;
}
