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
# make boot-test	boot kernels with their series, also under Xen; see
#			tests/boot/README.md. TARGETS="5.10 6.1": only those,
#			"ends" is the newest and the oldest
# make shapes-test	boot the shapes of the device tree and compare with what is
#			on record; RECORD=1 records what is seen
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

# Asked for only when something is compiled: "make demo" on a bare machine
# installs pkg-config first.
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS))

ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	     -DDATADIR='"$(DATADIR)"' $(WARN) $(SANITIZE) $(CFLAGS)

SRCS	= $(wildcard tool/*.c)
OBJS	= $(SRCS:tool/%.c=$(BUILD)/obj/%.o)
PROGRAM	= $(BUILD)/backportgen
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
		-MMD -MP -o $@ $< $(filter-out %/backportgen.o %/cmd-generate.o %/cmd-show.o %/cmd-verify.o %/cmd-new-rule.o,$(OBJS)) \
		$(LDFLAGS) $(PKG_LIBS) -lcmocka

-include $(OBJS:.o=.d) $(UNITS:=.d)

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
	$(MAKE) $(PROGRAM) units
	tests/run.sh $(TESTS) $(UNITS)

check-debian:
	$(SETUP) build run debian
	$(MAKE) $(PROGRAM)
	tests/other-debian.sh

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

.PHONY: all units demo check check-debian check-kernel boot-test shapes-test \
	kernels bench install uninstall clean always
.DELETE_ON_ERROR:
