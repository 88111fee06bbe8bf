/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers below TCAP: the unitdata message that carries one, the service
 * message that returns the data, and M3UA around them.
 *
 * ITU-T Q.713 3 and 4.10 to 4.21, Q.714 4.2; RFC 4666 3.3.1.
 */
#include "answer_impl.h"
#include "../dissectors/sccp.h"
#include "../dissectors/sig.h"

enum {
	HOPS = 15,
	LONGEST_UNITDATA = 255,	/* one octet tells how long */
	LONGEST_LONG = 3952,		/* Q.713 4.20 */
	POINTERS_MAX = 4,
	CAUSE_MAX = 14,

	M3UA_DATA = 0x01000101,		/* version 1, transfer, DATA */
	M3UA_ROUTING_CONTEXT = 0x0006,
	M3UA_APPEARANCE = 0x0200,
	M3UA_PROTOCOL_DATA = 0x0210,
	M3UA_VALUE_MAX = 64,		/* octets of a context that is copied */
};

/* ---- SCCP ---- */

/* A message under way, from its type to the length of its data. */
struct unitdata {
	uint8_t		 type;
	size_t		 pointers, data;	/* where they stand */
};

static size_t
width(uint8_t type)
{
	return type >= SCCP_LUDT ? 2 : 1;
}

/* Pointer i is to lead to where w stands; it counts from its own last octet. */
static void
point(struct wbuf *w, const struct unitdata *u, size_t i)
{
	size_t n = width(u->type), at = u->pointers + i * n;
	size_t distance = w->len - at - (n - 1);

	if (n == 1 && distance > 255)
		w->overflow = true;
	else if (n == 1)
		wbuf_patch(w, at, 1, distance);
	else
		wbuf_patch(w, at, 2, __builtin_bswap16((uint16_t)distance));
}

static void
address_put(struct wbuf *w, struct cur address)
{
	wbuf_u8(w, (unsigned)cur_left(&address) & 0xff);
	wbuf_put(w, address);
}

/* Up to the data: class or cause, then the addresses, the other way round. */
static struct unitdata
unitdata_open(struct wbuf *w, uint8_t type, unsigned second,
    const struct sccp_parts *p)
{
	struct unitdata u = { .type = type };

	wbuf_u8(w, type);
	wbuf_u8(w, second);
	if (type >= SCCP_XUDT)
		wbuf_u8(w, HOPS);
	u.pointers = w->len;
	wbuf_fill(w, 0, (type >= SCCP_XUDT ? POINTERS_MAX :
	    POINTERS_MAX - 1) * width(type));
	point(w, &u, 0);
	address_put(w, p->calling);
	point(w, &u, 1);
	address_put(w, p->called);
	point(w, &u, 2);
	wbuf_fill(w, 0, width(type));
	u.data = w->len;
	return u;
}

static bool
unitdata_close(struct wbuf *w, const struct unitdata *u)
{
	size_t len = w->len - u->data;

	if (width(u->type) == 1) {
		wbuf_patch(w, u->data - 1, 1, len & 0xff);
		return len <= LONGEST_UNITDATA;
	}
	wbuf_patch(w, u->data - 2, 2, __builtin_bswap16((uint16_t)len));
	return len <= LONGEST_LONG;
}

/* Can anybody be reached by this address? */
static bool
reachable(const struct sig_addr *a)
{
	return a->present && (a->has_gt || (a->has_ssn && a->ssn != 0));
}

/* Longer ones than a unitdata message holds: the dialogue is aborted, which
 * needs no more octets than the errors of one component. */
static bool
tcap_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a,
    const struct unitdata *u)
{
	struct answer shorter = *a;

	if (!answer_tcap(m, a, w))
		return false;
	if (unitdata_close(w, u))
		return true;
	w->len = u->data;
	shorter.kind = ANSWER_ABORT;
	return answer_tcap(m, &shorter, w) && unitdata_close(w, u);
}

static bool
sccp_answer(struct wbuf *w, const struct sig_msg *m, const struct answer *a)
{
	struct sccp_parts p;
	struct unitdata u;

	if (m->sccp_type != SCCP_UDT && m->sccp_type != SCCP_XUDT &&
	    m->sccp_type != SCCP_LUDT)
		return false;
	if (!reachable(&m->calling) || !sccp_parts(m->sccp, &p))
		return false;
	u = unitdata_open(w, m->sccp_type, m->sccp_class & 1, &p);
	return tcap_put(w, m, a, &u);
}

/* UDTS for UDT and so on (Q.714 4.2): the data as it came, and the optional
 * part, which may say that it is one segment of several. */
static bool
sccp_return(struct wbuf *w, const struct sig_msg *m, const struct answer *a)
{
	struct sccp_parts p;
	struct unitdata u;

	if (!m->sccp_return || a->cause > CAUSE_MAX ||
	    (m->sccp_type != SCCP_UDT && m->sccp_type != SCCP_XUDT &&
	    m->sccp_type != SCCP_LUDT))
		return false;
	if (!reachable(&m->calling) || !sccp_parts(m->sccp, &p))
		return false;
	u = unitdata_open(w, m->sccp_type + 1, a->cause, &p);
	wbuf_put(w, p.data);
	if (!unitdata_close(w, &u))
		return false;
	if (p.has_optional) {
		point(w, &u, 3);
		wbuf_put(w, p.optional);
	}
	return true;
}

static bool
sccp_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a)
{
	return a->kind == ANSWER_RETURN ? sccp_return(w, m, a) :
	    sccp_answer(w, m, a);
}

/* ---- M3UA ---- */

/* What a DATA message says of its way. */
struct m3ua {
	struct cur	 appearance, context;	/* values; empty: none */
	uint32_t	 opc, dpc;
	uint32_t	 rest;	/* service, network, priority, selection */
};

/* The next parameter (RFC 4666 3.2), with or without the last one's padding. */
static bool
parameter_next(struct cur *c, uint16_t *tag, struct cur *value)
{
	uint16_t len;

	*value = (struct cur){ c->end, c->end };
	if (!cur_be16(c, tag) || !cur_be16(c, &len) || len < 4 ||
	    !cur_take(c, len - 4u, value))
		return false;
	if (!cur_skip(c, -len & 3u))
		c->p = c->end;
	return true;
}

static void
keep(struct cur *kept, struct cur value)
{
	if (kept->p == NULL && cur_left(&value) <= M3UA_VALUE_MAX)
		*kept = value;
}

static bool
m3ua_read(struct cur c, struct m3ua *x)
{
	struct cur value, data = { NULL, NULL };
	uint32_t len;
	uint16_t tag;

	*x = (struct m3ua){ .opc = 0 };
	if (!cur_skip(&c, 4) || !cur_be32(&c, &len) || len < 8)
		return false;
	c = cur_take_most(&c, len - 8);
	while (parameter_next(&c, &tag, &value)) {
		if (tag == M3UA_APPEARANCE)
			keep(&x->appearance, value);
		else if (tag == M3UA_ROUTING_CONTEXT)
			keep(&x->context, value);
		else if (tag == M3UA_PROTOCOL_DATA && data.p == NULL)
			data = value;
	}
	return cur_be32(&data, &x->opc) && cur_be32(&data, &x->dpc) &&
	    cur_be32(&data, &x->rest);
}

static void
parameter_put(struct wbuf *w, unsigned tag, struct cur value)
{
	size_t at = w->len;

	if (value.p == NULL)
		return;
	wbuf_be16(w, tag);
	wbuf_be16(w, (unsigned)cur_left(&value) + 4);
	wbuf_put(w, value);
	wbuf_pad(w, at, 4);
}

/* DATA back to where it came from, on the same route and network. */
static bool
m3ua_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a)
{
	struct m3ua x;
	size_t at;

	if (!m3ua_read(m->octets, &x))
		return false;
	wbuf_be32(w, M3UA_DATA);
	wbuf_be32(w, 0);
	parameter_put(w, M3UA_APPEARANCE, x.appearance);
	parameter_put(w, M3UA_ROUTING_CONTEXT, x.context);
	at = w->len;
	wbuf_be16(w, M3UA_PROTOCOL_DATA);
	wbuf_be16(w, 0);
	wbuf_be32(w, x.dpc);
	wbuf_be32(w, x.opc);
	wbuf_be32(w, x.rest);
	if (!sccp_put(w, m, a) || w->len - at > UINT16_MAX)
		return false;
	wbuf_patch(w, at + 2, 2, w->len - at);
	wbuf_pad(w, at, 4);
	wbuf_patch(w, 4, 4, w->len);
	return true;
}

bool
answer_ss7(const struct sig_msg *m, const struct answer *a, struct wbuf *w)
{
	if (m->sccp.p == NULL)
		return false;
	return m->layer[m->base_layers] == SIG_LAYER_M3UA ?
	    m3ua_put(w, m, a) : sccp_put(w, m, a);
}
