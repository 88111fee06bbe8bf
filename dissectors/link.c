/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Link layers of capture files (www.tcpdump.org/linktypes.html): Ethernet with
 * VLAN tags (IEEE 802.1Q, 802.1ad), Linux cooked, BSD loopback, raw IP, and
 * the SS7 link types.
 */
#include "wire_impl.h"

enum ethertype {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_QINQ = 0x88a8,
	ETHERTYPE_QINQ_OLD = 0x9100,
};

enum bsd_family {			/* of the loopback link types */
	FAMILY_INET = 2,
	FAMILY_INET6 = 30,		/* the greatest of its six values */
};

#define FAMILIES_INET6							\
	(1u << 10 | 1u << 23 | 1u << 24 | 1u << 26 | 1u << 28 |		\
	1u << FAMILY_INET6)

/* Linux cooked headers: octets before and after the protocol. */
enum cooked {
	SLL_BEFORE = 14,
	SLL2_BEFORE = 0,
	SLL2_AFTER = 18,
};

enum {
	ETHERNET_ADDRESSES = 12,
	MTP2_PSEUDO_HEADER = 4,
};

static bool
type_is_vlan(uint16_t type)
{
	return type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ ||
	    type == ETHERTYPE_QINQ_OLD;
}

/* More tags than anybody uses: say so if there is anything of ours below. */
static void
vlans_beyond(struct wire *w, struct cur c, bool cut)
{
	uint16_t type = ETHERTYPE_VLAN;

	w->bad = true;
	while (type_is_vlan(type))
		if (!cur_skip(&c, 2) || !cur_be16(&c, &type))
			return;
	if ((type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6) && ip_ours(c))
		wire_defect(w, SIG_DEFECT_IP_HEADER, SIG_PROTO_NONE, cut, 0);
}

/* What follows an Ethernet type, and its VLAN tags. */
static void
ethertype_read(struct wire *w, uint16_t type, struct cur c, bool cut)
{
	for (int tags = 0; type_is_vlan(type); tags++) {
		if (tags == WIRE_VLANS_MAX) {
			vlans_beyond(w, c, cut);
			return;
		}
		if (!cur_skip(&c, 2) || !cur_be16(&c, &type)) {
			w->bad = !cut;
			return;
		}
		if (tags < WIRE_VLANS_SHOWN)
			wire_layer(w, SIG_LAYER_VLAN);
	}
	if (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6)
		ip_read(w, c, cut);
}

static void
cooked_read(struct wire *w, enum sig_layer l, size_t before, size_t after,
    struct cur c, bool cut)
{
	uint16_t type;

	wire_layer(w, l);
	if (!cur_skip(&c, before) || !cur_be16(&c, &type) ||
	    !cur_skip(&c, after)) {
		w->bad = !cut;
		return;
	}
	ethertype_read(w, type, c, cut);
}

/* The family is a 32-bit number in the order of the capturing machine. */
static void
loopback_read(struct wire *w, struct cur c, bool cut)
{
	uint32_t family;

	wire_layer(w, SIG_LAYER_NULL);
	if (!cur_be32(&c, &family)) {
		w->bad = !cut;
		return;
	}
	if (family > 0xffffff)
		family >>= 24;
	if (family == FAMILY_INET ||
	    (family <= FAMILY_INET6 && (FAMILIES_INET6 >> family & 1)))
		ip_read(w, c, cut);
}

void
link_read(struct wire *w, int link, struct cur c, bool cut)
{
	switch (link) {
	case WIRE_ETHERNET:
		cooked_read(w, SIG_LAYER_ETH, ETHERNET_ADDRESSES, 0, c, cut);
		break;
	case WIRE_LINUX_SLL:
		cooked_read(w, SIG_LAYER_SLL, SLL_BEFORE, 0, c, cut);
		break;
	case WIRE_LINUX_SLL2:
		cooked_read(w, SIG_LAYER_SLL2, SLL2_BEFORE, SLL2_AFTER, c,
		    cut);
		break;
	case WIRE_NULL:
	case WIRE_LOOP:
		loopback_read(w, c, cut);
		break;
	case WIRE_RAW_BSD:
	case WIRE_RAW_OPENBSD:
	case WIRE_RAW:
	case WIRE_IPV4:
	case WIRE_IPV6:
		ip_read(w, c, cut);
		break;
	case WIRE_SCTP:
		sctp_read(w, c, cut);
		break;
	case WIRE_MTP2_PHDR:
		if (cur_skip(&c, MTP2_PSEUDO_HEADER))
			wire_unit(w, SIG_ENTRY_MTP2, c, cut, 0);
		else
			w->bad = !cut;
		break;
	case WIRE_MTP2:
		wire_unit(w, SIG_ENTRY_MTP2, c, cut, 0);
		break;
	case WIRE_MTP3:
		wire_unit(w, SIG_ENTRY_MTP3, c, cut, 0);
		break;
	case WIRE_SCCP:
		wire_unit(w, SIG_ENTRY_SCCP, c, cut, 0);
		break;
	}
}

bool
wire_link_known(int link)
{
	switch (link) {
	case WIRE_NULL:
	case WIRE_ETHERNET:
	case WIRE_RAW_BSD:
	case WIRE_RAW_OPENBSD:
	case WIRE_RAW:
	case WIRE_LOOP:
	case WIRE_LINUX_SLL:
	case WIRE_MTP2_PHDR:
	case WIRE_MTP2:
	case WIRE_MTP3:
	case WIRE_SCCP:
	case WIRE_IPV4:
	case WIRE_IPV6:
	case WIRE_SCTP:
	case WIRE_LINUX_SLL2:
		return true;
	}
	return false;
}
