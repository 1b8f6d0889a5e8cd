# SPDX-License-Identifier: GPL-2.0-or-later
# make             the daemon
# make check       all tests, with sanitizers
# make demo        the main job, with a table at the end
# make bench       speed and memory, against a floor of the same run
# make fuzz        the long fuzz runs (FUZZ_SECONDS each)
# make check-netns the bridge and the doctor, in namespaces of their own (root)
# make check-vm    the same on Debian's stock kernel, under qemu (VM_ACCEL=tcg)
# make lint        formatting and static analysis
# SAN=address,undefined or SAN=thread builds the same tree beside it.

PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=
CC = gcc
CLANG ?= clang
CFLAGS ?= -O2 -g
FUZZ_SECONDS ?= 600

PACKAGES = libpcap libconfig jansson nettle
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
libs = $(shell pkg-config --libs $(PACKAGES)) -lm -pthread
libflags = $(shell pkg-config --cflags $(PACKAGES))
q := $(if $(V),,@)

mains := src/skywardend.c
sources := $(filter-out $(mains),$(wildcard src/*/*.c))
objects := $(sources:%.c=$(build)/%.o)
archive := $(build)/libskywarden.a
unit_tests := $(patsubst tests/unit/%.c,$(build)/tests/unit/%,$(wildcard tests/unit/*_test.c))

all: $(build)/skywardend

$(build)/skywardend: $(build)/src/skywardend.o $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

$(archive): $(objects)
	@echo "  AR    $@"
	$(q)rm -f $@ && $(AR) rcs $@ $^

$(build)/%.o: %.c
	@echo "  CC    $@"
	@mkdir -p $(@D)
	$(q)$(CC) $(CFLAGS) $(own) $(libflags) -MMD -MP -c -o $@ $<

$(build)/tests/unit/%: $(build)/tests/unit/%.o $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ -lcmocka $(libs)

unit: $(unit_tests)
	$(q)for t in $^; do $$t || exit 1; done

check-netns:
	$(q)tests/netns/run

# What shows the nft backend, in less than five minutes without KVM.
vm_tests ?= bridge-up-down bridge-vlan-qinq-pppoe doctor-healthy
check-vm:
	$(q)scripts/vm/build $(build)/vm
	$(q)scripts/vm/run $(build)/vm $(vm_tests)

-include $(shell find $(build) -name '*.d' 2>/dev/null)

.PHONY: all unit check-netns check-vm
.SECONDARY:
