/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading messages between neighbours (RFC 6733 3, 5.3, 5.4, 5.5).
 */
#include "base.h"

#include <string.h>

#include "../../dissectors/diameter.h"
#include "base_avp.h"

enum found {				/* bits */
	FOUND_HOST = 1, FOUND_REALM = 2, FOUND_VENDOR = 4, FOUND_PRODUCT = 8,
	FOUND_ADDRESS = 16, FOUND_CAUSE = 32, FOUND_RESULT = 64,
	FOUND_SECURITY = 128,
};

struct walk {
	struct base_message *m;
	unsigned	 found;
	uint32_t	 wrong;		/* the first result, but for success */
	bool		 inside;	/* a Vendor-Specific-Application-Id */
};

static void
wrong(struct walk *w, uint32_t result, uint32_t avp)
{
	if (w->wrong != 0)
		return;
	w->wrong = result;
	w->m->failed = avp;
}

static void
take_identity(struct walk *w, uint32_t avp, struct cur c, char *name)
{
	size_t n = cur_left(&c);
	bool fits = n > 0 && n < EDGE_NAME_MAX && (n < TEXT_LONG ?
	    text_is_short_identity(c) : text_is_identity(c));

	if (!fits || *name != '\0') {
		wrong(w, BASE_INVALID_VALUE, avp);
		return;
	}
	memcpy(name, c.p, n);
	name[n] = '\0';
}

static bool
take_number(struct walk *w, uint32_t avp, struct cur c, uint32_t *v)
{
	if (cur_left(&c) == 4 && cur_be32(&c, v))
		return true;
	*v = 0;
	wrong(w, BASE_INVALID_LENGTH, avp);
	return false;
}

/* Zero is the base protocol itself; whoever is a relay has all in common, and
 * we are one (RFC 6733 2.4, 5.3). */
static void
take_application(struct walk *w, uint32_t avp, struct cur c)
{
	uint32_t v;

	if (take_number(w, avp, c, &v) && v != 0)
		w->m->application = true;
}

static void
take_security(struct walk *w, struct cur c)
{
	uint32_t v;

	if (!take_number(w, AVP_INBAND_SECURITY, c, &v))
		return;
	if ((w->found & FOUND_SECURITY) == 0)
		w->m->security = false;
	w->found |= FOUND_SECURITY;
	if (v == 0)
		w->m->security = true;
}

static void	take_group(struct walk *, struct cur);

static void
take(struct walk *w, uint32_t code, struct cur c)
{
	switch (code) {
	case AVP_ORIGIN_HOST:
		take_identity(w, code, c, w->m->host);
		w->found |= FOUND_HOST;
		break;
	case AVP_ORIGIN_REALM:
		take_identity(w, code, c, w->m->realm);
		w->found |= FOUND_REALM;
		break;
	case AVP_HOST_ADDRESS:
		w->found |= FOUND_ADDRESS;
		break;
	case AVP_VENDOR_ID:
		w->found |= FOUND_VENDOR;
		break;
	case AVP_PRODUCT_NAME:
		w->found |= FOUND_PRODUCT;
		break;
	case AVP_AUTH_APPLICATION:
	case AVP_ACCT_APPLICATION:
		take_application(w, code, c);
		break;
	case AVP_VENDOR_APPLICATION:
		take_group(w, c);
		break;
	case AVP_INBAND_SECURITY:
		take_security(w, c);
		break;
	case AVP_RESULT_CODE:
		if (take_number(w, code, c, &w->m->result))
			w->found |= FOUND_RESULT;
		break;
	case AVP_DISCONNECT_CAUSE:
		if (take_number(w, code, c, &w->m->cause))
			w->found |= FOUND_CAUSE;
		break;
	}
}

static void
walk(struct walk *w, struct cur c)
{
	struct diameter_avp a;
	struct cur value, at;
	size_t head, len;

	while (at = c, diameter_avp_next(&c, &a)) {
		head = at.p[4] & 0x80 ? 12 : 8;
		len = text_be32(at.p + 4) & 0xffffff;
		value = cur_make(at.p + head, len - head);
		if (a.vendor != 0)
			continue;
		if (!w->inside)
			take(w, a.code, value);
		else if (a.code == AVP_AUTH_APPLICATION ||
		    a.code == AVP_ACCT_APPLICATION)
			take_application(w, a.code, value);
	}
	if (cur_left(&c) > 0)
		wrong(w, BASE_INVALID_LENGTH, cur_left(&c) < 4 ? 0 :
		    text_be32(c.p));
}

static void
take_group(struct walk *w, struct cur c)
{
	w->inside = true;
	walk(w, c);
	w->inside = false;
}

/* What a message has to carry, in the order in which it is told. */
static const struct {
	unsigned	 found;
	uint32_t	 command, avp;
	uint8_t		 request, answer;
} needs[] = {
	{ FOUND_RESULT, 0, AVP_RESULT_CODE, 0, 1 },
	{ FOUND_HOST, 0, AVP_ORIGIN_HOST, 1, 1 },
	{ FOUND_REALM, 0, AVP_ORIGIN_REALM, 1, 1 },
	{ FOUND_ADDRESS, BASE_CE, AVP_HOST_ADDRESS, 1, 0 },
	{ FOUND_VENDOR, BASE_CE, AVP_VENDOR_ID, 1, 0 },
	{ FOUND_PRODUCT, BASE_CE, AVP_PRODUCT_NAME, 1, 0 },
	{ FOUND_CAUSE, BASE_DP, AVP_DISCONNECT_CAUSE, 1, 0 },
};

static void
missing(struct walk *w)
{
	const struct base_header *h = &w->m->header;
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (needs[i].command != 0 && needs[i].command != h->command)
			continue;
		if (!(h->flags & DIAMETER_REQUEST ? needs[i].request :
		    needs[i].answer))
			continue;
		if ((w->found & needs[i].found) == 0)
			wrong(w, BASE_MISSING, needs[i].avp);
	}
}

bool
base_header(struct base_header *h, const uint8_t *p, size_t max)
{
	h->length = text_be32(p) & 0xffffff;
	h->flags = p[4];
	h->command = text_be32(p + 4) & 0xffffff;
	h->app = text_be32(p + 8);
	h->hop = text_be32(p + 12);
	h->end = text_be32(p + 16);
	return p[0] == 1 && h->length >= BASE_HEADER && h->length % 4 == 0 &&
	    h->length <= max;
}

uint32_t
base_read(struct base_message *m, struct cur c)
{
	struct walk w = { .m = m };

	memset(m, 0, sizeof(*m));
	m->security = true;
	if (cur_left(&c) < BASE_HEADER ||
	    !base_header(&m->header, c.p, cur_left(&c)) ||
	    m->header.length != cur_left(&c))
		return BASE_UNABLE;
	c.p += BASE_HEADER;
	walk(&w, c);
	missing(&w);
	return w.wrong != 0 ? w.wrong : BASE_SUCCESS;
}
