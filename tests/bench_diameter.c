/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole view of an S6a ULR and ULA, about 28 AVPs each with their groups,
 * beside a walk of the same octets that checks every length and keeps nothing;
 * then the same with the AVPs of the top level in shuffled order.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "../dissectors/diameter.h"
#include "bench.h"

enum { SHUFFLES = 64, ROUNDS = 15, PASSES = 400, OCTETS = 1200, TOP = 48 };

struct message {
	uint8_t	 o[OCTETS];
	size_t	 len;
	size_t	 at[TOP];	/* where AVPs of the top level start */
	unsigned n;
};

static struct message in[2 * SHUFFLES];
static unsigned used;
static struct sig_msg m;

static void
put(struct message *b, uint64_t v, unsigned octets)
{
	while (octets-- > 0)
		b->o[b->len++] = (uint8_t)(v >> 8 * octets);
}

/* Opens an AVP; vendor 0: none.  Returns where it starts. */
static size_t
avp(struct message *b, uint32_t code, uint32_t vendor, unsigned flags)
{
	size_t at = b->len;

	put(b, code, 4);
	put(b, (uint64_t)(flags | (vendor != 0 ? 0x80u : 0)) << 24, 4);
	if (vendor != 0)
		put(b, vendor, 4);
	return at;
}

static void
avp_end(struct message *b, size_t at)
{
	size_t len = b->len - at;

	b->o[at + 5] = (uint8_t)(len >> 16);
	b->o[at + 6] = (uint8_t)(len >> 8);
	b->o[at + 7] = (uint8_t)len;
	while (b->len % 4 != 0)
		b->o[b->len++] = 0;
}

static void
u32(struct message *b, uint32_t code, uint32_t vendor, uint32_t v)
{
	size_t at = avp(b, code, vendor, 0x40);

	put(b, v, 4);
	avp_end(b, at);
}

static void
octets(struct message *b, uint32_t code, uint32_t vendor, const char *s,
    size_t len)
{
	size_t at = avp(b, code, vendor, 0x40);

	memcpy(b->o + b->len, s, len);
	b->len += len;
	avp_end(b, at);
}

static void
text(struct message *b, uint32_t code, uint32_t vendor, const char *s)
{
	octets(b, code, vendor, s, strlen(s));
}

static void
top(struct message *b)
{
	b->at[b->n++] = b->len;
}

static void
head(struct message *b, bool request)
{
	size_t at;

	b->len = 0;
	b->n = 0;
	put(b, 0x01000000, 4);
	put(b, request ? 0xc000013c : 0x4000013c, 4);
	put(b, DIAMETER_APP_S6A, 4);
	put(b, UINT64_C(0x0000123400005678), 8);
	text(b, 263, 0, "mme01.epc.mnc015.mcc234.3gppnetwork.org;1;17;app_s6a");
	top(b);
	at = avp(b, 260, 0, 0x40);
	u32(b, 266, 0, DIAMETER_VENDOR_3GPP);
	u32(b, 258, 0, DIAMETER_APP_S6A);
	avp_end(b, at);
	top(b);
	u32(b, 277, 0, 1);
	top(b);
	text(b, 264, 0, "mme01.epc.mnc015.mcc234.3gppnetwork.org");
	top(b);
	text(b, 296, 0, "epc.mnc015.mcc234.3gppnetwork.org");
}

static void
features(struct message *b, uint32_t list)
{
	size_t at;

	top(b);
	at = avp(b, 628, DIAMETER_VENDOR_3GPP, 0);
	u32(b, 266, 0, DIAMETER_VENDOR_3GPP);
	u32(b, 629, DIAMETER_VENDOR_3GPP, list);
	u32(b, 630, DIAMETER_VENDOR_3GPP, 0xdc000201);
	avp_end(b, at);
}

static void
ulr(struct message *b)
{
	size_t at;

	head(b, true);
	top(b);
	text(b, 293, 0, "hss01.epc.mnc070.mcc901.3gppnetwork.org");
	top(b);
	text(b, 283, 0, "epc.mnc070.mcc901.3gppnetwork.org");
	top(b);
	text(b, 1, 0, "901700123456789");
	features(b, 1);
	features(b, 2);
	top(b);
	at = avp(b, 1401, DIAMETER_VENDOR_3GPP, 0x40);
	text(b, 1402, DIAMETER_VENDOR_3GPP, "35693803564380");
	text(b, 1403, DIAMETER_VENDOR_3GPP, "19");
	avp_end(b, at);
	top(b);
	u32(b, 1032, DIAMETER_VENDOR_3GPP, 1004);
	top(b);
	u32(b, 1405, DIAMETER_VENDOR_3GPP, 34);
	top(b);
	octets(b, 1407, DIAMETER_VENDOR_3GPP, "\x32\xf4\x51", 3);
	top(b);
	u32(b, 1615, DIAMETER_VENDOR_3GPP, 1);
	top(b);
	text(b, 282, 0, "dra01.ipx.example.org");
}

static void
profile(struct message *b, uint32_t context, const char *apn)
{
	size_t at = avp(b, 1430, DIAMETER_VENDOR_3GPP, 0x40), qos, arp;

	u32(b, 1423, DIAMETER_VENDOR_3GPP, context);
	u32(b, 1456, DIAMETER_VENDOR_3GPP, 2);
	text(b, 493, 0, apn);
	qos = avp(b, 1431, DIAMETER_VENDOR_3GPP, 0x40);
	u32(b, 1028, DIAMETER_VENDOR_3GPP, 9);
	arp = avp(b, 1034, DIAMETER_VENDOR_3GPP, 0);
	u32(b, 1046, DIAMETER_VENDOR_3GPP, 8);
	u32(b, 1047, DIAMETER_VENDOR_3GPP, 1);
	u32(b, 1048, DIAMETER_VENDOR_3GPP, 1);
	avp_end(b, arp);
	avp_end(b, qos);
	avp_end(b, at);
}

static void
ula(struct message *b)
{
	size_t at, sub;

	head(b, false);
	top(b);
	u32(b, 268, 0, 2001);
	top(b);
	u32(b, 1406, DIAMETER_VENDOR_3GPP, 1);
	features(b, 1);
	top(b);
	sub = avp(b, 1400, DIAMETER_VENDOR_3GPP, 0x40);
	u32(b, 1424, DIAMETER_VENDOR_3GPP, 0);
	octets(b, 701, DIAMETER_VENDOR_3GPP, "\x44\x77\x58\x21\x43\xf5", 6);
	u32(b, 1417, DIAMETER_VENDOR_3GPP, 2);
	u32(b, 1426, DIAMETER_VENDOR_3GPP, 32);
	at = avp(b, 1435, DIAMETER_VENDOR_3GPP, 0x40);
	u32(b, 516, DIAMETER_VENDOR_3GPP, 50000000);
	u32(b, 515, DIAMETER_VENDOR_3GPP, 100000000);
	avp_end(b, at);
	at = avp(b, 1429, DIAMETER_VENDOR_3GPP, 0x40);
	u32(b, 1423, DIAMETER_VENDOR_3GPP, 1);
	u32(b, 1428, DIAMETER_VENDOR_3GPP, 0);
	profile(b, 1, "internet");
	profile(b, 2, "ims");
	avp_end(b, at);
	avp_end(b, sub);
}

static void
finish(struct message *b)
{
	b->at[b->n] = b->len;
	b->o[1] = (uint8_t)(b->len >> 16);
	b->o[2] = (uint8_t)(b->len >> 8);
	b->o[3] = (uint8_t)b->len;
}

/* The AVPs of the top level in an order drawn by seed. */
static void
shuffle(struct message *to, const struct message *from, uint32_t seed)
{
	unsigned order[TOP], i, j, swap;
	size_t len;

	*to = *from;
	for (i = 0; i < from->n; i++)
		order[i] = i;
	for (i = from->n - 1; i > 1; i--) {
		seed = seed * 1103515245 + 12345;
		j = 1 + (seed >> 16) % i;	/* Session-Id stays first */
		swap = order[i];
		order[i] = order[j];
		order[j] = swap;
	}
	to->len = from->at[0];
	for (i = 0; i < from->n; i++) {
		len = from->at[order[i] + 1] - from->at[order[i]];
		memcpy(to->o + to->len, from->o + from->at[order[i]], len);
		to->len += len;
	}
}

/* Lengths, padding, and a look into the grouped ones by a bit a code. */
static unsigned
walk(struct cur c, unsigned depth)
{
	uint32_t code, word, vendor;
	unsigned n = 0;
	size_t head_len, len;
	struct cur v, pad;

	while (cur_be32(&c, &code) && cur_be32(&c, &word)) {
		head_len = 8;
		if (word >> 31) {
			head_len = 12;
			if (!cur_be32(&c, &vendor))
				return n;
		}
		len = word & 0xffffff;
		if (len < head_len || !cur_take(&c, len - head_len, &v))
			return n;
		pad = cur_take_most(&c, (4 - (len & 3)) & 3);
		n += cur_left(&pad) > 3 ? 2 : 1;
		switch (code) {
		case 260: case 628: case 1400: case 1401: case 1429:
		case 1430: case 1431: case 1034: case 1435:
			if (depth < SIG_DEPTH_MAX)
				n += walk(v, depth + 1);
		}
	}
	return n;
}

static void
run_walk(void)
{
	unsigned i, n = 0;
	struct cur c;

	for (i = 0; i < used; i++) {
		c = cur_make(in[i].o, in[i].len);
		if (cur_skip(&c, DIAMETER_HEADER_LEN))
			n += walk(c, 0);
	}
	bench_keep(n);
}

static void
run_dissect(void)
{
	unsigned i, n = 0;

	for (i = 0; i < used; i++) {
		m.nlayers = 0;
		sig_reset(&m);
		diameter_dissect(cur_make(in[i].o, in[i].len), &m);
		n += m.nval;
	}
	bench_keep(n);
}

static void
measure(const char *what, unsigned passes)
{
	double ns_walk, ns_view;

	bench_pair(run_walk, run_dissect, used, ROUNDS, passes, &ns_walk,
	    &ns_view);
	printf("diameter %s: walk %.0f ns, view %.0f ns, ratio %.2f\n", what,
	    ns_walk, ns_view, ns_view / ns_walk);
}

int
main(int argc, char **argv)
{
	unsigned i, scale = argc > 1 ? (unsigned)atoi(argv[1]) : PASSES;
	struct cur c;

	ulr(&in[0]);
	finish(&in[0]);
	ula(&in[1]);
	finish(&in[1]);
	for (i = 0; i < 2; i++) {
		c = cur_make(in[i].o + DIAMETER_HEADER_LEN,
		    in[i].len - DIAMETER_HEADER_LEN);
		printf("%s: %zu octets, %u AVPs\n", i == 0 ? "ULR" : "ULA",
		    in[i].len, walk(c, 0));
	}
	for (i = 2; i < 2 * SHUFFLES; i++)
		shuffle(&in[i], &in[i % 2], i);
	used = 2;
	measure("in order", scale * SHUFFLES);
	used = 2 * SHUFFLES;
	measure("shuffled", scale);
	run_dissect();
	if (m.defect != SIG_DEFECT_NONE || m.anomalies != 0) {
		fprintf(stderr, "the made messages are not clean: %s %llx\n",
		    sig_defect_name(m.defect),
		    (unsigned long long)m.anomalies);
		return 1;
	}
	return 0;
}
