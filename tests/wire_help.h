/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For the tests of the lower layers: packets put together field by field, and
 * a sig_dissect() that records what it was given, so that those programs link
 * none of the dissectors above the transport.
 */
#ifndef TESTS_WIRE_HELP_H
#define TESTS_WIRE_HELP_H

#include <check.h>

#include "../dissectors/wire.h"
#include "guard.h"

#define SEC	UINT64_C(1000000000)
#define ANOMALY(a)	(UINT64_C(1) << SIG_ANOMALY_##a)

enum { NO_ENTRY = 99 };

struct seen {
	int		 entry;
	uint8_t		 defect;
	bool		 cut;
	uint64_t	 anomalies, frame;
	uint32_t	 idx;
	uint16_t	 sport;
	size_t		 len;
	uint8_t		 first[24];	/* octets of the unit */
	uint64_t	 sum;		/* of all its octets */
	char		 layers[80];
};

static struct seen seen[4096];
static unsigned nseen;
static int entry_now;
static struct cur unit_now;
static struct wire *w;
static void *mem;
static struct wire_frame frame;
static uint8_t pkt[70000];
static size_t npkt;

void
sig_reset(struct sig_msg *m)
{
	m->proto = m->kind = m->defect = m->base_layers = 0;
	m->anomalies = 0;
	entry_now = NO_ENTRY;
	unit_now = cur_make(NULL, 0);
}

bool
sig_dissect(enum sig_entry e, struct cur c, struct reasm *r,
    struct sig_msg *m)
{
	ck_assert_ptr_nonnull(r);
	sig_reset(m);
	entry_now = (int)e;
	unit_now = c;
	if (m->cut)
		sig_defect(m, SIG_DEFECT_CUT_OFF);
	return true;
}

static inline uint64_t
sum_of(struct cur c)
{
	uint64_t sum = 1;
	uint8_t v;

	while (cur_u8(&c, &v))
		sum = sum * 31 + v;
	return sum;
}

static inline void
record(void *arg, const struct sig_msg *m)
{
	static const char *const names[] = {
#define X(sym, name)	[SIG_LAYER_##sym] = name,
		SIG_LAYERS(X)
#undef X
	};
	struct seen *s;

	(void)arg;
	ck_assert_uint_lt(nseen, 4096);
	s = &seen[nseen++];
	*s = (struct seen){ .entry = entry_now, .defect = m->defect,
	    .cut = m->cut, .anomalies = m->anomalies, .frame = m->frame,
	    .idx = m->idx, .sport = m->sport, .len = cur_left(&unit_now),
	    .sum = sum_of(unit_now) };
	for (size_t i = 0; i < sizeof(s->first); i++)
		s->first[i] = cur_at(&unit_now, i);
	for (unsigned i = 0; i < m->nlayers; i++) {
		strcat(s->layers, i > 0 ? "/" : "");
		strcat(s->layers, names[m->layer[i]]);
	}
}

static inline void
wire_new(const struct wire_conf *conf)
{
	free(mem);
	mem = malloc(wire_size(conf));
	w = wire_init(mem, conf);
	nseen = 0;
	frame = (struct wire_frame){ .link = WIRE_RAW, .ts = 1000 * SEC };
}

static inline void
setup(void)
{
	wire_new(&wire_conf_default);
	npkt = 0;
}

static inline void
teardown(void)
{
	free(mem);
	mem = NULL;
}

/* A number in n octets; those above the eighth are 0. */
static inline void
put(uint64_t v, size_t n)
{
	ck_assert_uint_le(npkt + n, sizeof(pkt));
	for (; n > 0; n--)
		pkt[npkt++] = n > 8 ? 0 : (uint8_t)(v >> 8 * (n - 1));
}

static inline void
put_octets(const void *p, size_t n)
{
	memcpy(pkt + npkt, p, n);
	npkt += n;
}

static inline void
ip4(uint8_t proto, uint8_t from, uint8_t to, uint16_t id, uint16_t offset,
    size_t len)
{
	put(0x4500, 2);
	put(len + 20, 2);
	put(id, 2);
	put(offset, 2);
	put(64, 1);
	put(proto, 1);
	put(0, 2);
	put(0x0a000000u + from, 4);
	put(0x0a000000u + to, 4);
}

static inline void
sctp(uint16_t sport, uint16_t dport, uint32_t vtag)
{
	put(sport, 2);
	put(dport, 2);
	put(vtag, 4);
	put(0, 4);
}

static inline void
chunk(uint8_t flags, uint32_t tsn, uint16_t ssn, uint32_t ppid,
    const void *d, size_t n)
{
	put(0, 1);
	put(flags, 1);
	put(16 + n, 2);
	put(tsn, 4);
	put(1, 2);
	put(ssn, 2);
	put(ppid, 4);
	put_octets(d, n);
	put(0, -n % 4);
}

/* Send the packet that was put together, with its end unreadable behind. */
static inline unsigned
send_cut(size_t missing)
{
	unsigned before = nseen;
	const uint8_t *p = guard_put(pkt, npkt - missing);

	frame.octets = cur_make(p, npkt - missing);
	frame.len = npkt;
	frame.number++;
	wire_frame(w, &frame, record, NULL);
	guard_free(p, npkt - missing);
	npkt = 0;
	return nseen - before;
}

static inline unsigned
send_all(void)
{
	return send_cut(0);
}

static inline const uint8_t *
m3ua(void)
{
	static const uint8_t m[] = { 1, 0, 1, 1, 0, 0, 0, 24, 2, 0x10, 0, 16,
	    0, 0, 0, 1, 0, 0, 0, 2, 3, 0, 0, 0 };

	return m;
}

enum { M3UA_LEN = 24 };

/* An S6a request of len octets, told apart by its hop-by-hop number. */
static inline const uint8_t *
dia(uint32_t len, uint32_t number)
{
	static uint8_t m[70000];
	size_t keep = npkt;
	uint8_t saved[20];

	memcpy(saved, pkt, 20);
	npkt = 0;
	put(1, 1);
	put(len, 3);
	put(0xc0, 1);
	put(316, 3);
	put(16777251, 4);
	put(number, 4);
	put(number, 4);
	memcpy(m, pkt, 20);
	memcpy(pkt, saved, 20);
	npkt = keep;
	for (uint32_t i = 20; i < len; i++)
		m[i] = (uint8_t)(number + i);
	if (len >= 28) {	/* all of it is one AVP */
		m[25] = (uint8_t)((len - 20) >> 16);
		m[26] = (uint8_t)((len - 20) >> 8);
		m[27] = (uint8_t)(len - 20);
	}
	return m;
}

static inline unsigned
sctp_send(uint32_t tsn, uint8_t flags, uint16_t ssn, uint32_t ppid,
    uint16_t port, uint32_t vtag, const void *d, size_t n)
{
	ip4(132, 1, 2, 0, 0, 12 + 16 + n + -n % 4);
	sctp(port, port, vtag);
	chunk(flags, tsn, ssn, ppid, d, n);
	return send_all();
}

static inline const struct seen *
last(void)
{
	ck_assert_uint_gt(nseen, 0);
	return &seen[nseen - 1];
}

/* Ends the run, which emits so many messages; the last one. */
static inline const struct seen *
finish(unsigned messages)
{
	unsigned before = nseen;

	wire_finish(w, record, NULL);
	ck_assert_uint_eq(nseen - before, messages);
	ck_assert_uint_eq(wire_stats(w)->messages, nseen);
	return messages > 0 ? last() : NULL;
}

#endif
