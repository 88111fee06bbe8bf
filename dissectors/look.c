/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What octets are by their own look, where ports, payload protocol identifiers
 * or the place in a stream do not tell, or lie.
 *
 * Diameter: RFC 6733 3 and 4.1.  Adaptation layers: RFC 4666 3.1 and 3.3.1.
 */
#include "wire_impl.h"

enum {
	DIAMETER_HEADER = 20,
	DIAMETER_VERSION = 1,
	AVP_HEADER = 8,
	XUA_HEADER = 8,
	XUA_VERSION = 1,
	XUA_MANAGEMENT = 0,
	XUA_TRANSFER = 1,
	XUA_ASP_STATE = 3,
	XUA_ASP_TRAFFIC = 4,
	XUA_PADDING_MAX = 3,
};

/* What the payload data message of M3UA may begin with (RFC 4666 3.3.1). */
enum m3ua_tag {
	M3UA_ROUTING_CONTEXT = 0x0006,
	M3UA_CORRELATION_ID = 0x0013,
	M3UA_NETWORK_APPEARANCE = 0x0200,
	M3UA_PROTOCOL_DATA = 0x0210,
};

/* Message classes of the adaptation layers that are defined, and how many
 * types each has (RFC 4666 3.1.2, RFC 3331, RFC 3868, RFC 4165). */
static const struct {
	uint8_t		 low, high;	/* types */
	uint8_t		 entry;
} xua_classes[] = {
	[0] = { 0, 1, SIG_ENTRY_M3UA },		/* management */
	[1] = { 1, 1, SIG_ENTRY_M3UA },		/* transfer */
	[2] = { 1, 6, SIG_ENTRY_M3UA },		/* network management */
	[3] = { 1, 6, SIG_ENTRY_M3UA },		/* ASP state */
	[4] = { 1, 4, SIG_ENTRY_M3UA },		/* ASP traffic */
	[5] = { 1, 0, SIG_ENTRY_M3UA },		/* Q.921: not ours */
	[6] = { 1, 15, SIG_ENTRY_M2UA },	/* MTP2 user */
	[7] = { 1, 2, SIG_ENTRY_SUA },		/* connectionless */
	[8] = { 1, 11, SIG_ENTRY_SUA },		/* connection-oriented */
	[9] = { 1, 4, SIG_ENTRY_M3UA },		/* routing keys */
	[10] = { 1, 4, SIG_ENTRY_M2UA },	/* interface identifiers */
	[11] = { 1, 2, SIG_ENTRY_M2PA },
};

/* Version and length of a Diameter header; the length in bounds. */
static bool
diameter_length(struct cur c, uint32_t *len)
{
	uint8_t version;

	return cur_u8(&c, &version) && cur_be24(&c, len) &&
	    version == DIAMETER_VERSION && *len >= DIAMETER_HEADER &&
	    *len <= WIRE_MESSAGE_MAX && *len % 4 == 0;
}

/* Does the first AVP fit into a message of len octets? */
static bool
avp_fits(struct cur c, uint32_t len)
{
	uint32_t avp;

	return cur_skip(&c, DIAMETER_HEADER + 5) && cur_be24(&c, &avp) &&
	    avp >= AVP_HEADER && avp <= len - DIAMETER_HEADER;
}

bool
look_diameter(struct cur c, uint32_t *len)
{
	struct cur head = c;
	uint32_t app, code;
	uint8_t flags;

	return diameter_length(c, len) && cur_skip(&head, 4) &&
	    cur_u8(&head, &flags) && cur_be24(&head, &code) &&
	    cur_be32(&head, &app) && cur_left(&head) >= 8 &&
	    (flags & 0x0f) == 0 &&
	    /* base and IETF codes; those of 3GPP from 8388608 */
	    ((code >= 257 && code < 1024) ||
	    (code >= 0x800000 && code < 0x800400)) &&
	    /* IETF applications; those of vendors; relay */
	    (app <= 32 || (app >= 16777216 && app < 16777616) ||
	    app == UINT32_MAX);
}

bool
look_diameter_run(struct cur c, uint32_t max)
{
	uint32_t len;

	if (!look_diameter(c, &len) || len > max)
		return false;
	return !cur_skip(&c, len) || cur_left(&c) < 4 ||
	    diameter_length(c, &len);
}

enum look
look_diameter_first(struct cur c, uint32_t max)
{
	struct cur rest = c;
	uint32_t len;

	if (cur_left(&c) < 4)
		return cur_left(&c) == 0 || cur_peek(&c) == DIAMETER_VERSION ?
		    LOOK_MORE : LOOK_NO;
	if (!diameter_length(c, &len) || len > max)
		return LOOK_NO;
	if (avp_fits(c, len))
		return LOOK_YES;
	if (cur_skip(&rest, len))
		return cur_left(&rest) < 4 || diameter_length(rest, &len) ?
		    LOOK_YES : LOOK_NO;
	return cur_left(&c) < DIAMETER_HEADER + AVP_HEADER ? LOOK_MORE :
	    LOOK_NO;
}

bool
look_tls(struct cur c)
{
	return cur_at(&c, 0) >= 0x14 && cur_at(&c, 0) <= 0x17 &&
	    cur_at(&c, 1) == 3 && cur_at(&c, 2) <= 4;
}

/* Receivers ignore the spare octet behind the version, and so do we. */
static bool
xua_header(struct cur *c, uint8_t *class, uint8_t *type, uint32_t *len)
{
	uint8_t version;

	return cur_u8(c, &version) && cur_skip(c, 1) && cur_u8(c, class) &&
	    cur_u8(c, type) && cur_be32(c, len) && version == XUA_VERSION &&
	    *len >= XUA_HEADER;
}

int
look_entry(struct cur c)
{
	uint32_t len;
	size_t left = cur_left(&c);
	uint8_t class, type;

	if (look_diameter(c, &len) && len <= left)
		return SIG_ENTRY_DIAMETER;
	if (!xua_header(&c, &class, &type, &len) || len > left ||
	    left - len > XUA_PADDING_MAX ||
	    class >= sizeof(xua_classes) / sizeof(xua_classes[0]) ||
	    type < xua_classes[class].low || type > xua_classes[class].high)
		return ENTRY_NONE;
	return xua_classes[class].entry;
}

int
look_entry_strict(struct cur c, bool head)
{
	uint32_t len;
	size_t left = cur_left(&c);
	uint16_t tag, plen;
	uint8_t class, type;

	if (look_diameter(c, &len) && (head || len == left) &&
	    (len == DIAMETER_HEADER || avp_fits(c, len)))
		return SIG_ENTRY_DIAMETER;
	if (!xua_header(&c, &class, &type, &len) || class != XUA_TRANSFER ||
	    type != 1 || (!head && (len > left ||
	    left - len > XUA_PADDING_MAX)) || !cur_be16(&c, &tag) ||
	    !cur_be16(&c, &plen) || plen < 4 || plen > len - XUA_HEADER)
		return ENTRY_NONE;
	return tag == M3UA_ROUTING_CONTEXT || tag == M3UA_CORRELATION_ID ||
	    tag == M3UA_NETWORK_APPEARANCE || tag == M3UA_PROTOCOL_DATA ?
	    SIG_ENTRY_M3UA : ENTRY_NONE;
}

bool
look_xua_common(struct cur c)
{
	uint8_t class, type;
	uint32_t len;

	return xua_header(&c, &class, &type, &len) &&
	    (class == XUA_MANAGEMENT || class == XUA_ASP_STATE ||
	    class == XUA_ASP_TRAFFIC);
}
