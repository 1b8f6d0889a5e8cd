# SPDX-License-Identifier: GPL-2.0-or-later
# make             the daemon
# make check       all tests, with sanitizers; a share of each long one (under 20 minutes)
# make check-long  all tests whole
# make demo        the main job, live in namespaces, with a table at the end
# make bench       speed and memory, against a floor of the same run
# make bench-live  the daemon inline, beside a program that only gives verdicts (root)
# make bench-queue packets/s through a netfilter queue (as root)
# make fuzz        the long fuzz runs (FUZZ_SECONDS each)
# make check-netns the bridge, queues and the doctor, in namespaces of their own (root)
# make check-logins  100 simulated clients of each style try for 600 s under drop (root)
# make check-shape rates of classes as long as they are promised, about 3 minutes (root)
# make check-vm    the bridge on Debian's stock kernel, under qemu (VM_ACCEL=tcg)
# make mutants    applies small mistakes one at a time; each must fail a test (MUTANTS=pattern)
# make sheet       docs/signatures.md: what each signature means and was measured on
# make lint        formatting, static analysis, plain words, the map
# SAN=address,undefined or SAN=thread builds the same tree beside it.

PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=
CC = gcc
CLANG ?= clang
CFLAGS ?= -O2 -g
FUZZ_SECONDS ?= 600

PACKAGES = libpcap libconfig jansson nettle libcap-ng libmnl libnetfilter_queue
VERSION := $(shell sed -n 's/^\#\# \([0-9][0-9.a-z-]*\).*/\1/p' CHANGELOG.md | head -n 1)

comma := ,
build := build$(if $(SAN),/$(subst $(comma),-,$(SAN)))
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wmissing-declarations -Wpointer-arith -Wcast-qual -Wsign-compare \
	-Wwrite-strings -Wvla -Wformat=2 $(if $(WERROR),-Werror)
own := -std=gnu17 -D_GNU_SOURCE -Isrc -Iinclude $(WARNINGS) -pthread \
	-DSKYWARDEN_VERSION='"$(VERSION)"' -DSKYWARDEN_SYSCONFDIR='"$(SYSCONFDIR)"' \
	-DSKYWARDEN_DATADIR='"$(PREFIX)/share"' \
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
# asked once, and only where something is compiled
libs = $(eval libs := $$(shell pkg-config --libs $(PACKAGES)) -lm -pthread)$(libs)
libflags = $(eval libflags := $$(shell pkg-config --cflags $(PACKAGES)))$(libflags)
# Missing libraries are named before the compiler runs.
ifneq ($(filter-out clean packages demo check check-long mutants lint,$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell scripts/check-libraries $(firstword $(CC)) $(PACKAGES) || echo missing),)
$(error libraries are missing)
endif
endif
q := $(if $(V),,@)

mains := $(wildcard src/*.c)
sources := $(wildcard src/*/*.c)
objects := $(sources:%.c=$(build)/%.o)
archive := $(build)/libskywarden.a
unit_tests := $(patsubst tests/unit/%.c,$(build)/tests/unit/%,$(wildcard tests/unit/*_test.c))

all: $(build)/skywardend

$(build)/skywardend: $(mains:%.c=$(build)/%.o) $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

$(archive): $(objects)
	@echo "  AR    $@"
	$(q)rm -f $@ && $(AR) rcs $@ $^

$(build)/%.o: %.c
	@echo "  CC    $@"
	@mkdir -p $(@D)
	$(q)$(CC) $(CFLAGS) $(own) $(libflags) -MMD -MP -c -o $@ $<

# Files that contain paths are built again for another PREFIX or SYSCONFDIR.
places := $(PREFIX) $(SYSCONFDIR)
placed := $(shell grep -lrE 'SKYWARDEN_(DATADIR|SYSCONFDIR)|CONFIG_PORTS_FILE' --include=*.c src)
$(placed:%.c=$(build)/%.o): $(build)/places

$(build)/places: always
	@mkdir -p $(@D)
	@echo '$(places)' | cmp -s - $@ || echo '$(places)' >$@

$(build)/tests/unit/%: $(build)/tests/unit/%.o $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ -lcmocka $(libs)

unit: $(unit_tests)
	$(q)for t in $^; do $$t || exit 1; done

# Plain programs with many threads that print their own count.
hammers := $(patsubst tests/hammer/%.c,$(build)/tests/hammer/%,$(wildcard tests/hammer/*.c))

$(build)/tests/hammer/%: $(build)/tests/hammer/%.o $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

hammer: $(hammers)
	$(q)for t in $^; do $$t || exit 1; done

# Fuzzers are built by clang, in a tree of their own.
fuzzers := $(patsubst tests/fuzz/%_fuzz.c,build/fuzz/%_fuzz,$(wildcard tests/fuzz/*_fuzz.c))
fuzz_flags = $(filter-out -W%,$(own)) $(libflags) -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

build/fuzz/src/%.o: src/%.c
	@echo "  CLANG $@"
	@mkdir -p $(@D)
	$(q)$(CLANG) $(fuzz_flags) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

build/fuzz/%_fuzz: tests/fuzz/%_fuzz.c $(sources:%.c=build/fuzz/%.o)
	@echo "  CLANG $@"
	$(q)$(CLANG) $(fuzz_flags) -fsanitize=fuzzer -o $@ $^ $(libs)

fuzz: $(fuzzers)
	$(q)tests/fuzz/run $(FUZZ_SECONDS) $^

$(build)/bench/%: tests/bench/%.c $(archive)
	@echo "  LD    $@"
	@mkdir -p $(@D)
	$(q)$(CC) $(CFLAGS) $(own) $(libflags) -o $@ $< $(archive) $(libs)

bench: all $(addprefix $(build)/bench/,floor make_trace decide)
	$(q)tests/bench/run $(build)

$(build)/tests/netns/%: $(build)/tests/netns/%.o $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

$(build)/tests/bench/%: $(build)/tests/bench/%.o
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

bench-queue: $(addprefix $(build)/tests/,netns/queue_pump netns/flood bench/verdict_only)
	$(q)BUILD=$(abspath $(build)) sh tests/bench/queue

bench-live: all $(build)/bench/make_trace $(addprefix $(build)/tests/bench/,live_traffic verdict_only)
	$(q)tests/bench/live $(build)

# A skipped test reports why; with SKYWARDEN_NO_SKIP=1 a skip is a failure.
netns_programs = $(addprefix $(build)/tests/netns/,queue_pump passive_pump flood)

check-netns: all $(netns_programs)
	$(q)BUILD=$(abspath $(build)) tests/netns/run $(NETNS_TESTS)

# One style after the other; 600 simulated seconds, LOGIN_SPEED of them per real second.
LOGIN_STYLES ?= 2006 2015 2016 stubborn
LOGIN_CLIENTS ?= 100
LOGIN_SPEED ?= 4
check-logins: all
	$(q)for style in $(LOGIN_STYLES); do \
		BUILD=$(abspath $(build)) CLIENTS=$(LOGIN_CLIENTS) SECONDS=600 FLOWS=60000 \
		SPEED=$(LOGIN_SPEED) tests/netns/login-drop $$style || failed=1; \
	done; [ -z "$$failed" ]

check-shape: all
	$(q)cd tests/netns && BUILD=$(abspath $(build)) SECONDS=60 TEST_SECONDS=300 \
		./run shape-rates shape-guarantee

# Tests that show the nft backend, in less than three minutes without KVM. These
# pass there, too: daemon-{identity,degrade,families,who,restart,kill,reload}, queue-*,
# bridge-meter, login-policy-change and shape-{owner,members,reload}, the last two only
# while the machine has little else to do: late timers lower the rates.
vm_tests ?= bridge-vlan-qinq-pppoe doctor-healthy daemon-dscp daemon-reject
check-vm: all $(netns_programs)
	$(q)scripts/install-packages.sh --vm
	$(q)scripts/vm/build $(build)/vm
	$(q)scripts/vm/run $(build)/vm $(vm_tests)

packages:
	$(q)scripts/install-packages.sh

demo:
	$(q)scripts/install-packages.sh --live
	$(q)$(MAKE) --no-print-directory all
	$(q)scripts/demo $(build)/skywardend

# Both list the slowest steps at the end, and what was skipped and why.
check check-long:
	$(q)scripts/install-packages.sh --check
	$(q)tests/check $(if $(filter check-long,$@),--long)

# Real captures are measured where SKYWARDEN_CAPTURES names them.
sheet: all
	$(q)scripts/make-sheet --measure $(build)/skywardend

# Each change of tests/mutants/*.txt alone, in a copy of the tree.
mutants:
	$(q)tests/mutants/run $(MUTANTS)

lint: all
	$(q)scripts/install-packages.sh --lint
	$(q)clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')
	$(q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability -Isrc -Iinclude src
	$(q)mandoc -T lint -W warning docs/man/*
	$(q)tests/rooms
	$(q)tests/words
	$(q)tests/dead-code $(build)
	$(q)tests/map

install: all
	install -D -m 755 build/skywardend $(DESTDIR)$(PREFIX)/sbin/skywardend
	install -d $(DESTDIR)$(PREFIX)/share/skywarden/signatures \
		$(DESTDIR)/var/log/skywarden $(DESTDIR)/var/lib/skywarden \
		$(DESTDIR)$(SYSCONFDIR)/skywarden/conf.d \
		$(DESTDIR)$(SYSCONFDIR)/skywarden/signatures.d
	install -m 644 conf/signatures/*.sig $(DESTDIR)$(PREFIX)/share/skywarden/signatures
	install -d $(DESTDIR)$(PREFIX)/share/skywarden/examples
	install -m 644 conf/examples/*.conf $(DESTDIR)$(PREFIX)/share/skywarden/examples
	test -e $(DESTDIR)$(SYSCONFDIR)/skywarden/skywarden.conf || \
		install -m 644 conf/skywarden.conf $(DESTDIR)$(SYSCONFDIR)/skywarden
	install -D -m 755 scripts/skywarden-bridge $(DESTDIR)$(PREFIX)/sbin/skywarden-bridge
	install -m 755 scripts/skywarden-identity $(DESTDIR)$(PREFIX)/sbin
	install -d $(DESTDIR)$(PREFIX)/share/skywarden/bridge \
		$(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 644 scripts/bridge/*.sh $(DESTDIR)$(PREFIX)/share/skywarden/bridge
	install -m 644 conf/bridge.conf $(DESTDIR)$(PREFIX)/share/skywarden
	install -m 644 conf/systemd/*.service $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed -i -e 's|/usr/sbin/|$(PREFIX)/sbin/|' -e 's|/etc/skywarden/|$(SYSCONFDIR)/skywarden/|' \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/skywarden*.service
	for page in docs/man/*.[58]; do install -D -m 644 $$page \
		$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$$(basename $$page); done

clean:
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)

.PHONY: all always unit hammer check-netns check-logins check-shape check-vm fuzz bench bench-live bench-queue packages demo check check-long mutants sheet lint install clean
.SECONDARY:
