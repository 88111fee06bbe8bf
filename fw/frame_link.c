/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing what stands below IP in a frame.
 *
 * IEEE 802.3, 802.1Q; the link types of tcpdump.org/linktypes.
 */
#include "frame.h"

enum {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_SLL2 = 276,
	ETHERTYPE_IP6 = 0x86dd,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_QINQ = 0x88a8,
};

static void
ethernet_put(struct wbuf *w, unsigned int vlans, unsigned int ethertype)
{
	wbuf_octets(w, "\x02\x00\x5e\x00\x53\x02\x02\x00\x5e\x00\x53\x01", 12);
	for (; vlans > 0; vlans--) {
		wbuf_be16(w, vlans > 1 ? ETHERTYPE_QINQ : ETHERTYPE_VLAN);
		wbuf_be16(w, 100 + vlans);
	}
	wbuf_be16(w, ethertype);
}

void
link_build(struct wbuf *w, const struct link_form *l, unsigned int ethertype)
{
	/* AF_INET, and AF_INET6 of one of the BSDs */
	uint32_t family = ethertype == ETHERTYPE_IP6 ? 24 : 2;

	switch (l->link) {
	case LINK_ETHERNET:
		ethernet_put(w, l->vlans, ethertype);
		break;
	case LINK_NULL:
		if (l->swapped)
			wbuf_be32(w, family);
		else
			wbuf_le32(w, family);
		break;
	case LINK_LOOP:
		wbuf_be32(w, family);
		break;
	case LINK_SLL:
		wbuf_be16(w, 0);	/* to us */
		wbuf_be16(w, 1);	/* ARPHRD_ETHER */
		wbuf_be16(w, 6);
		wbuf_octets(w, "\x02\x00\x5e\x00\x53\x01\x00\x00", 8);
		wbuf_be16(w, ethertype);
		break;
	case LINK_SLL2:
		wbuf_be16(w, ethertype);
		wbuf_be16(w, 0);
		wbuf_be32(w, 2);	/* interface index */
		wbuf_be16(w, 1);
		wbuf_u8(w, 0);
		wbuf_u8(w, 6);
		wbuf_octets(w, "\x02\x00\x5e\x00\x53\x01\x00\x00", 8);
		break;
	default:
		break;		/* raw IP and everything without a link layer */
	}
}
