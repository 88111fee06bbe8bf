/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames between the engine and an edge that is a process of its own.
 */
#include "channel.h"
#include "m3ua.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { HELLO_LEN = 12, COUNT_LEN = 4, WHY_LEN = 1, UP_MIN = 10,
	EVENT_LEN = 8, LOSSES_LEN = 4 * CHANNEL_LOSS_COUNT };

/* Octets behind the header, and whether it is about a neighbour. */
static const struct {
	uint32_t	 min, max;
	bool		 neighbour;
} kinds[CHANNEL_KINDS] = {
	[CHANNEL_HELLO] = { HELLO_LEN, HELLO_LEN, false },
	[CHANNEL_UP] = { UP_MIN, CHANNEL_UP_MAX, true },
	[CHANNEL_DOWN] = { WHY_LEN, WHY_LEN, true },
	[CHANNEL_MESSAGE] = { CHANNEL_MESSAGE_MIN, CHANNEL_MESSAGE_MAX, true },
	[CHANNEL_CREDIT_BACK] = { COUNT_LEN, COUNT_LEN, true },
	[CHANNEL_CLOSE] = { 0, 0, true },
	[CHANNEL_STOP] = { 0, 0, false },
	[CHANNEL_ALIVE] = { 0, 0, false },
	[CHANNEL_EVENT] = { EVENT_LEN, EVENT_LEN, true },
	[CHANNEL_LOSSES] = { LOSSES_LEN, LOSSES_LEN, false },
};

static const char *const whys[CHANNEL_WHY_COUNT] = {
#define X(sym, text)	text,
	CHANNEL_WHYS(X)
#undef X
};

static const char *const losses[CHANNEL_LOSS_COUNT] = {
#define X(sym, word, text)	word,
	CHANNEL_LOSS(X)
#undef X
};

static const char *const transports[CHANNEL_TRANSPORTS] = {
	"tcp", "sctp", "tls", "sctp", "tcp",
};

int
channel_socket(const char *arg)
{
	socklen_t n = sizeof(int);
	int type;
	char *end;
	long fd;

	errno = 0;
	fd = strtol(arg, &end, 10);
	if (errno != 0 || *end != '\0' || end == arg || fd < 0 ||
	    fd > 1 << 20 || getsockopt((int)fd, SOL_SOCKET, SO_TYPE, &type,
	    &n) != 0 || type != SOCK_STREAM)
		return -1;
	return (int)fd;
}

/* ---- reading ---- */

/* A header that a frame can have; what is not there yet is zero. */
static const char *
head_wrong(uint32_t len, unsigned kind, uint32_t zero, uint32_t neighbour,
    size_t message)
{
	if (kind == 0 || kind >= CHANNEL_KINDS)
		return "a frame of no known kind";
	if (len < CHANNEL_HEADER || len - CHANNEL_HEADER < kinds[kind].min ||
	    len - CHANNEL_HEADER > kinds[kind].max)
		return "a frame of a wrong length";
	if (kind == CHANNEL_MESSAGE && len - CHANNEL_HEADER > message)
		return "a message that is too long";
	if (zero != 0 || (!kinds[kind].neighbour && neighbour != 0))
		return "a frame with a wrong header";
	return NULL;
}

/* RFC 6733 3: version 1, its own length, a multiple of four. */
static const char *
diameter_wrong(struct cur c)
{
	size_t n = cur_left(&c);
	uint32_t word;

	if (!cur_be32(&c, &word) || word != ((uint32_t)1 << 24 | n) ||
	    n % 4 != 0)
		return "octets that are no Diameter message";
	return NULL;
}

static const char *
message_wrong(struct cur c, enum channel_protocol protocol)
{
	struct m3ua m;

	if (protocol == CHANNEL_DIAMETER)
		return diameter_wrong(c);
	return m3ua_data_get(c, &m) ? NULL :
	    "octets that are no M3UA DATA message of SCCP";
}

enum channel_read
channel_next(uint8_t *p, size_t n, enum channel_protocol protocol,
    size_t message, struct channel_frame *f, size_t *used, const char **why)
{
	struct cur c = cur_make(p, n);
	uint32_t len, kind;

	*f = (struct channel_frame){ .p = p };
	*used = 0;
	*why = NULL;
	if (!cur_be32(&c, &len) || !cur_be32(&c, &kind) ||
	    !cur_be32(&c, &f->neighbour))
		return CHANNEL_MORE;
	*why = head_wrong(len, kind >> 24, kind & 0xffffff, f->neighbour,
	    message);
	if (*why != NULL)
		return CHANNEL_BAD;
	if (n < len)
		return CHANNEL_MORE;
	f->kind = (uint8_t)(kind >> 24);
	f->p = p + CHANNEL_HEADER;
	f->n = len - CHANNEL_HEADER;
	*used = len;
	if (f->kind == CHANNEL_MESSAGE)
		*why = message_wrong(cur_make(f->p, f->n), protocol);
	return *why == NULL ? CHANNEL_FRAME : CHANNEL_BAD;
}

bool
channel_hello_get(const struct channel_frame *f, struct channel_hello *h)
{
	struct cur c = cur_make(f->p, f->n);

	*h = (struct channel_hello){ 0 };
	return f->kind == CHANNEL_HELLO && cur_be32(&c, &h->version) &&
	    cur_be32(&c, &h->answer_ms) && cur_be32(&c, &h->message) &&
	    h->version == CHANNEL_VERSION;
}

bool
channel_count_get(const struct channel_frame *f, uint32_t *count)
{
	struct cur c = cur_make(f->p, f->n);

	*count = 0;
	return f->kind == CHANNEL_CREDIT_BACK && cur_be32(&c, count) &&
	    *count > 0;
}

const char *
channel_why_get(const struct channel_frame *f)
{
	struct cur c = cur_make(f->p, f->n);
	uint8_t why;

	if (f->kind != CHANNEL_DOWN || !cur_u8(&c, &why) ||
	    why >= CHANNEL_WHY_COUNT)
		return NULL;
	return whys[why];
}

const char *
channel_transport_name(unsigned transport)
{
	return transport < CHANNEL_TRANSPORTS ? transports[transport] : NULL;
}

static bool
octets_get(struct cur *c, uint8_t *to, size_t n)
{
	struct cur part;

	if (!cur_take(c, n, &part))
		return false;
	if (n > 0)
		memcpy(to, part.p, n);
	return true;
}

/* A DiameterIdentity (RFC 6733 4.3.1): what host names are made of.  Those of
 * application servers are such words, too. */
static bool
name_get(struct cur *c, char *name)
{
	uint8_t len;
	size_t i;

	if (!cur_u8(c, &len) || len == 0 ||
	    !octets_get(c, (uint8_t *)name, len))
		return false;
	name[len] = '\0';
	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) &&
		    strchr("-._", name[i]) == NULL)
			return false;
	return strlen(name) == len;
}

bool
channel_up_get(const struct channel_frame *f, struct channel_up *u)
{
	struct cur c = cur_make(f->p, f->n);
	uint8_t none;

	*u = (struct channel_up){ 0 };
	if (f->kind != CHANNEL_UP || !cur_u8(&c, &u->transport) ||
	    u->transport >= CHANNEL_TRANSPORTS ||
	    !cur_u8(&c, &u->address_len) || !cur_u8(&c, &u->instance) ||
	    !cur_be16(&c, &u->sport) || !cur_be16(&c, &u->dport))
		return false;
	if (u->address_len != 0 && u->address_len != 4 &&
	    u->address_len != EDGE_ADDRESS_MAX)
		return false;
	return octets_get(&c, u->src, u->address_len) &&
	    octets_get(&c, u->dst, u->address_len) &&
	    name_get(&c, u->host) &&
	    (channel_is_ss7(u) ? cur_u8(&c, &none) && none == 0 :
	    name_get(&c, u->realm)) && cur_left(&c) == 0;
}

bool
channel_event_get(const struct channel_frame *f, struct way_event *e)
{
	struct cur c = cur_make(f->p, f->n);
	uint8_t what, zero;

	*e = (struct way_event){ .what = WAY_EVENT_COUNT };
	if (f->kind != CHANNEL_EVENT || !cur_u8(&c, &what) ||
	    !cur_u8(&c, &e->level) || !cur_u8(&c, &e->mask) ||
	    !cur_u8(&c, &zero) || !cur_be32(&c, &e->pc) ||
	    what >= WAY_EVENT_COUNT || zero != 0 || e->pc > M3UA_PC_MAX)
		return false;
	e->what = what;
	return true;
}

bool
channel_losses_get(const struct channel_frame *f,
    uint32_t lost[CHANNEL_LOSS_COUNT])
{
	struct cur c = cur_make(f->p, f->n);
	unsigned i;

	memset(lost, 0, CHANNEL_LOSS_COUNT * sizeof(*lost));
	for (i = 0; i < CHANNEL_LOSS_COUNT; i++)
		if (f->kind != CHANNEL_LOSSES || !cur_be32(&c, &lost[i]))
			return false;
	return true;
}

const char *
channel_loss_name(enum channel_loss loss)
{
	return losses[loss];
}

bool
channel_is_request(const struct channel_frame *f)
{
	struct cur c = cur_make(f->p, f->n);

	return cur_at(&c, 4) & 0x80;
}

/* ---- writing ---- */

void
channel_head(struct wbuf *w, enum channel_kind kind, uint32_t neighbour,
    size_t n)
{
	wbuf_be32(w, (uint32_t)(CHANNEL_HEADER + n));
	wbuf_be32(w, (uint32_t)kind << 24);
	wbuf_be32(w, neighbour);
}

void
channel_hello_put(struct wbuf *w, const struct channel_hello *h)
{
	channel_head(w, CHANNEL_HELLO, 0, HELLO_LEN);
	wbuf_be32(w, h->version);
	wbuf_be32(w, h->answer_ms);
	wbuf_be32(w, h->message);
}

void
channel_up_put(struct wbuf *w, uint32_t neighbour, const struct channel_up *u)
{
	size_t host = strnlen(u->host, EDGE_NAME_MAX - 1),
	    realm = strnlen(u->realm, EDGE_NAME_MAX - 1);

	channel_head(w, CHANNEL_UP, neighbour,
	    7 + 2 * (size_t)u->address_len + 2 + host + realm);
	wbuf_u8(w, u->transport);
	wbuf_u8(w, u->address_len);
	wbuf_u8(w, u->instance);
	wbuf_be16(w, u->sport);
	wbuf_be16(w, u->dport);
	wbuf_octets(w, u->src, u->address_len);
	wbuf_octets(w, u->dst, u->address_len);
	wbuf_u8(w, (unsigned)host);
	wbuf_octets(w, u->host, host);
	wbuf_u8(w, (unsigned)realm);
	wbuf_octets(w, u->realm, realm);
}

void
channel_down_put(struct wbuf *w, uint32_t neighbour, enum channel_why why)
{
	channel_head(w, CHANNEL_DOWN, neighbour, WHY_LEN);
	wbuf_u8(w, why);
}

void
channel_event_put(struct wbuf *w, uint32_t neighbour,
    const struct way_event *e)
{
	channel_head(w, CHANNEL_EVENT, neighbour, EVENT_LEN);
	wbuf_u8(w, e->what);
	wbuf_u8(w, e->level);
	wbuf_u8(w, e->mask);
	wbuf_u8(w, 0);
	wbuf_be32(w, e->pc);
}

void
channel_credit_put(struct wbuf *w, uint32_t neighbour, uint32_t credit)
{
	channel_head(w, CHANNEL_CREDIT_BACK, neighbour, COUNT_LEN);
	wbuf_be32(w, credit);
}

void
channel_losses_put(struct wbuf *w, const uint32_t lost[CHANNEL_LOSS_COUNT])
{
	unsigned i;

	channel_head(w, CHANNEL_LOSSES, 0, LOSSES_LEN);
	for (i = 0; i < CHANNEL_LOSS_COUNT; i++)
		wbuf_be32(w, lost[i]);
}
