#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the adapted series uses and the kernel does not have: told without a
# compiler. The kernel and the driver of each case are a few lines.
. "$(dirname "$0")/lib.sh"

idle_rules "$work/project/cocci"

# The kernel that each case starts from.
start()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree"
	cd "$work/tree" || exit 1
	mkdir -p arch/arm/include arch/arm64/include arch/powerpc \
		drivers/demo include/linux
	: >drivers/demo/Makefile
	cat >Kconfig <<-'EOF2'
	source "arch/$(SRCARCH)/Kconfig"
	source "drivers/demo/Kconfig"
	EOF2
	for arch in arm arm64; do
		printf 'config %s\n\tdef_bool y\n' \
			"$(echo "$arch" | tr a-z A-Z)" >"arch/$arch/Kconfig"
	done
	printf 'config PPC\n\tdef_bool y\n' >arch/powerpc/Kconfig
	cat >drivers/demo/Kconfig <<-'EOF2'
	config DEMO
		bool "Demo"
		help
		  config INSIDE_HELP is text.

	config DEMO_PPC
		bool "Demo of another architecture"
		depends on DEMO && PPC
	EOF2
	cat >include/linux/demo.h <<-'EOF2'
	#ifndef _LINUX_DEMO_H
	#define _LINUX_DEMO_H
	#include <linux/device.h>

	struct demo_ops {
		int (*start)(struct device *dev, unsigned int flags);
		void (*stop)(struct device *dev);
	};

	struct demo_driver {
		const struct demo_ops *ops;
		struct device_driver driver;
	};

	int demo_register(const struct demo_driver *driver, int flags);
	#endif
	EOF2
	cat >include/linux/device.h <<-'EOF2'
	struct device_driver {
		const char *name;
	};

	struct device {
		void *data;
		struct device_driver *driver;
	};
	EOF2
}

# A series of one patch that adds drivers/demo/NAME, from stdin.
adds()
{
	rm -rf "$work/project/patches"
	mkdir -p "$work/project/patches/mainline"
	cat >"$work/new"
	lines=$(wc -l <"$work/new")
	{
		printf 'From: A U Thor <author@example.org>\n'
		printf 'Date: Thu, 1 Jan 2026 12:00:00 +0000\n'
		printf 'Subject: [PATCH] demo: Add one\n\nText.\n---\n'
		printf 'diff --git a/drivers/demo/%s b/drivers/demo/%s\n' \
			"$1" "$1"
		printf 'new file mode 100644\n--- /dev/null\n'
		printf '+++ b/drivers/demo/%s\n@@ -0,0 +1,%d @@\n' "$1" "$lines"
		sed 's/^/+/' "$work/new"
	} >"$work/project/patches/mainline/0001-one.patch"
	echo 0001-one.patch >"$work/project/patches/mainline/series"
}

generate()
{
	run "$bpg" --tree "$work/tree" --rules "$work/project/cocci" \
		--series "$work/project/patches/mainline" \
		generate --output "$work/out.d" "$@" it
}

# fits WHAT: all that the series uses is there.
fits()
{
	generate
	status_is 0 "$1"
	check '... without a complaint' test ! -s "$work/err"
}

# lacks WHAT LINE...: these complaints, and no other.
lacks()
{
	what=$1
	shift
	printf 'backportgen: it: %s\n' "$@" >"$work/want"
	rm -rf "$work/out.d"
	generate -q
	status_is 1 "$what"
	check '... which is told' diff "$work/want" "$work/err"
	check '... and nothing is written' test ! -e "$work/out.d/it"
}

# --- a driver that fits, with what is often mistaken for something missing
start
adds fits.c <<'EOF2'
/* calls nothing_here() only in a comment */
#include <linux/demo.h>

struct fits {
	int (*call)(struct device *dev);
	const struct fits_more *ops;
};

static int fits_start(struct device *dev, unsigned int flags)
{
	struct fits *mine = dev->data;
	int (*call)(struct device *dev) = mine->call;

	if (mine->ops->unknown(dev, "calls nothing_here()"))
		return call(dev);

	return sizeof(struct fits) + flags;
}

static const struct demo_ops fits_ops = {
	.start = fits_start,
};

static struct demo_driver fits_driver = {
	.ops = &fits_ops,
	.driver = {
		.name = "fits",
	},
};

static struct demo_driver other_driver = {
	.ops = &(const struct demo_ops){ .start = fits_start, },
	.driver.name = "other",
};

int fits_init(void)
{
	return demo_register(&fits_driver, 0) + demo_register(&other_driver, 0);
}
EOF2
fits 'own functions, pointers to functions, comments and strings'

# --- a member under an #if that the architecture cannot meet (6.18: iommu_ops
# has .domain_alloc for one driver of PowerPC alone)
adds alloc.c <<'EOF2'
#include <linux/demo.h>

static int alloc_start(struct device *dev, unsigned int flags)
{
	return 0;
}

static const struct demo_ops alloc_ops = {
	.start = alloc_start,
};
EOF2
sed -i -e '/(\*start)/i #if IS_ENABLED(CONFIG_DEMO_PPC)' \
	-e '/(\*start)/a #endif' include/linux/demo.h
lacks 'a member for another architecture' \
	'drivers/demo/alloc.c:9: sets start of struct demo_ops, which include/linux/demo.h:7 declares under #if (IS_ENABLED(CONFIG_DEMO_PPC)) alone, and arm64 cannot have that' \
	'drivers/demo/alloc.c:9: sets start of struct demo_ops, which include/linux/demo.h:7 declares under #if (IS_ENABLED(CONFIG_DEMO_PPC)) alone, and arm cannot have that'
sed -i 's/ && PPC//' drivers/demo/Kconfig
fits 'the same where it can be set'
sed -i 's/depends on DEMO/& \&\& !ARM64/' drivers/demo/Kconfig
lacks 'the same where one architecture rules it out' \
	'drivers/demo/alloc.c:9: sets start of struct demo_ops, which include/linux/demo.h:7 declares under #if (IS_ENABLED(CONFIG_DEMO_PPC)) alone, and arm64 cannot have that'
sed -i -e 's/#if IS_ENABLED(CONFIG_DEMO_PPC)/#ifdef CONFIG_64BIT/' include/linux/demo.h
lacks 'a symbol that only another architecture would have' \
	'drivers/demo/alloc.c:9: sets start of struct demo_ops, which include/linux/demo.h:7 declares under #if defined(CONFIG_64BIT) alone, and arm64 cannot have that' \
	'drivers/demo/alloc.c:9: sets start of struct demo_ops, which include/linux/demo.h:7 declares under #if defined(CONFIG_64BIT) alone, and arm cannot have that'

# --- one declaration in each arm
start
cat >include/linux/demo.h <<'EOF2'
struct demo_ops {
#ifdef CONFIG_DEMO_PPC
	int (*start)(struct device *dev, unsigned int flags, int more);
#else
	int (*start)(struct device *dev, unsigned int flags);
#endif
};
#ifdef CONFIG_DEMO_PPC
int demo_register(void);
#else
static inline int demo_register(struct device *dev)
{
	return 0;
}
#endif
EOF2
adds arms.c <<'EOF2'
#include <linux/demo.h>

static int arms_start(struct device *dev, unsigned int flags)
{
	return demo_register(dev);
}

static const struct demo_ops arms_ops = {
	.start = arms_start,
};
EOF2
fits 'one declaration in each arm: the right one counts'

# --- a callback whose type changed (6.6: .remove returns an int)
start
adds type.c <<'EOF2'
#include <linux/demo.h>

static int type_stop(struct device *dev)
{
	return 0;
}

static int type_start(struct device *dev, unsigned flags)
{
	return 0;
}

static const struct demo_ops type_ops = {
	.start = type_start,
	.stop = type_stop,
};
EOF2
lacks 'a callback that returns something else' \
	'drivers/demo/type.c:15: sets .stop of struct demo_ops to "int type_stop(struct device *)", but include/linux/demo.h:7 has "void (*stop)(struct device *)"'
sed -i 's/void (\*stop)/int (*stop)/' include/linux/demo.h
fits '... and the same where it does not'
sed -i 's/unsigned int flags);/unsigned int flags, void *more);/' include/linux/demo.h
lacks 'a callback with one argument more' \
	'drivers/demo/type.c:14: sets .start of struct demo_ops to "int type_start(struct device *, unsigned int)", but include/linux/demo.h:6 has "int (*start)(struct device *, unsigned int, void *)"'
sed -i 's/int (\*start)(.*/demo_start_t start;/' include/linux/demo.h
fits 'a callback of a type with a name is not judged'

# --- the same by a statement, for a member of what is declared in the driver
start
cat >>include/linux/demo.h <<'EOF2'
struct demo_bus {
	struct demo_ops own;
	int (*match)(struct device *dev);
};
EOF2
adds set.c <<'EOF2'
#include <linux/demo.h>

static struct demo_bus set_bus;

static int set_stop(struct device *dev)
{
	return 0;
}

static void set_match(struct device *dev)
{
}

void set_all(struct demo_ops *ops, struct device *dev, void **any)
{
	struct demo_bus bus, *more = any[0];

	ops->stop = set_stop;
	if (dev)
		bus.own.stop = &set_stop;
	set_bus.match = set_match;
	more->own.stop = set_stop;
	ops->start = ops->start == set_stop ? NULL : ops->start;
}

void set_other(struct demo_ops *ops, void (*set_stop)(struct device *dev))
{
	ops->stop = set_stop;
}
EOF2
lacks 'a callback that a statement sets to something else' \
	'drivers/demo/set.c:18: sets .stop of struct demo_ops to "int set_stop(struct device *)", but include/linux/demo.h:7 has "void (*stop)(struct device *)"' \
	'drivers/demo/set.c:20: sets .own.stop of struct demo_bus to "int set_stop(struct device *)", but include/linux/demo.h:7 has "void (*stop)(struct device *)"' \
	'drivers/demo/set.c:21: sets .match of struct demo_bus to "void set_match(struct device *)", but include/linux/demo.h:19 has "int (*match)(struct device *)"' \
	'drivers/demo/set.c:22: sets .own.stop of struct demo_bus to "int set_stop(struct device *)", but include/linux/demo.h:7 has "void (*stop)(struct device *)"'

# --- a member in a union without a name (6.12: .remove)
start
sed -i -e 's/^\tvoid (\*stop).*/\tunion {\n&\n\t\tvoid (*stop_new)(struct device *dev);\n\t};/' \
	include/linux/demo.h
adds union.c <<'EOF2'
#include <linux/demo.h>

static void union_stop(struct device *dev)
{
}

static const struct demo_ops union_ops = {
	.stop = union_stop,
};
EOF2
fits 'a member of a union without a name'

# --- members that are not there
start
adds member.c <<'EOF2'
#include <linux/demo.h>

static struct demo_driver member_drivers[] = {
	{ .ops = NULL, .driver = { .gone = 1, } },
	{ .went = 1, },
};

void member_touch(struct device *dev, struct elsewhere *other)
{
	dev->data = NULL;
	dev->lost = NULL;
	other->one = other->two;
}
EOF2
lacks 'members of structures, within one another and in an array' \
	'drivers/demo/member.c:4: uses .driver.gone, but struct device_driver at include/linux/device.h:1 has no such member' \
	'drivers/demo/member.c:5: uses .went, but struct demo_driver at include/linux/demo.h:10 has no such member' \
	'drivers/demo/member.c:11: sets .lost, but struct device at include/linux/device.h:5 has no such member' \
	'drivers/demo/member.c:12: uses struct elsewhere, which no header that it includes defines'

# --- calls
start
cat >>include/linux/demo.h <<'EOF2'
#define demo_print(fmt, ...) demo_print_it(fmt, ##__VA_ARGS__)
#define demo_max(a, b) ((a) > (b) ? (a) : (b))
#define demo_alias demo_register
void demo_none(void);
void demo_many(const char *fmt, ...);
EOF2
adds calls.c <<'EOF2'
#include <linux/demo.h>

void calls_all(int (*given)(int value))
{
	demo_print("text, with a comma");
	demo_print("%d", demo_max(1, (2, 3)));
	demo_alias(NULL, 0);
	demo_none();
	demo_many("x");
	demo_many("x", 1, 2);
	given(1);
}
EOF2
fits 'macros used as functions, and a varying number of arguments'
adds count.c <<'EOF2'
#include <linux/demo.h>

void count_all(void)
{
	demo_register(NULL);
	demo_max(1, 2, 3);
	demo_none(1);
	demo_many();
	demo_gone(1,
		  2);
}
EOF2
lacks 'a missing argument, one too many, and a function that is not there' \
	'drivers/demo/count.c:5: calls demo_register() with 1 argument, but include/linux/demo.h:15 has "int demo_register(const struct demo_driver *, int)"' \
	'drivers/demo/count.c:6: calls demo_max() with 3 arguments, but include/linux/demo.h:18 has "#define demo_max(a, b) ((a) > (b) ? (a) : (b))"' \
	'drivers/demo/count.c:7: calls demo_none() with 1 argument, but include/linux/demo.h:20 has "void demo_none(void)"' \
	'drivers/demo/count.c:8: calls demo_many() with 0 arguments, but include/linux/demo.h:21 has "void demo_many(const char *, ...)"' \
	'drivers/demo/count.c:9: calls demo_gone(), which no header that it includes declares'

# --- headers
start
mkdir -p arch/arm64/include/asm include/asm-generic
echo 'void asm_here(void);' >arch/arm64/include/asm/here.h
echo 'void asm_here(void);' >include/asm-generic/here.h
echo 'void demo_far(void);' >include/linux/far.h
echo 'void demo_hidden(void);' >include/linux/hidden.h
printf '#include <linux/far.h>\n#ifdef CONFIG_DEMO_PPC\n#include <linux/hidden.h>\n#endif\n' \
	>include/linux/near.h
echo 'void demo_local(void);' >drivers/demo/local.h
adds headers.c <<'EOF2'
#include <asm/here.h>
#include <linux/near.h>
#include "local.h"

void headers_all(void)
{
	asm_here();
	demo_far();
	demo_local();
}
EOF2
fits "through another header, beside the file, and the architecture's own"
adds headers.c <<'EOF2'
#include <linux/gone.h>
#include <linux/near.h>
#include <asm/gone.h>

void headers_all(void)
{
	demo_hidden();
}
EOF2
lacks 'headers that are not there, or only for others' \
	'drivers/demo/headers.c:1: includes <linux/gone.h>, which the kernel does not have' \
	'drivers/demo/headers.c:3: includes <asm/gone.h>, which the kernel does not have' \
	'drivers/demo/headers.c:7: calls demo_hidden(), which include/linux/hidden.h:1 declares, but it includes that under an #if that arm64 cannot meet' \
	'drivers/demo/headers.c:7: calls demo_hidden(), which include/linux/hidden.h:1 declares, but it includes that under an #if that arm cannot meet'

# --- a header that is met first on a way that is closed
start
printf '#include <linux/far.h>\n' >include/linux/hidden.h
printf '#ifdef CONFIG_DEMO_PPC\n#include <linux/hidden.h>\n#include <linux/far.h>\n#endif\n#include <linux/longer.h>\n' \
	>include/linux/near.h
echo '#include <linux/longest.h>' >include/linux/longer.h
echo '#include <linux/far.h>' >include/linux/longest.h
echo 'void demo_far(void);' >include/linux/far.h
adds ways.c <<'EOF2'
#include <linux/near.h>

void ways_all(void)
{
	demo_far();
}
EOF2
fits 'a header that is closed on the short way and open on a longer one'

# --- what the driver itself has for another architecture
start
adds own.c <<'EOF2'
#include <linux/demo.h>
#ifdef CONFIG_DEMO_PPC
#include <asm/gone.h>

void own_all(struct elsewhere *other)
{
	other->one = demo_gone(1);
}
#elif defined(CONFIG_DEMO)
int own_other;
#else
int own_third;
#endif
EOF2
fits 'uses under an #if that no architecture here meets'
sed -i 's/ && PPC//' drivers/demo/Kconfig
lacks '... and the same where they meet it' \
	'drivers/demo/own.c:3: includes <asm/gone.h>, which the kernel does not have' \
	'drivers/demo/own.c:7: uses struct elsewhere, which no header that it includes defines' \
	'drivers/demo/own.c:7: calls demo_gone(), which no header that it includes declares'

# --- members that a macro declares
start
cat >>include/linux/demo.h <<'EOF2'
#define DEMO_BITS(name, n) unsigned long name[n]
#define DEMO_HANDLE(type) struct { type *p; }
struct demo_odd {
	DEMO_BITS(bits, 4);
	DEMO_HANDLE(int) handle;
	void (*call)(int parameter);
};
EOF2
adds odd.c <<'EOF2'
#include <linux/demo.h>

void odd_all(struct demo_odd *odd)
{
	odd->bits[0] = 1;
	odd->handle.p = NULL;
}
EOF2
fits 'members that are declared with a macro'
adds odd.c <<'EOF2'
#include <linux/demo.h>

void odd_all(struct demo_odd *odd)
{
	odd->parameter = 1;
}
EOF2
lacks '... but not a parameter' \
	'drivers/demo/odd.c:5: uses parameter of struct demo_odd, and it is not clear whether include/linux/demo.h:22 declares it'

# --- variables of the file, and pointers to functions of a type with a name
start
cat >>include/linux/demo.h <<'EOF2'
typedef int demo_call_t(struct device *dev);
EOF2
adds global.c <<'EOF2'
#include <linux/demo.h>

struct global {
	demo_call_t (*show)(struct device *dev);
	struct demo_ops ops;
};

static demo_call_t *global_call;
static struct device *global_dev;

static int global_start(struct device *dev, unsigned int flags)
{
	return flags;
}

static struct global global = {
	.ops = {
		.start = global_start,
	},
};

int global_all(struct device *other)
{
	return global_call(global_dev);
}
EOF2
fits 'a variable behind functions, and a member of a structure of its own'
adds global.c <<'EOF2'
#include <linux/demo.h>

static struct device *global_dev;
static struct demo_driver global_driver = {
	.ops = NULL,
};

int global_all(struct demo_ops *dev)
{
	return 0;
}

int global_other(struct device *dev)
{
	return global_dev->gone + global_driver.lost + dev->start;
}
EOF2
lacks '... and what is missing in it' \
	'drivers/demo/global.c:15: uses .gone, but struct device at include/linux/device.h:5 has no such member' \
	'drivers/demo/global.c:15: uses .lost, but struct demo_driver at include/linux/demo.h:10 has no such member' \
	'drivers/demo/global.c:15: uses .start, but struct device at include/linux/device.h:5 has no such member'

# --- names that no header spells out, as macros make them
start
cat >>include/linux/demo.h <<'EOF2'
#define DEMO_TEST(name) \
static inline int demo_##name(struct device *dev) { return 0; }
#define DEMO_SET(name, verb) \
static inline void verb##_demo_##name(struct device *dev, int value) { }
#define DEMO_FLAG(name, Name) DEMO_TEST(name) DEMO_SET(name, set) \
	DEMO_SET(Name##_late, set)
#define DEMO_OTHER(name) int other_##name(void);
#define DEMO_NAMED(name) static inline int name(void) { return 0; }
#define DEMO_STRUCT(name) struct name
#define DEMO_RING(name) struct name##_ring { int size; /* not gone */ };
/* DEMO_FLAG(commented, Commented) */
DEMO_FLAG(online, Online)
DEMO_NAMED(demo_whole)
DEMO_STRUCT(demo_lock) {
	int count; /* gone is the other one */
};
DEMO_RING(demo)
#ifdef CONFIG_DEMO_PPC
DEMO_TEST(ppc)
#endif
/*
#define DEMO_OLD(name) static inline int old_##name(void) { return 0; }
 */
DEMO_OLD(way)
EOF2
adds made.c <<'EOF2'
#include <linux/demo.h>

DEMO_OTHER(mine)

int made_all(struct device *dev, struct demo_ring *ring)
{
	struct demo_lock lock;

	set_demo_online(dev, 1);
	set_demo_Online_late(dev, 1);
	lock.count = ring->size;
	return demo_online(dev) + other_mine() + demo_whole();
}
EOF2
fits 'functions and structures that macros make'
adds made.c <<'EOF2'
#include <linux/demo.h>

int made_all(struct device *dev, struct demo_ring *ring)
{
	struct demo_lock lock;

	lock.gone = ring->gone;
	demo_offline(dev);
	demo_Online(dev);
	demo_commented(dev);
	set_demo_online(dev);
	other_mine();
	unset_demo_online(dev, 1);
	demo_ppc(dev);
	old_way();
	return demo_(dev);
}
EOF2
lacks 'and those that a macro could make, but none does' \
	'drivers/demo/made.c:7: uses .gone, but struct demo_lock, which a macro makes at include/linux/demo.h:30, has no such member' \
	'drivers/demo/made.c:7: uses .gone, but struct demo_ring, which a macro makes at include/linux/demo.h:33, has no such member' \
	'drivers/demo/made.c:8: calls demo_offline(), which no header that it includes declares' \
	'drivers/demo/made.c:9: calls demo_Online(), which no header that it includes declares' \
	'drivers/demo/made.c:10: calls demo_commented(), which no header that it includes declares' \
	'drivers/demo/made.c:11: calls set_demo_online() with 1 argument, but the one that a macro makes at include/linux/demo.h:28 has 2' \
	'drivers/demo/made.c:12: calls other_mine(), which no header that it includes declares' \
	'drivers/demo/made.c:13: calls unset_demo_online(), which no header that it includes declares' \
	'drivers/demo/made.c:14: calls demo_ppc(), which no header that it includes declares' \
	'drivers/demo/made.c:15: calls old_way(), which no header that it includes declares' \
	'drivers/demo/made.c:16: calls demo_(), which no header that it includes declares'

# --- a driver of one architecture: the other is not asked
start
echo 'obj-$(CONFIG_DEMO_ONE) += other.o one.o' >drivers/demo/Makefile
printf 'config DEMO_ONE\n\tbool "One"\n\tdepends on ARM64\n' \
	>>drivers/demo/Kconfig
echo 'void demo_arm64(void);' >>arch/arm64/include/one.h
mkdir -p arch/arm64/include/asm
mv arch/arm64/include/one.h arch/arm64/include/asm
adds one.c <<'EOF2'
#include <asm/one.h>

void one_all(void)
{
	demo_arm64();
}
EOF2
fits 'a driver that only one architecture can have'
sed -i 's/depends on ARM64/depends on ARM || ARM64/' drivers/demo/Kconfig
lacks '... and the same where the other can have it, too' \
	'drivers/demo/one.c:1: includes <asm/one.h>, which the kernel does not have' \
	'drivers/demo/one.c:5: calls demo_arm64(), which no header that it includes declares'
sed -i 's/depends on .*ARM64/depends on PPC/' drivers/demo/Kconfig
lacks '... or none' \
	'drivers/demo/one.c:1: includes <asm/one.h>, which the kernel does not have' \
	'drivers/demo/one.c:5: calls demo_arm64(), which no header that it includes declares'

# --- symbols without a prompt: only a default or another symbol sets them
start
cat >>include/linux/demo.h <<'EOF2'
#ifdef CONFIG_DEMO_HELPER
void demo_help(void);
#endif
EOF2
adds helper.c <<'EOF2'
#include <linux/demo.h>

void helper_all(void)
{
#ifdef CONFIG_DEMO_HELPER
	demo_gone();
#endif
	demo_help();
}
EOF2
# helper LINE...: these lines define it
helper()
{
	printf '%b\n' 'config DEMO_HELPER' "$@" >arch/arm/Kconfig.helper
	cp arch/arm/Kconfig.helper arch/arm64/Kconfig.helper
	for arch in arm arm64; do
		printf 'config %s\n\tdef_bool y\nsource "arch/%s/Kconfig.helper"\n' \
			"$(echo "$arch" | tr a-z A-Z)" "$arch" \
			>"arch/$arch/Kconfig"
	done
}
unset_helper()
{
	lacks "$1" \
		'drivers/demo/helper.c:8: calls demo_help(), which include/linux/demo.h:18 declares under #if defined(CONFIG_DEMO_HELPER) alone, and arm64 cannot have that' \
		'drivers/demo/helper.c:8: calls demo_help(), which include/linux/demo.h:18 declares under #if defined(CONFIG_DEMO_HELPER) alone, and arm cannot have that'
}
set_helper()
{
	lacks "$1" \
		'drivers/demo/helper.c:6: calls demo_gone(), which no header that it includes declares'
}
helper '\tbool'
unset_helper 'a symbol that nothing sets'
helper '\tbool' '\tdefault n'
unset_helper '... nor its default'
helper '\tbool' '\tdefault DEMO_PPC'
unset_helper '... nor one that cannot hold'
helper '\tbool' '\tdefault y if DEMO_PPC'
unset_helper '... nor one for others'
helper '\tbool' 'config DEMO_SELECTS' '\tbool "S"' '\tdepends on PPC' \
	'\tselect DEMO_HELPER'
unset_helper '... nor a symbol that cannot be set'
helper '\tbool' 'config DEMO_SELECTS' '\tbool "S"' \
	'\tselect DEMO_HELPER if PPC'
unset_helper '... nor one under a condition that cannot hold'
helper '\tbool "H"'
set_helper 'one with a prompt'
helper '\tbool' '\tdefault DEMO'
set_helper 'one with a default'
helper '\tint' '\tdefault 4'
set_helper 'a number'
helper '\tbool' '\tdepends on PPC' 'config DEMO_SELECTS' '\tbool "S"' \
	'\tselect DEMO_HELPER if ARM || ARM64'
set_helper 'one that is selected, whatever it depends on'

# --- Kconfig
start
adds Kconfig.more <<'EOF2'
config MORE
	bool "More"
	depends on (ARM || ARM64) && DEMO
	select DEMO if GONE
	default y if MORE_OF_MORE
	help
	  depends on NOTHING_HERE

config MORE_OF_MORE
	def_bool DEMO
EOF2
echo 'source "drivers/demo/Kconfig.more"' >>Kconfig
lacks 'a symbol that no architecture has' \
	'drivers/demo/Kconfig.more:4: uses CONFIG_GONE, which no Kconfig file for arm64 or arm defines'
adds Kconfig.more <<'EOF2'
config MORE
	bool "More"
	depends on DEMO && PPC
EOF2
lacks 'an option that nobody can set' \
	'drivers/demo/Kconfig.more:1: defines CONFIG_MORE, which can never be set: its dependencies cannot hold, or nothing sets it' \
	'drivers/demo/Kconfig.more:3: uses CONFIG_PPC, which no Kconfig file for arm64 or arm defines'
adds symbol.c <<'EOF2'
#ifdef CONFIG_DEMO
int symbol_one;
#endif
#ifdef CONFIG_INSIDE_HELP
int symbol_two;
#endif
EOF2
lacks 'a symbol in code, of which only a help text speaks' \
	'drivers/demo/symbol.c:4: uses CONFIG_INSIDE_HELP, which no Kconfig file for arm64 or arm defines'

# --- what is remembered follows the content
start
adds again.c <<'EOF2'
#include <linux/demo.h>

int again_init(const struct demo_driver *driver)
{
	return demo_register(driver, 0);
}
EOF2
echo 'int demo_register(const struct demo_driver *driver, int flags);' \
	>include/linux/far.h
sed -i -e '/demo_register/d' -e '/#include/a #include <linux/far.h>' \
	include/linux/demo.h
fits 'a header that is included by another'
fits '... and again'
sed -i 's/, int flags//' include/linux/far.h
lacks '... until that one changes' \
	'drivers/demo/again.c:5: calls demo_register() with 2 arguments, but include/linux/far.h:1 has "int demo_register(const struct demo_driver *)"'
lacks '... which is remembered as well' \
	'drivers/demo/again.c:5: calls demo_register() with 2 arguments, but include/linux/far.h:1 has "int demo_register(const struct demo_driver *)"'
rm include/linux/far.h
lacks '... or goes' \
	'drivers/demo/again.c:5: calls demo_register(), which no header that it includes declares'

done_testing
