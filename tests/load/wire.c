/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter messages of the load: made once, found and looked into quickly.
 *
 * RFC 6733 3, 4.1, 5.3; 3GPP TS 29.272 7.2.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../sim/build.h"
#include "load.h"

enum {
	ULR_OCTETS = 584,
	ULA_OCTETS = 940,
	AVP_CLASS = 25,
	AVP_RESULT = 268,
	AVP_EXPERIMENTAL = 297,
};

static const char ulr_pattern[] =
    "1:imsi 628{266=10415 629=1 630=134217735} 1401{1402:imei 1403:software} "
    "1032=1004 1405=34 1615=1 1407:plmn 1612{1423=1 493\"internet\"}";
static const char ula_pattern[] =
    "1406=1 1400{1424=0 701:msisdn 1417=2 1435{516=50000000 515=100000000} "
    "1429{1423=1 1428=0 1430{1423=1 1456=0 493\"internet\" "
    "1431{1028=9 1034{1046=8 1047=1 1048=1}}}}}";
static const char air_pattern[] =
    "1:imsi 1408{1410=1 1412=0} 1407:plmn";
static const char capabilities_pattern[] =
    "257:peerip 266=10415 269\"load\" 278=1 265=10415 "
    "260{266=10415 258=16777251} 299=0";

uint32_t
get24(const uint8_t *p)
{
	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | get24(p + 1);
}

void
put32(uint8_t *p, uint32_t v)
{
	v = __builtin_bswap32(v);
	memcpy(p, &v, sizeof(v));
}

uint8_t *
octets_room(struct octets *o, size_t n)
{
	if (o->from == o->to)
		o->from = o->to = 0;
	if (o->size - o->to >= n)
		return o->p + o->to;
	if (o->from > 0) {
		memmove(o->p, o->p + o->from, o->to - o->from);
		o->to -= o->from;
		o->from = 0;
	}
	while (o->size - o->to < n) {
		o->size = o->size == 0 ? 2 * LOAD_READ : 2 * o->size;
		o->p = realloc(o->p, o->size);
		if (o->p == NULL)
			exit(1);
	}
	return o->p + o->to;
}

void
octets_put(struct octets *o, const void *p, size_t n)
{
	memcpy(octets_room(o, n), p, n);
	o->to += n;
}

void
octets_take(struct octets *o, size_t n)
{
	o->from += n;
}

uint8_t *
message_next(struct octets *o, size_t *len)
{
	uint8_t *p = o->p + o->from;

	if (octets_left(o) < HEAD)
		return NULL;
	*len = get24(p + 1);
	if (p[0] != 1 || *len < HEAD || *len > LOAD_MESSAGE) {
		fprintf(stderr, "load: octets that are no message\n");
		exit(1);
	}
	if (octets_left(o) < *len)
		return NULL;
	octets_take(o, *len);
	return p;
}

size_t
message_avp(const uint8_t *p, size_t len, uint32_t code, const uint8_t **avp)
{
	size_t at, n;

	for (at = HEAD; at + 8 <= len; at += (n + 3) & ~(size_t)3) {
		n = get24(p + at + 5);
		if (n < 8 || n > len - at)
			return 0;
		if (get32(p + at) == code) {
			*avp = p + at;
			return n;
		}
	}
	return 0;
}

unsigned
message_result(const uint8_t *p, size_t len)
{
	const uint8_t *avp;
	size_t n;

	if (message_avp(p, len, AVP_RESULT, &avp) == 12)
		return get32(avp + 8);
	/* The code stands behind the vendor's, or before it. */
	n = message_avp(p, len, AVP_EXPERIMENTAL, &avp);
	if (n != 32)
		return 0;
	return get32(avp + 8) == 298 ? get32(avp + 16) : get32(avp + 28);
}

static size_t
done(const struct wbuf *w)
{
	if (!wbuf_ok(w))
		abort();
	return w->len;
}

/* One AVP of octets up to the wanted length. */
static void
fill(struct wbuf *w, size_t want)
{
	size_t len;

	if (w->len + 8 < want) {
		len = want - w->len;
		wbuf_be32(w, AVP_CLASS);
		wbuf_be32(w, (uint32_t)(0x40000000 | len));
		wbuf_fill(w, 'c', len - 8);
	}
	wbuf_pad(w, 0, 4);
	wbuf_patch(w, 1, 3, w->len);
}

static struct build_ids
ids_of(const struct identity *who)
{
	struct build_ids ids = build_ids_default;

	ids.v[BUILD_ID_ORIGIN_HOST] = who->host;
	ids.v[BUILD_ID_ORIGIN_REALM] = who->realm;
	return ids;
}

size_t
wire_capabilities(uint8_t *p, bool answer, const struct identity *who)
{
	struct wbuf w = wbuf_make(p, LOAD_MESSAGE);
	struct diameter_head h = { answer ? 0 : FLAG_REQUEST, CODE_CER, 0, 1,
	    1 };
	struct build_ids ids = ids_of(who);
	size_t at = diameter_open(&w, &h);

	ids.v[BUILD_ID_PEER_IP] = "7f000001";
	if (answer)
		avp_pattern(&w, "268=2001", &ids);
	avp_pattern(&w, "264:ohost 296:orealm", &ids);
	avp_pattern(&w, capabilities_pattern, &ids);
	diameter_close(&w, at);
	return done(&w);
}

size_t
wire_peer_answer(uint8_t *p, uint32_t code, const struct identity *who)
{
	struct wbuf w = wbuf_make(p, LOAD_MESSAGE);
	struct diameter_head h = { 0, code, 0, 0, 0 };
	struct build_ids ids = ids_of(who);
	size_t at = diameter_open(&w, &h);

	avp_pattern(&w, "268=2001 264:ohost 296:orealm", &ids);
	diameter_close(&w, at);
	return done(&w);
}

size_t
wire_request(uint8_t *p, uint32_t code, const struct identity *who,
    const char *imsi, const char *session)
{
	struct diameter_form form = *diameter_form_find(code);
	struct wbuf w = wbuf_make(p, LOAD_MESSAGE);
	struct diameter_head h = { 0xc0, code, form.app, 0, 0 };
	struct build_ids ids = ids_of(who);

	ids.v[BUILD_ID_IMSI] = imsi;
	ids.v[BUILD_ID_SESSION] = session;
	form.request = code == CODE_ULR ? ulr_pattern : air_pattern;
	diameter_request(&w, &form, &h, &ids, NULL);
	fill(&w, code == CODE_ULR ? ULR_OCTETS : 0);
	return done(&w);
}

size_t
wire_answer(uint8_t *p, uint32_t code, const struct identity *who)
{
	struct diameter_form form = *diameter_form_find(code);
	struct wbuf w = wbuf_make(p, LOAD_MESSAGE);
	struct diameter_head h = { 0x40, code, form.app, 0, 0 };
	struct build_ids ids = ids_of(who);

	if (code == CODE_ULR)
		form.answer = ula_pattern;
	diameter_answer(&w, &form, &h, &ids, "268=2001", true);
	fill(&w, code == CODE_ULR ? ULA_OCTETS : 0);
	return done(&w);
}
