# SPDX-License-Identifier: GPL-2.0-only
#
# make			the program, build/backportgen; it names the packages that
#			are missing and installs none
# make demo		install what it needs, bring kernels, generate, verify
# make check		install what it needs, run every test that needs no kernel
# make check-debian	make check, as root, in a chroot of the other supported release
#			of Debian; what generate writes must be the same there
# make check-kernel	make check with the real kernels from Debian's packages, and
#			what that costs; CONFIGS=all: the full matrix, and faults
# make faults		make calls of the program fail one by one, and kill it; see
#			tests/faults/README.md
# make boot-test	boot kernels with their series, also under Xen; see
#			tests/boot/README.md. TARGETS="5.10 6.1": only those,
#			"ends" is the newest and the oldest
# make shapes-test	boot the shapes of the device tree and compare with what is
#			on record; RECORD=1 records what is seen
# make fuzz		the readers of others' text under libFuzzer, for TIME=600
#			seconds in all; see tests/fuzz/README.md
# make figures		both, for the table in SECURITY.md
# make fuzz-sizes	what each of them takes for 1 KiB, 64 KiB and 1 MiB
# make kernels		bring the kernels into a git repository in the cache
# make bench		speed and size, beside the floor of this machine;
#			BENCH_REPO names a repository with more kernels
# make install		honours DESTDIR and PREFIX
#
# SAN=1 builds and tests with ASan and UBSan, in a folder of its own.
# SETUP=: leaves out installing packages.

VERSION	= 0.1
PREFIX	= /usr/local
DATADIR	= $(PREFIX)/share/backportgen

CC	= gcc
CFLAGS	= -O2 -g
WARN	= -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes \
	  -Wwrite-strings -Wcast-qual -Wredundant-decls -Wpointer-arith \
	  -Wformat=2 -Wundef
PKGS	= libgit2 jansson yaml-0.1
SETUP	= tool/setup.sh

BUILD	= build
ifdef SAN
BUILD	= build/san
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
	   -fno-omit-frame-pointer
export ASAN_OPTIONS = detect_leaks=1
endif
ifdef FUZZ
BUILD	= build/fuzz
CC	= clang
SANITIZE = -fsanitize=fuzzer-no-link,address,undefined \
	   -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# Asked for only when something is compiled: "make demo" on a bare machine
# installs pkg-config first.
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS))

ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	     -DDATADIR='"$(DATADIR)"' $(WARN) $(SANITIZE) $(CFLAGS)

SRCS	= $(wildcard tool/*.c)
OBJS	= $(SRCS:tool/%.c=$(BUILD)/obj/%.o)
PROGRAM	= $(BUILD)/backportgen
NOT_IN_TESTS = %/backportgen.o %/cmd-generate.o %/cmd-show.o %/cmd-verify.o \
	       %/cmd-new-rule.o
UNITS	= $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))

Q	= $(if $(V),,@)
say	= $(if $(V),,@echo "  $(1)" $(2))

all: $(PROGRAM)

$(PROGRAM): $(OBJS)
	$(call say,LD,$@)
	$(Q)$(CC) $(SANITIZE) $(LDFLAGS) -o $@ $(OBJS) $(PKG_LIBS)

# The flags are part of what an object was made from.
FLAGS	= $(CC) $(ALL_CFLAGS)
$(BUILD)/flags: always
	$(Q)missing=$$(for lib in $(PKGS); do \
		pkg-config --exists $$lib 2>/dev/null || printf ' %s' $$lib; \
	done); [ -z "$$missing" ] || { \
		echo "make: pkg-config does not find$$missing; run 'tool/setup.sh build', or install $$(tool/setup.sh --list build)" >&2; \
		exit 1; }
	$(Q)mkdir -p $(BUILD)/obj $(BUILD)/unit
	$(Q)printf '%s\n' "$$FLAGS" | cmp -s - $@ || \
		printf '%s\n' "$$FLAGS" >$@
export FLAGS

$(BUILD)/obj/%.o: tool/%.c $(BUILD)/flags
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(OBJS)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-missing-prototypes $(PKG_CFLAGS) -Itool \
		-MMD -MP -o $@ $< $(filter-out $(NOT_IN_TESTS),$(OBJS)) \
		$(LDFLAGS) $(PKG_LIBS) -lcmocka

# The readers of others' text, each with a main that runs the inputs that were
# found once, and (make FUZZ=1) with libFuzzer's.
FUZZ_WRAP = read_file read_file_if_there list_dir write_file replace_file \
	    make_dirs run_children run_tool \
	    program_find store_get store_put place_check tree_commit \
	    tree_objects git_config_open_ondisk
FUZZ_SELF = outside replay
FUZZ_NAMES = $(filter-out $(FUZZ_SELF),$(patsubst tests/fuzz/%.c,%, \
	     $(wildcard tests/fuzz/*.c)))
FUZZ_OBJS = $(patsubst %,$(BUILD)/target/%.o,$(FUZZ_NAMES) $(FUZZ_SELF))
REPLAYS	= $(FUZZ_NAMES:%=$(BUILD)/replay/%)
FUZZERS	= $(FUZZ_NAMES:%=$(BUILD)/fuzzer/%)
LINK_FUZZ = $(CC) $(SANITIZE) -o $@ $(filter-out $(NOT_IN_TESTS),$^) \
	    $(FUZZ_WRAP:%=-Wl,--wrap=%) $(LDFLAGS) $(PKG_LIBS)

$(BUILD)/target/%.o: tests/fuzz/%.c $(BUILD)/flags
	$(call say,CC,$@)
	$(Q)mkdir -p $(BUILD)/target $(BUILD)/replay $(BUILD)/fuzzer
	$(Q)$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -Itool -MMD -MP -c -o $@ $<

$(REPLAYS): $(BUILD)/replay/%: $(BUILD)/target/%.o \
		$(FUZZ_SELF:%=$(BUILD)/target/%.o) $(OBJS)
	$(Q)$(LINK_FUZZ)

$(FUZZERS): $(BUILD)/fuzzer/%: $(BUILD)/target/%.o $(BUILD)/target/outside.o \
		$(OBJS)
	$(Q)$(LINK_FUZZ) -fsanitize=fuzzer

replays: $(REPLAYS)
fuzzers: $(FUZZERS)

-include $(OBJS:.o=.d) $(UNITS:=.d) $(FUZZ_OBJS:.o=.d)

units: $(UNITS)

demo:
	$(SETUP) build run kernels
	$(MAKE) $(PROGRAM)
	tool/kernels.sh
	tool/demo.sh $(PROGRAM)

# The tests find the program by this.
export BACKPORTGEN = $(abspath $(PROGRAM))
TESTS	= $(sort $(wildcard tests/*.t tests/cli/*.t))

check:
	$(SETUP) build run test
	$(MAKE) $(PROGRAM) units replays
	$(if $(SAN),,$(MAKE) SAN=1 replays)
	tests/run.sh $(TESTS) $(UNITS) $(sort $(REPLAYS) \
		$(REPLAYS:$(BUILD)/%=build/san/%))

check-debian:
	$(SETUP) build run debian
	$(MAKE) $(PROGRAM)
	tests/other-debian.sh

# FAULTS chooses some of them.
# The table in SECURITY.md, by fuzz and faults.
figures:
	tests/figures.sh $(TIME)

faults:
	$(SETUP) build run test
	$(MAKE) $(PROGRAM)
	tests/faults/run.sh $(FAULTS)

# CONFIGS of the command line reaches the test, see there.
check-kernel:
	$(SETUP) build run test kernels kernel
	$(MAKE) $(PROGRAM)
	tool/kernels.sh
	tests/run.sh $(sort $(wildcard tests/kernel/*.t))

# TARGETS and REPO of the command line reach the test, see there.
boot-test:
	$(SETUP) build run test kernels boot
	$(MAKE) $(PROGRAM)
	$(if $(REPO),,tool/kernels.sh)
	tests/run.sh --quiet tests/boot/boot.t

# The same for these, and RECORD=1.
shapes-test:
	$(SETUP) build run test kernels boot
	$(MAKE) $(PROGRAM)
	$(if $(REPO),,tool/kernels.sh)
	tests/run.sh --quiet tests/boot/shapes.t

TIME	= 600
fuzz:
	$(SETUP) build run fuzz
	$(MAKE) FUZZ=1 fuzzers
	tests/fuzz/fuzz.sh $(TIME)

fuzz-sizes:
	$(SETUP) build run
	$(MAKE) replays
	tests/fuzz/sizes.sh $(REPLAYS)

kernels:
	$(SETUP) kernels
	tool/kernels.sh

bench:
	$(SETUP) build run kernels
	$(MAKE) $(PROGRAM)
	$(if $(BENCH_REPO),,tool/kernels.sh)
	tests/bench.sh $(PROGRAM)

install: $(PROGRAM)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(DATADIR)/cocci $(DESTDIR)$(DATADIR)/tool/verify \
		$(DESTDIR)$(DATADIR)/tool/boot
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin
	install -m 644 tool/backportgen.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 stable-targets.conf $(DESTDIR)$(DATADIR)
	install -m 644 cocci/*.cocci cocci/*.rule cocci/probes.conf \
		$(DESTDIR)$(DATADIR)/cocci
	install -m 644 tool/verify/* $(DESTDIR)$(DATADIR)/tool/verify
	install -m 644 tool/debian.sh $(DESTDIR)$(DATADIR)/tool
	install -m 755 tool/box.sh $(DESTDIR)$(DATADIR)/tool
	install -m 644 tool/boot/*.* $(DESTDIR)$(DATADIR)/tool/boot
	chmod 755 $(DESTDIR)$(DATADIR)/tool/boot/boot.sh \
		$(DESTDIR)$(DATADIR)/tool/boot/build.sh \
		$(DESTDIR)$(DATADIR)/tool/boot/xen.sh
	find patches -type f \( -path 'patches/*/mainline/*' -o \
		-path 'patches/*/*/declarations' \) | \
	while read -r file; do \
		mode=644; [ ! -x "$$file" ] || mode=755; \
		install -D -m $$mode "$$file" "$(DESTDIR)$(DATADIR)/$$file" || \
			exit 1; \
	done

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/backportgen \
		$(DESTDIR)$(PREFIX)/share/man/man1/backportgen.1 \
		$(DESTDIR)$(DATADIR)

clean:
	rm -rf build

.PHONY: all units replays fuzzers demo check check-debian check-kernel faults figures \
	boot-test shapes-test fuzz fuzz-sizes kernels bench install uninstall \
	clean always
.DELETE_ON_ERROR:
