# Breakwater: a roaming signalling firewall.
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   make          the programs: build/breakwater and the edges it starts
#   make demo     installs what is missing, builds, reads a shipped story
#   make lab      two minutes inline, between real Diameter peers on loopback
#   make check    installs what is missing, builds, passes every test
#   make bench    speed, beside floors measured in the same run
#   make bench-inline  the same of relaying between peers
#   make bench-ss7  the same of SS7, beside osmo-stp
#   make fuzz     fuzz targets, FUZZ_SECONDS each (60)
#   make fence    include directions between the folders
#   make install  to $(DESTDIR)$(PREFIX)

VERSION	= 0.1.0
PREFIX	= /usr/local
B	= build
CC	= gcc
FUZZ_CC	= clang
FUZZ_SECONDS = 60
JOBS	= $(shell nproc)

WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -Wpointer-arith -Wcast-qual -Wvla $(WERROR)
WARN_DISSECTORS = -Wconversion -Wsign-conversion
OPT	= -O2 -g -fno-tree-slp-vectorize
# gcc sees the whole program when it links, which is worth a tenth; unit tests
# are linked without, which is quicker.
LTO	= $(if $(SAN),,$(if $(findstring gcc,$(CC)),-flto=auto -ffat-lto-objects))
NO_LTO	= $(if $(LTO),-fno-lto)
AR	= $(if $(LTO),gcc-ar,ar)
CFLAGS	= $(OPT) $(LTO) -fno-strict-aliasing -fstack-protector-strong
CPPFLAGS = -D_FORTIFY_SOURCE=2
ALL_CFLAGS = -std=c11 -D_DEFAULT_SOURCE $(DEFINES) $(CPPFLAGS) $(CFLAGS) $(WARN) $(SAN) -MMD -MP
LIBS	= -Wl,--as-needed -lpcap -lz -lm -levent_core -levent_extra \
	  -levent_openssl -lssl -lcrypto -lsctp -lseccomp
FD_LIBS	= -lfdcore -lfdproto -lpthread -lseccomp
SS7_LIBS = -losmo-sigtran -losmonetif -losmovty -losmogsm -losmocore -ltalloc
CHECK_LIBS = -lcheck -lsubunit -lrt -lpthread -lm

DISSECTORS = $(patsubst %.c,$(B)/%.o,$(wildcard dissectors/*.c))
# The parser is made by bison and is not kept in git.
PARSER	= $(B)/rules/parse.c
RULES	= $(patsubst %.c,$(B)/%.o,$(wildcard rules/*.c rules/state/*.c)) \
	  $(PARSER:.c=.o)
FW_MAIN	= $(B)/fw/main.o
FW	= $(filter-out $(FW_MAIN),$(patsubst %.c,$(B)/%.o,$(wildcard fw/*.c fw/run/*.c)))
FD	= $(patsubst %.c,$(B)/%.o,$(wildcard fw/fd/*.c))
SS7	= $(patsubst %.c,$(B)/%.o,$(wildcard fw/ss7/*.c))
SIM_MAIN = $(B)/sim/mkcap.o
SIM	= $(filter-out $(SIM_MAIN),$(patsubst %.c,$(B)/%.o,$(wildcard sim/*.c sim/lab/*.c)))
TESTS	= $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test_*.c))
BENCHES	= $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/bench_*.c))
LOAD	= $(patsubst %.c,$(B)/%.o,$(wildcard tests/load/*.c))
FUZZERS	= $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/fuzz_*.c))

BUILD_PACKAGES = bison gcc libc6-dev libevent-dev libfreediameter-dev \
	  libosmo-netif-dev libosmo-sigtran-dev libosmocore-dev libpcap-dev \
	  libsctp-dev libseccomp-dev libssl-dev zlib1g-dev
LAB_PACKAGES = erlang-base erlang-diameter freediameterd \
	  freediameter-extensions openssl python3
TEST_PACKAGES = check libsubunit-dev pkg-config tshark mandoc \
	  clang llvm libclang-rt-14-dev user-mode-linux kmod iproute2 \
	  osmo-stp systemd $(LAB_PACKAGES)

all: $(B)/breakwater $(B)/breakwater-freediameter $(B)/breakwater-sigtran

$(B)/breakwater: $(FW_MAIN) $(B)/libsim.a $(B)/libfw.a $(B)/librules.a \
	    $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

# The edge that is freeDiameter, a program of its own.
$(B)/breakwater-freediameter: $(FD) $(B)/libfw.a $(B)/librules.a \
	    $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS) $(FD_LIBS)

# The edge that is libosmo-sigtran.
$(B)/breakwater-sigtran: $(SS7) $(B)/libfw.a $(B)/librules.a \
	    $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS) $(SS7_LIBS)

$(B)/mkcap: $(SIM_MAIN) $(B)/libsim.a $(B)/libfw.a $(B)/librules.a \
	    $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/libdissectors.a: $(DISSECTORS)
$(B)/librules.a: $(RULES)
$(B)/libfw.a: $(FW)
$(B)/libsim.a: $(SIM)
$(B)/lib%.a:
	rm -f $@ && $(AR) rcs $@ $^

$(B)/dissectors/%.o: dissectors/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(WARN_DISSECTORS) -c -o $@ $<

$(B)/rules/%.o: rules/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(WARN_DISSECTORS) -c -o $@ $<

$(PARSER): rules/parse.y
	@mkdir -p $(@D)
	bison -Wall -Werror -o $@ --header=$(B)/rules/parse.h $<
# What bison writes converts between int and its small types.
$(B)/rules/parse.o: $(PARSER)
	$(CC) $(ALL_CFLAGS) -Irules -c -o $@ $<
$(B)/rules/lex.o: DEFINES = -I$(B)/rules
$(B)/rules/lex.o: $(PARSER)

$(B)/fw/main.o: DEFINES = -DBREAKWATER_VERSION='"$(VERSION)"'
# The library's lists are macros of GNU C, and cast.
$(SS7): DEFINES = -std=gnu11
$(SS7): WARN += -Wno-cast-qual
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(B)/tests/test_%: $(B)/tests/test_%.o $(B)/tests/mark.o $(B)/libsim.a \
	    $(B)/libfw.a $(B)/librules.a $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(NO_LTO) $(SAN) $(LDFLAGS) -Wl,--wrap=_mark_point \
	    -o $@ $^ $(LIBS) $(CHECK_LIBS)

$(B)/tests/bench_%: $(B)/tests/bench_%.o $(B)/libsim.a $(B)/libfw.a \
	    $(B)/librules.a $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

# What stands opposite when the inline paths are measured.
$(B)/tests/load_diameter: $(LOAD) $(B)/libsim.a \
	    $(B)/libdissectors.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

# Fuzz targets hold the whole of what they test, with its instruments.
FUZZ_FLAGS = -std=c11 -D_DEFAULT_SOURCE -O1 -g -fno-omit-frame-pointer \
	  -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
FUZZ_SOURCES = $(wildcard dissectors/*.[ch] dissectors/*.def) fw/capture.c \
	  fw/pcapng.c
$(B)/tests/fuzz_%: tests/fuzz_%.c $(FUZZ_SOURCES)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) -o $@ $(filter %.c,$^) $(LIBS)

$(B)/tests/fuzz_base: fw/run/base.c fw/run/base_write.c

RULE_SOURCES = $(wildcard rules/*.[ch] rules/state/*.[ch]) $(PARSER) \
	  $(wildcard dissectors/*.[ch] dissectors/*.def)
$(B)/tests/fuzz_conf: tests/fuzz_conf.c $(RULE_SOURCES)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) -Irules -I$(B)/rules -o $@ $(filter %.c,$^) -lm

# Seeds are what captures hand to each dissector; no whole-program gcc here,
# which would not let the linker put itself between.
$(B)/tests/seeds: tests/seeds.c $(FUZZ_SOURCES)
	@mkdir -p $(@D)
	$(FUZZ_CC) -std=c11 -D_DEFAULT_SOURCE -O1 \
	    -Wl,--wrap=m3ua_dissect,--wrap=sccp_dissect \
	    -Wl,--wrap=tcap_dissect,--wrap=diameter_dissect -o $@ \
	    $(filter %.c,$^) $(LIBS)

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)

# ---- what a new machine needs ----

deps-build:
	@tests/install.sh $(BUILD_PACKAGES)
deps-test: deps-build
	@tests/install.sh $(TEST_PACKAGES)

demo: deps-build
	@$(MAKE) --no-print-directory all $(B)/mkcap
	$(B)/mkcap demo $(B)/demo.pcap
	$(B)/breakwater dissect -t $(B)/demo.pcap
	$(B)/breakwater check rules/breakwater.conf
	$(B)/breakwater replay -c rules/breakwater.conf \
	    -o $(B)/demo.jsonl -r $(B)/demo.html $(B)/demo.pcap
	$(B)/breakwater sim -r $(B)/storm.html sim/scenarios/steering-in-storm.sim
	@echo "The reports are $(B)/demo.html and $(B)/storm.html," \
	    "the events are $(B)/demo.jsonl."
	@echo "Why was frame 78 judged so?  $(B)/breakwater explain" \
	    "-c rules/breakwater.conf $(B)/demo.pcap 78"

lab: deps-build
	@tests/install.sh $(LAB_PACKAGES)
	@$(MAKE) --no-print-directory all
	@B=$(B) sh data/lab/lab.sh

# ---- tests ----

check: deps-test
	@$(MAKE) --no-print-directory -j$(JOBS) test-programs
	@$(MAKE) --no-print-directory check-only

test-programs: all $(B)/mkcap $(TESTS) $(B)/tests/load_diameter
check-only: test-programs
	@B=$(B) tests/run.sh $(TESTS)

# Everything again with sanitizers, and with the other compiler.
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	  -fno-omit-frame-pointer
check-sanitize:
	$(MAKE) --no-print-directory B=$(B)/sanitize SAN="$(SANITIZE)" \
	    OPT="-O1 -g" CPPFLAGS= WERROR=-Werror check-only
check-werror: check-gcc check-clang
check-gcc:
	$(MAKE) --no-print-directory B=$(B)/gcc CC=gcc LTO= WERROR=-Werror \
	    objects
# Warnings of clang do not depend on its optimiser.
check-clang:
	$(MAKE) --no-print-directory B=$(B)/clang CC=clang OPT=-O0 CPPFLAGS= \
	    WERROR=-Werror objects
objects: all $(B)/mkcap $(TESTS:=.o) $(BENCHES) $(B)/tests/load_diameter

fence:
	@tests/fence.sh

fuzzers: $(FUZZERS) $(B)/tests/seeds
# A short run that is the same each time.
check-fuzz: fuzzers $(B)/mkcap
	@B=$(B) tests/fuzz.sh short $(FUZZERS)
fuzz: deps-test
	@$(MAKE) --no-print-directory fuzzers $(B)/mkcap
	@B=$(B) tests/fuzz.sh $(FUZZ_SECONDS) $(FUZZERS)

bench: deps-build
	@$(MAKE) --no-print-directory $(B)/breakwater $(B)/mkcap $(BENCHES)
	@B=$(B) tests/bench.sh $(BENCHES)

# The inline path beside other relays; freeDiameter's where it is installed.
bench-inline: deps-build
	@$(MAKE) --no-print-directory all $(B)/tests/load_diameter
	@B=$(B) tests/bench_inline.sh

# SS7 inline beside osmo-stp.
bench-ss7: deps-build
	@tests/install.sh osmo-stp python3
	@$(MAKE) --no-print-directory all $(B)/tests/load_diameter
	@B=$(B) tests/bench_ss7.sh

# ---- installation ----

install: all
	install -d $(DESTDIR)$(PREFIX)/sbin \
	    $(DESTDIR)$(PREFIX)/libexec/breakwater \
	    $(DESTDIR)$(PREFIX)/share/man/man8 \
	    $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/breakwater \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system \
	    $(DESTDIR)$(PREFIX)/lib/sysusers.d
	install -m 755 $(B)/breakwater $(DESTDIR)$(PREFIX)/sbin/
	install -m 755 $(B)/breakwater-freediameter $(B)/breakwater-sigtran \
	    $(DESTDIR)$(PREFIX)/libexec/breakwater/
	sed 's,/usr/local,$(PREFIX),' data/breakwater.service \
	    >$(DESTDIR)$(PREFIX)/lib/systemd/system/breakwater.service
	install -m 644 data/breakwater.sysusers \
	    $(DESTDIR)$(PREFIX)/lib/sysusers.d/breakwater.conf
	install -m 644 fw/breakwater.8 fw/fd/breakwater-freediameter.8 \
	    $(DESTDIR)$(PREFIX)/share/man/man8/
	install -m 644 rules/breakwater.conf.5 sim/lab/breakwater.sim.5 \
	    $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 rules/*.conf rules/*.cs7 rules/*.csv rules/critical.list \
	    sim/scenarios/*.sim $(DESTDIR)$(PREFIX)/share/breakwater/

clean:
	rm -rf $(B)

.SECONDARY:
.PHONY: all demo lab check check-only check-sanitize check-werror check-gcc \
	check-clang check-fuzz \
	test-programs objects fence fuzz fuzzers bench bench-inline bench-ss7 \
	install clean deps-build deps-test
