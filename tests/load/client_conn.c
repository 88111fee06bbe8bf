/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One MME of the load and its connection.
 *
 * Requests are kept by their hop-by-hop identifier in a ring; its far end moves
 * on over those that have ended.  With a rate, a request counts from when it
 * was due, not from when there was time for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

enum {
	RING = 1 << 17,
	READY = 1 << 14,		/* devices whose ULR is due */
	IN_FLIGHT = 60000,		/* with a rate */
	OUT_MAX = 512 * 1024,
	SESSION_DIGITS = 10,
	IMSI_DIGITS = 15,
};

struct slot {
	uint64_t	 since;		/* 0: ended */
	uint32_t	 device;
	uint32_t	 code;
};

struct request {
	uint8_t		 p[2048];
	size_t		 len, imsi, session;
};

struct conn {
	int		 fd;
	struct group	*group;
	struct identity	 me;
	char		 host[256];
	struct octets	 in, out;
	struct request	 air, ulr;
	struct slot	 slot[RING];
	uint32_t	 next, oldest;	/* identifiers */
	uint32_t	 in_flight;
	uint32_t	 device;	/* the next one */
	bool		 second;	/* of MIX_BOTH */
	uint32_t	 ready[READY], ready_from, ready_to;
	uint64_t	 start, due;	/* due: number of the next one */
};

static void
digits_put(uint8_t *p, unsigned n, uint64_t v)
{
	while (n > 0) {
		p[--n] = (uint8_t)('0' + v % 10);
		v /= 10;
	}
}

static void
request_make(struct request *r, uint32_t code, struct conn *c)
{
	static uint8_t p[LOAD_MESSAGE];
	char imsi[IMSI_DIGITS + 1], session[320];
	const uint8_t *at;

	memset(imsi, '0', IMSI_DIGITS);
	imsi[IMSI_DIGITS] = '\0';
	memcpy(imsi, c->group->imsi, strlen(c->group->imsi));
	snprintf(session, sizeof(session), "%s;1794657600;0000000000",
	    c->host);
	r->len = wire_request(p, code, &c->me, imsi, session);
	if (r->len > sizeof(r->p))
		abort();
	memcpy(r->p, p, r->len);
	message_avp(r->p, r->len, 263, &at);
	r->session = (size_t)(at - r->p) + 8 + strlen(session) -
	    SESSION_DIGITS;
	message_avp(r->p, r->len, 1, &at);
	r->imsi = (size_t)(at - r->p) + 8;
}

struct conn *
conn_new(struct group *g, unsigned number, const struct sockaddr_in *to)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL)
		exit(1);
	c->group = g;
	snprintf(c->host, sizeof(c->host), "%s%u.%s", g->host, number,
	    g->realm);
	c->me.host = c->host;
	c->me.realm = g->realm;
	/* Connections of a group share its devices out. */
	c->device = (uint32_t)((uint64_t)g->devices * number / g->conns);
	request_make(&c->air, CODE_AIR, c);
	request_make(&c->ulr, CODE_ULR, c);
	c->fd = socket_peer(to, &c->me, 10000);
	c->next = c->oldest = 1;
	return c;
}

int
conn_fd(const struct conn *c)
{
	return c->fd;
}

void
conn_begin(struct conn *c, uint64_t now)
{
	c->start = now;
	c->due = 0;
}

/* Which request comes next, and whose it is. */
static const struct request *
next_request(struct conn *c, uint32_t *device)
{
	struct group *g = c->group;

	if (c->ready_from != c->ready_to) {
		*device = c->ready[c->ready_from++ % READY];
		return &c->ulr;
	}
	*device = c->device;
	if (g->mix == MIX_BOTH && !c->second) {
		c->second = true;
		return &c->air;
	}
	c->second = false;
	c->device = c->device + 1 == g->devices ? 0 : c->device + 1;
	return g->mix == MIX_AIR || g->mix == MIX_ATTACH ? &c->air : &c->ulr;
}

static void
send_one(struct conn *c, uint64_t since, bool measure)
{
	uint32_t device, id = c->next++;
	const struct request *r = next_request(c, &device);
	size_t prefix = strlen(c->group->imsi);
	uint8_t *p = octets_room(&c->out, r->len);

	memcpy(p, r->p, r->len);
	put32(p + 12, id);
	put32(p + 16, id);
	digits_put(p + r->imsi + prefix, (unsigned)(IMSI_DIGITS - prefix),
	    device);
	digits_put(p + r->session, SESSION_DIGITS, id);
	c->out.to += r->len;
	c->slot[id % RING] = (struct slot){ since, device,
	    r == &c->ulr ? CODE_ULR : CODE_AIR };
	c->in_flight++;
	c->group->sent++;
	if (measure)
		c->group->measured_sent++;
}

static bool
has_room(const struct conn *c)
{
	uint32_t most = c->group->rate > 0 ? IN_FLIGHT : c->group->window;

	return c->in_flight < most && c->next - c->oldest < RING &&
	    octets_left(&c->out) < OUT_MAX;
}

uint64_t
conn_offer(struct conn *c, uint64_t now, bool measure)
{
	double gap = 0;
	uint64_t at = now;

	if (c->group->rate > 0)
		gap = 1e9 * c->group->conns / c->group->rate;
	while (has_room(c)) {
		if (gap > 0) {
			at = c->start + (uint64_t)((double)c->due * gap);
			if (at > now)
				break;
			c->due++;
		}
		send_one(c, at, measure);
	}
	socket_flush(c->fd, &c->out);
	return gap > 0 && has_room(c) ? at : 0;
}

bool
conn_writable(struct conn *c)
{
	return socket_flush(c->fd, &c->out);
}

static void
count_result(struct group *g, unsigned code)
{
	unsigned i;

	for (i = 0; i < LOAD_CODES_MAX - 1; i++)
		if (g->code[i].n == 0 || g->code[i].code == code)
			break;
	g->code[i].code = code;
	g->code[i].n++;
}

/* The far end of the ring moves on over what has ended. */
static void
ring_turn(struct conn *c)
{
	while (c->oldest != c->next && c->slot[c->oldest % RING].since == 0)
		c->oldest++;
}

static void
answer(struct conn *c, const uint8_t *p, size_t len, uint64_t now,
    bool measure)
{
	uint32_t id = get32(p + 12);
	struct slot *s = &c->slot[id % RING];
	struct group *g = c->group;
	unsigned code;

	if (id - c->oldest >= c->next - c->oldest || s->since == 0 ||
	    get24(p + 5) != s->code || get32(p + 16) != id) {
		g->unasked++;
		return;
	}
	code = message_result(p, len);
	count_result(g, code);
	g->answered++;
	if (measure) {
		g->measured++;
		histogram_add(&g->all, now > s->since ? now - s->since : 0);
		if (code == 2001)
			histogram_add(&g->fine,
			    now > s->since ? now - s->since : 0);
	}
	if (g->mix == MIX_ATTACH && s->code == CODE_AIR && code == 2001 &&
	    c->ready_to - c->ready_from < READY)
		c->ready[c->ready_to++ % READY] = s->device;
	s->since = 0;
	c->in_flight--;
	ring_turn(c);
}

/* Between neighbours; of the others nothing is asked of an MME here. */
static void
asked(struct conn *c, const uint8_t *p)
{
	uint8_t a[LOAD_MESSAGE];
	size_t len;

	if (get24(p + 5) != CODE_DWR && get24(p + 5) != CODE_DPR)
		return;
	len = wire_peer_answer(a, get24(p + 5), &c->me);
	memcpy(a + 12, p + 12, 8);
	octets_put(&c->out, a, len);
	socket_flush(c->fd, &c->out);
}

bool
conn_readable(struct conn *c, bool measure)
{
	enum fill fill;
	uint64_t now;
	uint8_t *p;
	size_t len;

	do {
		fill = socket_fill(c->fd, &c->in);
		now = now_ns();
		while ((p = message_next(&c->in, &len)) != NULL)
			if (p[4] & FLAG_REQUEST)
				asked(c, p);
			else
				answer(c, p, len, now, measure);
	} while (fill == FILL_MORE);
	return fill != FILL_GONE;
}

bool
conn_waits(const struct conn *c)
{
	return c->in_flight > 0;
}

void
conn_expire(struct conn *c, uint64_t now, uint64_t wait)
{
	struct slot *s;

	for (ring_turn(c); c->oldest != c->next; ring_turn(c)) {
		s = &c->slot[c->oldest % RING];
		if (s->since + wait > now)
			break;
		s->since = 0;
		c->in_flight--;
		c->group->unanswered++;
	}
}

void
conn_end(struct conn *c)
{
	c->group->lost += c->in_flight;
	close(c->fd);
	free(c->in.p);
	free(c->out.p);
	free(c);
}
