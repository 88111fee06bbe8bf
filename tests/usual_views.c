/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Views as numbers, to compare two builds of the dissectors: with the ways for
 * what is usual and without them (CUR_FAST; tests/usual.test).
 *
 * Every message of the captures named as arguments is dissected whole, cut at
 * every length, and with every octet changed, left out and doubled; some more
 * with several octets changed, and some are made here.  A line is printed for
 * each octet, with a hash of all that the views say.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fw/capture.h"
#include "guard.h"
#include "view_hash.h"

enum { OCTETS_MAX = 4096, PAIRS = 400, GROWN_MAX = 300, HEAD = 80 };

static uint64_t hash;
static unsigned long views;
static const uint8_t *guard;	/* OCTETS_MAX octets, then no memory */
static uint32_t dice = 1;

static void
view(enum sig_entry entry, const uint8_t *octets, size_t len, bool cut)
{
	static struct sig_msg m;
	uint8_t *p = (uint8_t *)(uintptr_t)guard + OCTETS_MAX - len;
	bool whole;

	memcpy(p, octets, len);
	/* what an earlier message left must not show */
	memset(&m, ++views % 2 == 0 ? 0xff : 0, sizeof(m));
	memset(&m, 0, offsetof(struct sig_msg, proto));
	m.cut = cut;
	whole = sig_dissect(entry, cur_make(p, len), NULL, &m);
	view_num(&hash, whole);
	view_hash(&hash, &m);
}

static uint32_t
roll(uint32_t n)
{
	dice = dice * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(dice >> 8) * n >> 24);
}

/* A value that lengths, tags and digits care for. */
static uint8_t
value_for(uint8_t old, unsigned i)
{
	static const uint8_t fixed[] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x06,
		0x0f, 0x30, 0x62, 0x7f, 0x80, 0x81, 0x82, 0x9f, 0xa1, 0xbf,
		0xf0, 0xff };

	if (i < 8)
		return (uint8_t)(old ^ 1u << i);
	if (i < 8 + sizeof(fixed))
		return fixed[i - 8];
	return (uint8_t)(i % 2 == 0 ? old + 1 : old - 1);
}

enum { VALUES = 8 + 18 + 2 };

static void
line(const char *what, unsigned long message, size_t at)
{
	printf("%s %lu %zu %016" PRIx64 "\n", what, message, at, hash);
	hash = UINT64_C(0xcbf29ce484222325);
}

/* Octet i changed, left out, doubled; the message cut before it. */
static void
octet_change(enum sig_entry e, const uint8_t *octets, size_t len, size_t i)
{
	static uint8_t b[OCTETS_MAX + 1];
	unsigned k;

	memcpy(b, octets, len);
	for (k = 0; k < VALUES; k++) {
		b[i] = value_for(octets[i], k);
		view(e, b, len, false);
	}
	memcpy(b + i, octets + i + 1, len - i - 1);
	view(e, b, len - 1, false);
	memcpy(b + i + 1, octets + i, len - i);
	b[i] = octets[i];
	if (len < OCTETS_MAX)
		view(e, b, len + 1, false);
	view(e, octets, i, false);
	view(e, octets, i, true);
}

static void
message_change(const char *what, unsigned long number, enum sig_entry e,
    const uint8_t *octets, size_t len)
{
	static uint8_t b[OCTETS_MAX];
	size_t i, at;

	view(e, octets, len, false);
	view(e, octets, len, true);
	line(what, number, len);
	for (i = 0; i < len; i++) {
		octet_change(e, octets, len, i);
		line(what, number, i);
	}
	for (i = 0; i < PAIRS && len > 0; i++) {
		memcpy(b, octets, len);
		do {
			at = roll((uint32_t)len);
			b[at] = value_for(b[at], roll(VALUES));
		} while (roll(3) > 0);
		view(e, b, len, false);
	}
	line(what, number, len);
}

static enum sig_entry
entry_of(const struct sig_msg *m)
{
	static const enum sig_entry entries[SIG_LAYER_COUNT] = {
		[SIG_LAYER_M3UA] = SIG_ENTRY_M3UA,
		[SIG_LAYER_M2UA] = SIG_ENTRY_M2UA,
		[SIG_LAYER_M2PA] = SIG_ENTRY_M2PA,
		[SIG_LAYER_SUA] = SIG_ENTRY_SUA,
		[SIG_LAYER_MTP2] = SIG_ENTRY_MTP2,
		[SIG_LAYER_MTP3] = SIG_ENTRY_MTP3,
		[SIG_LAYER_SCCP] = SIG_ENTRY_SCCP,
		[SIG_LAYER_TCAP] = SIG_ENTRY_TCAP,
		[SIG_LAYER_DIAMETER] = SIG_ENTRY_DIAMETER,
	};

	return entries[m->layer[m->base_layers]];
}

static void
message(void *arg, const struct sig_msg *m)
{
	unsigned long *number = arg;
	size_t len = cur_left(&m->octets);

	++*number;
	if (m->nlayers > m->base_layers && len > 0 && len <= OCTETS_MAX)
		message_change("message", *number, entry_of(m), m->octets.p,
		    len);
}

static bool
capture_change(const char *path, struct wire *w, unsigned long *number)
{
	char error[CAPTURE_ERROR_MAX];
	struct capture *c = capture_open(path, error);
	struct wire_frame f;

	if (c == NULL) {
		fprintf(stderr, "%s: %s\n", path, error);
		return false;
	}
	while (capture_next(c, &f, error) == 1)
		wire_frame(w, &f, message, number);
	capture_close(c);
	return true;
}

/* Octets that grow towards their front. */
struct back {
	uint8_t		 b[OCTETS_MAX];
	size_t		 at, end;	/* of the element to wrap */
	int		 longer;	/* the next but so many has a length
					 * of two octets at least */
};

static void
before(struct back *k, const char *octets, size_t n)
{
	k->at -= n;
	memcpy(k->b + k->at, octets, n);
}

/* A tag and a length. */
static void
wrap(struct back *k, uint8_t tag)
{
	size_t len = k->end - k->at;

	k->b[--k->at] = (uint8_t)len;
	if (len >= 256) {
		k->b[--k->at] = (uint8_t)(len >> 8);
		k->b[--k->at] = 0x82;
	} else if (len >= 128 || k->longer == 0) {
		k->b[--k->at] = 0x81;
	}
	k->b[--k->at] = tag;
	k->longer--;
}

static void
begin_view(struct back *k)
{
	view(SIG_ENTRY_TCAP, k->b + k->at, OCTETS_MAX - k->at, false);
}

/* A Begin around an argument. */
static void
begin_wrap(struct back *k, char op)
{
	before(k, &op, 1);
	before(k, "\x02\x01\x01\x02\x01", 5);
	wrap(k, 0xa1);
	wrap(k, 0x6c);
	before(k, "\x48\x04\x00\x00\x00\x01\x6b\x1e\x28\x1c\x06\x07\x00"
	    "\x11\x86\x05\x01\x01\x01\xa0\x11\x60\x0f\x80\x02\x07\x80\xa1"
	    "\x09\x06\x07\x04\x00\x00\x01\x00\x01\x03", 38);
	wrap(k, 0x62);
}

/* An updateLocation with n octets that no table names. */
static void
begin_make(struct back *k, size_t n, int longer)
{
	k->end = OCTETS_MAX;
	k->at = k->end - n;
	memset(k->b + k->at, 'x', n);
	k->longer = longer;
	wrap(k, 0x9e);
	before(k, "\x04\x08\x00\x01\x01\x21\x43\x65\x87\xf9", 10);
	wrap(k, 0x30);
	begin_wrap(k, 2);
}

/* Usual openings of a dialogue whose argument grows octet by octet, over all
 * the places where a length takes another form, or takes one too early. */
static void
grown(void)
{
	static struct back k;
	size_t n, i;
	int longer;

	for (n = 0; n < GROWN_MAX; n++) {
		for (longer = 0; longer < 5; longer++) {
			begin_make(&k, n, longer);
			begin_view(&k);
		}
		begin_make(&k, n, -1);
		begin_view(&k);
		for (i = 0; i < HEAD && k.at + i < OCTETS_MAX; i++)
			octet_change(SIG_ENTRY_TCAP, k.b + k.at,
			    OCTETS_MAX - k.at, i);
		line("grown", n, 0);
	}
}

/* Before an IMSI and an MSISDN, so many numbers to forward to that the list of
 * values is nearly full, full, or more than that. */
static void
crowded(void)
{
	static struct back k;
	size_t n, i;

	for (n = SIG_VALUES_MAX - 3; n < SIG_VALUES_MAX + 3; n++) {
		k.at = OCTETS_MAX;
		k.longer = -1;
		before(&k, "\x80\x04\x00\x01\x01\x21"
		    "\x81\x04\x91\x88\x12\x50", 12);
		k.end = k.at;
		for (i = 0; i < n; i++)
			before(&k, "\x30\x06\x85\x04\x91\x88\x12\x50", 8);
		wrap(&k, 0x30);
		wrap(&k, 0xa0);
		wrap(&k, 0xa7);
		k.end = OCTETS_MAX;
		wrap(&k, 0x30);
		begin_wrap(&k, 7);
		begin_view(&k);
		line("crowded", n, 0);
	}
}

/* Unitdata messages with addresses of all lengths: the pointers have only one
 * octet. */
static void
addressed(void)
{
	static uint8_t b[OCTETS_MAX];
	size_t called, calling, n;

	for (called = 0; called < 256; called++) {
		for (calling = 0; calling < 256; calling++) {
			memset(b, 0x11, sizeof(b));
			n = 0;
			b[n++] = 0x09;
			b[n++] = calling % 4 == 0 ? 0x80 : 0;
			b[n++] = 3;
			b[n++] = (uint8_t)(3 + called);
			b[n++] = (uint8_t)(3 + called + calling);
			b[n++] = (uint8_t)called;
			b[n] = 0x12;
			b[n + 4] = called % 2 == 0 ? 0x12 : 0x11;
			n += called;
			b[n++] = (uint8_t)calling;
			b[n] = 0x12;
			n += calling;
			memcpy(b + n, "\x07\x62\x05\x48\x03\x01\x02\x03", 8);
			view(SIG_ENTRY_SCCP, b, n + 8, false);
			view(SIG_ENTRY_SCCP, b, n + 7, false);
		}
		line("addressed", called, 0);
	}
}

int
main(int argc, char *argv[])
{
	static const uint8_t nothing[OCTETS_MAX];
	struct wire_conf conf = wire_conf_default;
	void *mem = aligned_alloc(64, (wire_size(&conf) + 63) / 64 * 64);
	unsigned long number = 0;
	bool fine = mem != NULL;
	struct wire *w;
	int i;

	guard = guard_put(nothing, OCTETS_MAX);
	if (!fine || mprotect((void *)(uintptr_t)guard, OCTETS_MAX,
	    PROT_READ | PROT_WRITE) != 0)
		return 1;
	line("start", 0, 0);
	grown();
	crowded();
	addressed();
	w = wire_init(mem, &conf);
	for (i = 1; i < argc; i++)
		fine = capture_change(argv[i], w, &number) && fine;
	free(mem);
	guard_free(guard, OCTETS_MAX);
	fprintf(stderr, "%lu messages, %lu views\n", number, views);
	return fine && number > 0 ? 0 : 1;
}
