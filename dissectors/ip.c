/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv4 (RFC 791) and IPv6 (RFC 8200) with fragments.
 *
 * Check sums are not verified: captures taken on the sending host do not have
 * them yet.  What is broken below a transport that is not ours is counted
 * only; below SCTP and the signalling ports of TCP it becomes a message.
 */
#include <string.h>

#include "wire_impl.h"

enum ip_lengths {
	IP4_HEADER = 20,
	IP6_HEADER = 40,
	IP6_FRAGMENT_LEN = 8,
	IP_PACKET_MAX = 65535,
};

enum ip6_header {
	IP6_HOP_BY_HOP = 0,
	IP6_ROUTING = 43,
	IP6_FRAGMENT = 44,
	IP6_DESTINATION = 60,
};

/* The datagram that a fragment belongs to; 8 octets of key beside addresses. */
struct fragment {
	uint32_t	 id;
	uint16_t	 offset;	/* octets */
	bool		 more;
	uint8_t		 version, proto;
};

enum { FRAGMENT_KEY_MAX = 2 * 16 + 8 };

static void
transport_read(struct wire *w, uint8_t proto, struct cur c, bool cut)
{
	if (proto == IP_PROTO_SCTP)
		sctp_read(w, c, cut);
	else if (proto == IP_PROTO_TCP)
		tcp_read(w, c, cut);
}

/* Could these be the first octets of a transport that carries signalling? */
static bool
transport_ours(uint8_t proto, struct cur c)
{
	uint16_t sport, dport;

	if (proto == IP_PROTO_SCTP)
		return true;
	return proto == IP_PROTO_TCP && cur_be16(&c, &sport) &&
	    cur_be16(&c, &dport) &&
	    (wire_port_known(sport) || wire_port_known(dport));
}

/* The length of an extension header, 0 when it is none that we skip. */
static size_t
extension_len(uint8_t type, uint8_t len)
{
	switch (type) {
	case IP6_HOP_BY_HOP:
	case IP6_ROUTING:
	case IP6_DESTINATION:
		return (size_t)(len + 1) * 8;
	case IP_PROTO_AH:
		return (size_t)(len + 2) * 4;
	}
	return 0;
}

/* The same behind extension headers, however many. */
static bool
payload_ours(uint8_t next, struct cur c)
{
	size_t skip;
	uint16_t offset;
	struct cur head;

	for (;;) {
		head = c;
		skip = extension_len(next, cur_at(&c, 1));
		if (next == IP6_FRAGMENT) {
			skip = IP6_FRAGMENT_LEN;
			if (!cur_skip(&head, 2) || !cur_be16(&head, &offset))
				return false;
			if ((offset & 0xfff8) != 0)
				return cur_peek(&c) == IP_PROTO_SCTP;
		}
		if (skip == 0)
			return transport_ours(next, c);
		next = cur_peek(&c);
		if (!cur_skip(&c, skip))
			return next == IP_PROTO_SCTP;
	}
}

static void
ip_broken(struct wire *w, enum sig_defect d, bool ours, bool cut)
{
	w->bad = !cut;
	if (ours)
		wire_defect(w, d, SIG_PROTO_NONE, cut, 0);
}

static void
key_u32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* RFC 791 counts the protocol to what names a datagram, RFC 8200 4.5 does not:
 * there the first fragment tells it for all. */
static size_t
fragment_key(const struct wire *w, const struct fragment *f,
    uint8_t key[FRAGMENT_KEY_MAX])
{
	size_t n = cur_left(&w->m.src);

	memcpy(key, w->m.src.p, n);
	memcpy(key + n, w->m.dst.p, n);
	key_u32(key + 2 * n, f->id);
	key[2 * n + 4] = f->version;
	key[2 * n + 5] = f->version == 4 ? f->proto : 0;
	return 2 * n + 6;
}

/* True when *c has become the payload of the whole datagram, and f->proto its
 * protocol. */
static bool
fragment_add(struct wire *w, struct fragment *f, struct cur *c, bool cut)
{
	uint8_t key[FRAGMENT_KEY_MAX];
	struct reasm_piece p = { .at = f->offset,
	    .span = (uint32_t)cur_left(c), .first = f->offset == 0,
	    .last = !f->more, .octets = *c };
	bool sctp = f->proto == IP_PROTO_SCTP;
	bool ours = sctp || (p.first && payload_ours(f->proto, *c));
	size_t keylen;
	uint8_t marks;

	if (cut) {
		/* the rest will never fit: show the beginning at least */
		if (p.first)
			transport_read(w, f->proto, *c, true);
		return false;
	}
	if (p.span == 0 || (f->more && p.span % 8 != 0) ||
	    p.span > IP_PACKET_MAX - p.at) {
		ip_broken(w, SIG_DEFECT_IP_FRAGMENT, ours, false);
		return false;
	}
	if (sctp)
		w->used = true;
	p.quiet = !ours;
	p.tag = f->proto;
	keylen = fragment_key(w, f, key);
	switch (reasm_add(w->ip, key, keylen, w->ts, &p, c)) {
	case REASM_WHOLE:
		f->proto = reasm_tag(w->ip, &marks);
		return true;
	case REASM_MORE:
	case REASM_AGAIN:
		return false;
	case REASM_CONFLICT:
	case REASM_TOO_LONG:
		break;
	}
	ip_broken(w, SIG_DEFECT_IP_FRAGMENT, ours, false);
	return false;
}

/* What follows an IPv4 header, behind authentication headers (RFC 4302). */
static void
authenticated_read(struct wire *w, uint8_t proto, struct cur c, bool cut)
{
	size_t skip;

	for (int i = 0; proto == IP_PROTO_AH; i++) {
		skip = extension_len(proto, cur_at(&c, 1));
		if (i == WIRE_EXTENSIONS_MAX || skip > cur_left(&c)) {
			ip_broken(w, SIG_DEFECT_IP_HEADER,
			    payload_ours(proto, c), cut);
			return;
		}
		proto = cur_peek(&c);
		(void)!cur_skip(&c, skip);
	}
	transport_read(w, proto, c, cut);
}

static void
ip4_read(struct wire *w, struct cur c, bool cut)
{
	struct cur all = c, h, payload;
	struct fragment f = { .version = 4 };
	uint16_t total = 0, id = 0, offset = 0;
	uint8_t ihl = (cur_peek(&c) & 0x0f) * 4, proto = cur_at(&c, 9);
	bool ok, unknown;

	wire_layer(w, SIG_LAYER_IP);
	if (!cur_take(&c, ihl < IP4_HEADER ? IP4_HEADER : ihl, &h)) {
		ip_broken(w, SIG_DEFECT_IP_HEADER, proto == IP_PROTO_SCTP,
		    cut);
		return;
	}
	payload = c;
	ok = cur_skip(&h, 2) && cur_be16(&h, &total) && cur_be16(&h, &id) &&
	    cur_be16(&h, &offset) && cur_skip(&h, 4) &&
	    cur_take(&h, 4, &w->m.src) && cur_take(&h, 4, &w->m.dst);
	unknown = total == 0;	/* left to the network card to fill in */
	if (unknown)
		total = (uint16_t)(cur_left(&all) > IP_PACKET_MAX ?
		    IP_PACKET_MAX : cur_left(&all));
	if (!ok || ihl < IP4_HEADER || total < ihl) {
		ip_broken(w, SIG_DEFECT_IP_HEADER,
		    transport_ours(proto, payload), false);
		return;
	}
	if (!cur_take(&c, (size_t)(total - ihl), &payload)) {
		payload = cur_take_most(&c, cur_left(&c));
		cut = true;
	} else {
		cut = cut && unknown;
	}
	if ((offset & 0x3fff) != 0 && (proto == IP_PROTO_SCTP ||
	    proto == IP_PROTO_TCP || proto == IP_PROTO_AH)) {
		f.id = id;
		f.offset = (uint16_t)((offset & 0x1fff) * 8);
		f.more = offset & 0x2000;
		f.proto = proto;
		if (!fragment_add(w, &f, &payload, cut))
			return;
	}
	authenticated_read(w, proto, payload, cut);
}

/* Read a fragment header; true when *c goes on behind it. */
static bool
ip6_fragment(struct wire *w, struct cur *c, uint8_t *next, bool *whole,
    bool cut)
{
	struct fragment f = { .version = 6 };
	uint16_t offset;

	if (!cur_u8(c, &f.proto) || !cur_skip(c, 1) || !cur_be16(c, &offset) ||
	    !cur_be32(c, &f.id)) {
		w->bad = !cut;
		return false;
	}
	*next = f.proto;
	if ((offset & 0xfff9) == 0)	/* one fragment that is all */
		return true;
	if (*whole) {			/* fragments of fragments */
		ip_broken(w, SIG_DEFECT_IP_FRAGMENT,
		    f.proto == IP_PROTO_SCTP, cut);
		return false;
	}
	*whole = true;
	f.offset = offset & 0xfff8;
	f.more = offset & 1;
	if (!fragment_add(w, &f, c, cut))
		return false;
	*next = f.proto;
	return true;
}

static void
ip6_read(struct wire *w, struct cur c, bool cut)
{
	uint16_t len;
	uint8_t next;
	size_t skip;
	bool whole = false;

	wire_layer(w, SIG_LAYER_IP6);
	next = cur_at(&c, 6);
	if (!cur_skip(&c, 4) || !cur_be16(&c, &len) || !cur_skip(&c, 2) ||
	    !cur_take(&c, 16, &w->m.src) || !cur_take(&c, 16, &w->m.dst)) {
		ip_broken(w, SIG_DEFECT_IP_HEADER, next == IP_PROTO_SCTP, cut);
		return;
	}
	cut = len > cur_left(&c) || (cut && len == 0);
	if (len > 0)		/* 0: jumbo, or left to the network card */
		c = cur_take_most(&c, len);
	for (int i = 0; next != IP_PROTO_SCTP && next != IP_PROTO_TCP; i++) {
		if (i == WIRE_EXTENSIONS_MAX) {
			ip_broken(w, SIG_DEFECT_IP_HEADER,
			    payload_ours(next, c), cut);
			return;
		}
		if (next == IP6_FRAGMENT) {
			if (!ip6_fragment(w, &c, &next, &whole, cut))
				return;
			continue;
		}
		skip = extension_len(next, cur_at(&c, 1));
		if (skip == 0)
			return;
		next = cur_peek(&c);
		if (!cur_skip(&c, skip)) {
			ip_broken(w, SIG_DEFECT_IP_HEADER,
			    next == IP_PROTO_SCTP, cut);
			return;
		}
	}
	transport_read(w, next, c, cut);
}

bool
ip_ours(struct cur c)
{
	size_t ihl = (size_t)(cur_peek(&c) & 0x0f) * 4;
	uint8_t version = cur_peek(&c) >> 4;
	uint8_t proto = cur_at(&c, version == 4 ? 9 : 6);

	return (version == 4 || version == 6) &&
	    cur_skip(&c, version == 4 ? ihl : IP6_HEADER) &&
	    payload_ours(proto, c);
}

void
ip_read(struct wire *w, struct cur c, bool cut)
{
	uint8_t version = cur_peek(&c) >> 4;

	if (version == 4)
		ip4_read(w, c, cut);
	else if (version == 6)
		ip6_read(w, c, cut);
	else if (cur_left(&c) > 0 || !cut)
		w->bad = true;
}
