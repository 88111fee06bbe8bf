/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of Diameter in the engine share: a world of links, requests
 * and answers.
 */
#ifndef TESTS_ENGINE_HELP_H
#define TESTS_ENGINE_HELP_H

#include "engine_world.h"

#define REALM_HOME	"epc.mnc001.mcc001.3gppnetwork.org"
#define REALM_ALPHA	"epc.mnc070.mcc999.3gppnetwork.org"
#define REALM_BETA	"epc.mnc123.mcc999.3gppnetwork.org"
#define US		"fw1." REALM_HOME
#define HSS1		"hss1." REALM_HOME
#define HSS2		"hss2." REALM_HOME
#define MME_ALPHA	"mme1." REALM_ALPHA
#define MME_BETA	"mme1." REALM_BETA

enum { ULR = 316, CLR = 317, AIR = 318, FLAGS = 0xc0, RETRANSMITTED = 0x10 };

enum { L_HSS1, L_HSS2, L_ALPHA, L_ALPHA2, L_IPX, L_PROBE, L_COUNT };

#define WORLD_NETS							\
    "diameter { host " US " realm " REALM_HOME				\
    " requests 100  answer 10s }\n"					\
    "home { plmn 001-01 realm " REALM_HOME " link { \"hss1\" \"hss2\" } }\n" \
    "link \"hss1\" { ip 192.0.2.1 }\nlink \"hss2\" { ip 192.0.2.2 }\n"	\
    "link \"alpha\" { ip 198.51.100.1 }\n"				\
    "link \"alpha2\" { ip 198.51.100.2 }\n"				\
    "link \"ipx\" { ip 198.51.100.3 }\nlink \"probe\" { ip 192.0.2.9 }\n" \
    "partner \"alpha\" { plmn 999-70 realm " REALM_ALPHA		\
    " link { \"alpha\" \"alpha2\" } }\n"				\
    "partner \"beta\" { plmn 999-123 realm " REALM_BETA " }\n"		\
    "partner \"ipx\" { realm ipx.example.org link \"ipx\" "		\
    "carries { \"alpha\" \"beta\" } }\n"

#define WORLD_RULES							\
    "memory { subscribers 1000 transactions 5000 sources 100 }\n"	\
    "screen in {\n"							\
    "drop imsi " IMSI_DROP " label dropped\n"				\
    "reject (not-allowed) imsi " IMSI_REJECT "\n"			\
    "reject (silence) imsi " IMSI_SILENT "\n"				\
    "sink imsi " IMSI_SINK "\n"						\
    "sink to \"probe\" imsi " IMSI_SINK_TO "\n"			\
    "steer to \"hss2\" imsi " IMSI_STEER "\n"				\
    "steer away (4 in 10m) imsi " IMSI_AWAY "\n"			\
    "pass\n}\n"								\
    "screen out { drop result 5012\npass }\n"

#define WORLD		WORLD_NETS WORLD_RULES

static struct peer hss1 = { .link = L_HSS1, .host = HSS1,
    .realm = REALM_HOME };
static struct peer hss2 = { .link = L_HSS2, .host = HSS2,
    .realm = REALM_HOME };
static struct peer alpha = { .link = L_ALPHA,
    .host = "dra1." REALM_ALPHA, .realm = REALM_ALPHA };
static struct peer alpha2 = { .link = L_ALPHA2,
    .host = "dra2." REALM_ALPHA, .realm = REALM_ALPHA };
static struct peer ipx = { .link = L_IPX, .host = "dra1.ipx.example.org",
    .realm = "ipx.example.org" };
static struct peer probe = { .link = L_PROBE, .host = "probe.example.org",
    .realm = "example.org" };
static struct peer *const everyone[L_COUNT] = { &hss1, &hss2, &alpha, &alpha2,
    &ipx, &probe };

static inline void
peer_up(struct peer *p)
{
	struct way_end end = { .link = p->link, .host = p->host,
	    .realm = p->realm, .src = { 203, 0, 113, 1 },
	    .dst = { 203, 0, 113, 2 }, .address_len = 4, .sport = 40000,
	    .dport = 3868, .transport = "tcp" };

	peer_open(p, &end);
}

static inline void
world(void)
{
	world_with(WORLD, NULL, false);
	peer_up(&hss1);
	peer_up(&alpha);
}

static inline void
world_end(void)
{
	world_close(everyone, L_COUNT);
}

/* ---- messages ---- */

/* A request; what is zero is the usual. */
struct ask {
	unsigned	 command, flags;
	uint32_t	 hbh, e2e;
	const char	*imsi, *session;
	const char	*ohost, *orealm, *dhost, *drealm;
	const char	*more;		/* AVPs at its end */
	bool		 no_host;	/* without Destination-Host */
};

/* An AVP taken out of a message. */
static inline void
avp_cut(struct wbuf *w, uint32_t code)
{
	struct cur c = cur_make(w->p + 20, w->len - 20), at = c;
	struct diameter_avp a;
	size_t len;

	for (; diameter_avp_next(&c, &a); at = c) {
		if (a.code != code)
			continue;
		len = (size_t)(c.p - at.p);
		memmove(w->p + (at.p - w->p), c.p, (size_t)(c.end - c.p));
		w->len -= len;
		wbuf_patch(w, 1, 3, w->len);
		return;
	}
}

static inline size_t
ask_make(uint8_t p[MESSAGE_MAX], const struct ask *a)
{
	struct wbuf w = wbuf_make(p, MESSAGE_MAX);
	struct diameter_head h = { .flags = (uint8_t)(a->flags != 0 ?
	    a->flags : FLAGS), .code = a->command != 0 ? a->command : ULR,
	    .app = 16777251, .hbh = a->hbh, .e2e = a->e2e };
	const struct diameter_form *f = diameter_form_find(h.code);
	struct build_ids ids = build_ids_default;

	ids.v[BUILD_ID_IMSI] = or(a->imsi, IMSI_FINE);
	ids.v[BUILD_ID_SESSION] = or(a->session, "mme1;1;1");
	ids.v[BUILD_ID_ORIGIN_HOST] = or(a->ohost, MME_ALPHA);
	ids.v[BUILD_ID_ORIGIN_REALM] = or(a->orealm, REALM_ALPHA);
	ids.v[BUILD_ID_DEST_HOST] = or(a->dhost, HSS1);
	ids.v[BUILD_ID_DEST_REALM] = or(a->drealm, REALM_HOME);
	diameter_request(&w, f, &h, &ids, a->more);
	if (a->no_host)
		avp_cut(&w, 293);
	ck_assert(wbuf_ok(&w));
	return w.len;
}

static inline void
ask(struct peer *p, struct ask a)
{
	uint8_t octets[MESSAGE_MAX];

	take(p, octets, ask_make(octets, &a));
}

static inline uint32_t
word_at(const struct sent *s, size_t at)
{
	return (uint32_t)s->p[at] << 24 | (uint32_t)s->p[at + 1] << 16 |
	    (uint32_t)s->p[at + 2] << 8 | s->p[at + 3];
}

static inline uint32_t
hbh_of(const struct sent *s)
{
	return word_at(s, 12);
}

/* The n-th AVP of a code from 0; false: there is none. */
static inline bool
avp_of(const struct sent *s, uint32_t code, unsigned n, struct cur *data)
{
	struct cur c = cur_make(s->p + 20, s->n - 20), at = c;
	struct diameter_avp a;
	size_t head;

	for (; diameter_avp_next(&c, &a); at = c) {
		if (a.code != code || n-- > 0)
			continue;
		head = at.p[4] & 0x80 ? 12 : 8;
		*data = cur_make(at.p + head, ((size_t)at.p[5] << 16 |
		    (size_t)at.p[6] << 8 | at.p[7]) - head);
		return true;
	}
	return false;
}

static inline uint32_t
result_of(const struct sent *s)
{
	struct cur c;
	uint32_t v;

	if (!avp_of(s, 268, 0, &c) || !cur_be32(&c, &v))
		return 0;
	return v;
}

static inline bool
avp_is(const struct sent *s, uint32_t code, unsigned n, const char *text)
{
	struct cur c;

	return avp_of(s, code, n, &c) && cur_left(&c) == strlen(text) &&
	    memcmp(c.p, text, strlen(text)) == 0;
}

/* What a neighbour answers to what it was sent. */
static inline size_t
answer_make(uint8_t octets[MESSAGE_MAX], const struct sent *s,
    const char *host, const char *realm, const char *result)
{
	struct wbuf w = wbuf_make(octets, MESSAGE_MAX);
	uint32_t word = word_at(s, 4);
	struct diameter_head h = { .flags = word >> 24 & 0x40,
	    .code = word & 0xffffff, .app = word_at(s, 8), .hbh = hbh_of(s),
	    .e2e = word_at(s, 16) };
	const struct diameter_form *f = diameter_form_find(h.code);
	struct build_ids ids = build_ids_default;
	char session[256] = "";
	struct cur c;

	if (avp_of(s, 263, 0, &c)) {
		c = cur_take_most(&c, sizeof(session) - 1);
		memcpy(session, c.p, cur_left(&c));
	}
	if (f == NULL)			/* no command that we know */
		f = diameter_form_find(ULR);
	ids.v[BUILD_ID_SESSION] = session;
	ids.v[BUILD_ID_ORIGIN_HOST] = host;
	ids.v[BUILD_ID_ORIGIN_REALM] = realm;
	diameter_answer(&w, f, &h, &ids, result, strcmp(result,
	    "268=2001") == 0);
	ck_assert(wbuf_ok(&w));
	return w.len;
}

static inline void
answer_with(struct peer *p, const struct sent *s, const char *result)
{
	uint8_t octets[MESSAGE_MAX];

	take(p, octets, answer_make(octets, s, p->host, p->realm, result));
}

static inline void
answer(struct peer *p, const struct sent *s)
{
	answer_with(p, s, "268=2001");
}

#endif
