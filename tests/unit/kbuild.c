/* SPDX-License-Identifier: GPL-2.0-only */
/* What is built, by Kbuild's files; and a jobserver that is handed on. */
#include "kbuild.h"
#include "makejob.h"

#include <unistd.h>

#include "unit.h"

static void put(const char *path, const char *text)
{
	_cleanup_free_ char *folder = xasprintf("%s/%s", scratch, path);
	_cleanup_err_ struct err e = { 0 };

	*strrchr(folder, '/') = '\0';
	assert_well(make_dirs(folder, &e), &e);
	free(scratch_file(path, text, strlen(text)));
}

static bool built(const char *config, const char *object)
{
	_cleanup_buf_ struct buf b = { 0 };
	_cleanup_err_ struct err e = { 0 };

	buf_puts(&b, config);
	int is = is_built(scratch, &b, object, NULL, &e);

	assert_well(is < 0, &e);
	return is;
}

static void makefiles_decide(void **state)
{
	(void)state;
	put("drivers/Makefile", "obj-y += base/\nobj-$(CONFIG_XEN)\t\t+= xen/\n");
	put("drivers/xen/Makefile",
	    "obj-y\t:= grant.o features.o \\\n\t   balloon.o\n"
	    "obj-$(CONFIG_EL2)\t\t+= el2.o\n"
	    "obj-$(CONFIG_EVTCHN) += evt.o\n"
	    "evt-y := evtchn.o\n"
	    "evt-$(CONFIG_MORE) += more.o\n"
	    "obj-$(CONFIG_GRANT_DEV) += grant-dev.o\n"
	    "grant-dev-y := dev.o\n"
	    "grant-dev-$(CONFIG_DEV_DMA) += dev-dma.o\n"
	    "CFLAGS_el2.o := -DX\n");
	assert_true(built("CONFIG_XEN=y\n", "drivers/xen/grant.o"));
	assert_true(built("CONFIG_XEN=y\n", "drivers/xen/balloon.o"));
	assert_false(built("# CONFIG_XEN is not set\n", "drivers/xen/grant.o"));
	assert_false(built("CONFIG_XEN=y\n", "drivers/xen/el2.o"));
	assert_true(built("CONFIG_XEN=y\nCONFIG_EL2=y\n", "drivers/xen/el2.o"));
	/* a module is not built in */
	assert_false(built("CONFIG_XEN=y\nCONFIG_EL2=m\n",
			   "drivers/xen/el2.o"));
	/* a symbol whose name another one starts with */
	assert_false(built("CONFIG_XEN=y\nCONFIG_EL2_MORE=y\n",
			   "drivers/xen/el2.o"));
	/* parts of a larger object */
	assert_false(built("CONFIG_XEN=y\n", "drivers/xen/evtchn.o"));
	assert_true(built("CONFIG_XEN=y\nCONFIG_EVTCHN=y\n",
			  "drivers/xen/evtchn.o"));
	assert_false(built("CONFIG_XEN=y\nCONFIG_EVTCHN=y\n",
			   "drivers/xen/more.o"));
	/* ... whose name has a dash, as xen-gntdev.o */
	assert_false(built("CONFIG_XEN=y\n", "drivers/xen/dev.o"));
	assert_true(built("CONFIG_XEN=y\nCONFIG_GRANT_DEV=y\n",
			  "drivers/xen/dev.o"));
	assert_false(built("CONFIG_XEN=y\nCONFIG_GRANT_DEV=y\n",
			   "drivers/xen/dev-dma.o"));
	/* what no file tells of */
	assert_true(built("CONFIG_XEN=y\n", "drivers/xen/other.o"));
	assert_true(built("", "lib/any.o"));
}

static void off(const char *config, const char *object, const char *want)
{
	_cleanup_buf_ struct buf b = { 0 };
	_cleanup_free_ char *symbol = NULL;
	_cleanup_err_ struct err e = { 0 };

	buf_puts(&b, config);
	assert_int_equal(is_built(scratch, &b, object, &symbol, &e), 0);
	if (want)
		assert_string_equal(symbol, want);
	else
		assert_null(symbol);
}

/* Of the Makefiles that makefiles_decide() wrote. */
static void the_symbol_that_is_off_is_named(void **state)
{
	(void)state;
	put("drivers/xen/old/Makefile", "obj-n := gone.o\n");
	off("", "drivers/xen/grant.o", "CONFIG_XEN");
	off("CONFIG_XEN=y\n", "drivers/xen/el2.o", "CONFIG_EL2");
	off("CONFIG_XEN=y\nCONFIG_EL2=m\n", "drivers/xen/el2.o", "CONFIG_EL2");
	off("CONFIG_XEN=y\n", "drivers/xen/evtchn.o", "CONFIG_EVTCHN");
	off("CONFIG_XEN=y\n", "drivers/xen/dev.o", "CONFIG_GRANT_DEV");
	off("CONFIG_XEN=y\nCONFIG_GRANT_DEV=y\n", "drivers/xen/dev-dma.o",
	    "CONFIG_DEV_DMA");
	off("CONFIG_XEN=y\n", "drivers/xen/old/gone.o", NULL);
}

static void architectures_share_folders(void **state)
{
	_cleanup_free_ char *own = NULL, *shared = NULL, *none = NULL;
	_cleanup_err_ struct err e = { 0 };

	(void)state;
	put("arch/arm64/Makefile", "core-$(CONFIG_XEN) += arch/arm64/xen/\n");
	put("arch/arm64/xen/Makefile",
	    "xen-arm-y += $(addprefix ../../arm/xen/, enlighten.o)\n");
	assert_int_equal(goal_of(scratch, "arm64", "arch/arm64/mm/dma.o", &own, &e), 1);
	assert_int_equal(goal_of(scratch, "arm64", "arch/arm/xen/enlighten.o", &shared, &e), 1);
	assert_int_equal(goal_of(scratch, "arm64", "arch/arm/mm/dma.o", &none, &e), 0);
	assert_string_equal(own, "arch/arm64/mm/dma.o");
	assert_string_equal(shared, "arch/arm64/xen/");
	assert_null(none);
	assert_true(built("CONFIG_XEN=y\n", "arch/arm64/xen/folder.o"));
	assert_false(built("", "arch/arm64/xen/folder.o"));
}

static void jobserver(const char *flags, const char *want)
{
	setenv("MAKEFLAGS", flags, 1);
	_cleanup_free_ char *fifo = NULL;
	int fds[2] = { -1, -1 };
	_cleanup_free_ char *got = inherited_jobserver(fds, &fifo);
	const char *path = want ? strstr(want, "fifo:") : NULL;
	_cleanup_free_ char *both = xasprintf("=%d,%d", fds[0], fds[1]);

	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
	/* what it is has to be let through */
	if (path)
		assert_string_equal(fifo, path + strlen("fifo:"));
	else
		assert_null(fifo);
	if (want && !path)
		assert_true(ends_with(want, both));
}

static void jobserver_is_handed_on_if_it_is_there(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	_cleanup_free_ char *flags =
		xasprintf("k -j4 --jobserver-auth=%d,%d -- A=b", fds[0],
			  fds[1]);
	_cleanup_free_ char *want =
		xasprintf("MAKEFLAGS= -j --jobserver-auth=%d,%d", fds[0],
			  fds[1]);

	jobserver(flags, want);
	jobserver(" -j4 --jobserver-auth=fifo:/some/fifo",
		  "MAKEFLAGS= -j --jobserver-auth=fifo:/some/fifo");
	jobserver("k", NULL);
	/* make closes them where a recipe has no "+" */
	close(fds[0]);
	close(fds[1]);
	jobserver(flags, NULL);
	jobserver(" -j2 --jobserver-auth=-2,-2", NULL);
}

/* A directory in its place is what this can make without a disk that fails. */
static void an_unreadable_makefile_is_no_answer(void **state)
{
	_cleanup_free_ char *dir = xasprintf("%s/odd/Makefile", scratch);
	_cleanup_free_ char *shared =
		xasprintf("%s/arch/arm64/odd/Makefile", scratch);
	_cleanup_free_ char *goal = NULL;
	_cleanup_buf_ struct buf b = { 0 };
	_cleanup_err_ struct err e = { 0 }, f = { 0 };

	(void)state;
	assert_well(make_dirs(dir, &e), &e);
	assert_well(make_dirs(shared, &e), &e);
	buf_puts(&b, "");
	assert_int_equal(is_built(scratch, &b, "odd/a.o", NULL, &e), -1);
	assert_says(&e, dir);
	assert_int_equal(goal_of(scratch, "arm64", "arch/arm/odd/a.o", &goal, &f), -1);
	assert_says(&f, shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makefiles_decide),
		cmocka_unit_test(the_symbol_that_is_off_is_named),
		cmocka_unit_test(architectures_share_folders),
		cmocka_unit_test(an_unreadable_makefile_is_no_answer),
		cmocka_unit_test(jobserver_is_handed_on_if_it_is_there),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
