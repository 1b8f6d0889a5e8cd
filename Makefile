# SPDX-License-Identifier: GPL-2.0-or-later
# make             the daemon
# make check       all tests, with sanitizers
# make demo        the main job, with a table at the end
# make bench       speed and memory, against a floor of the same run
# make bench-queue packets/s through a netfilter queue (as root)
# make fuzz        the long fuzz runs (FUZZ_SECONDS each)
# make check-netns a real bridge and real queues, in namespaces (as root)
# make lint        formatting and static analysis
# SAN=address,undefined or SAN=thread builds the same tree beside it.

PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=
CC = gcc
CLANG ?= clang
CFLAGS ?= -O2 -g
FUZZ_SECONDS ?= 600

PACKAGES = libpcap libconfig jansson nettle libmnl libnetfilter_queue
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
netns_tests := tests/netns/passive $(sort $(wildcard tests/netns/queue-*))

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

$(build)/tests/netns/%: $(build)/tests/netns/%.o $(archive)
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

$(build)/tests/bench/verdict_only: $(build)/tests/bench/verdict_only.o
	@echo "  LD    $@"
	$(q)$(CC) $(CFLAGS) $(own) -o $@ $^ $(libs)

bench-queue: $(addprefix $(build)/tests/,netns/queue_pump netns/flood bench/verdict_only)
	$(q)BUILD=$(abspath $(build)) sh tests/bench/queue

# A skip is its own outcome, said by the test; it is a failure with STRICT=1.
check-netns: $(build)/tests/netns/queue_pump $(build)/tests/netns/passive_pump
	$(q)status=0; for t in $(netns_tests); do \
		BUILD=$(abspath $(build)) sh $$t; got=$$?; \
		[ $$got = 0 ] || { [ $$got = 77 ] && [ -z "$(STRICT)" ]; } || status=1; \
	done; exit $$status

-include $(shell find $(build) -name '*.d' 2>/dev/null)

.PHONY: all unit check-netns bench-queue
.SECONDARY:
