/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing messages between neighbours (RFC 6733 3, 4, 5.3, 5.4, 5.5).
 */
#include <string.h>

#include "../../dissectors/diameter.h"
#include "base.h"
#include "base_avp.h"

enum {
	FLAG_MANDATORY = 0x40,
	APP_RELAY = 0xffffffff,
	ADDRESS_IP4 = 1, ADDRESS_IP6 = 2,	/* IANA address families */
};

static const char product[] = "Breakwater";

/* Returns where it began, for end_message(). */
static size_t
begin(struct wbuf *w, unsigned flags, uint32_t command, uint32_t app,
    uint32_t hop, uint32_t end)
{
	size_t at = w->len;

	wbuf_be32(w, UINT32_C(1) << 24);
	wbuf_u8(w, flags);
	wbuf_be24(w, command);
	wbuf_be32(w, app);
	wbuf_be32(w, hop);
	wbuf_be32(w, end);
	return at;
}

static void
end_message(struct wbuf *w, size_t at)
{
	wbuf_patch(w, at + 1, 3, w->len - at);
}

static void
put_avp(struct wbuf *w, uint32_t code, unsigned flags, const void *octets,
    size_t n)
{
	wbuf_be32(w, code);
	wbuf_u8(w, flags);
	wbuf_be24(w, (uint32_t)(8 + n));
	wbuf_octets(w, octets, n);
	wbuf_fill(w, 0, (4 - n % 4) % 4);
}

static void
put_number(struct wbuf *w, uint32_t code, uint32_t v)
{
	uint32_t be = htobe32(v);

	put_avp(w, code, FLAG_MANDATORY, &be, sizeof(be));
}

static void
put_origin(struct wbuf *w, const struct base_self *self)
{
	put_avp(w, AVP_ORIGIN_HOST, FLAG_MANDATORY, self->host,
	    strlen(self->host));
	put_avp(w, AVP_ORIGIN_REALM, FLAG_MANDATORY, self->realm,
	    strlen(self->realm));
}

static void
put_addresses(struct wbuf *w, const struct base_self *self)
{
	uint8_t v[2 + EDGE_ADDRESS_MAX];
	unsigned i;
	size_t n;

	for (i = 0; i < self->naddress; i++) {
		n = self->address[i].len;
		v[0] = 0;
		v[1] = n == 4 ? ADDRESS_IP4 : ADDRESS_IP6;
		memcpy(v + 2, self->address[i].octets, n);
		put_avp(w, AVP_HOST_ADDRESS, FLAG_MANDATORY, v, 2 + n);
	}
}

/* A relay, and by name the application that this is all about: some do not
 * take a relay for one that has everything. */
static void
put_capabilities(struct wbuf *w, const struct base_self *self)
{
	size_t at;

	put_addresses(w, self);
	put_number(w, AVP_VENDOR_ID, 0);
	put_avp(w, AVP_PRODUCT_NAME, 0, product, sizeof(product) - 1);
	put_number(w, AVP_ORIGIN_STATE, self->state);
	put_number(w, AVP_SUPPORTED_VENDOR, DIAMETER_VENDOR_3GPP);
	put_number(w, AVP_AUTH_APPLICATION, APP_RELAY);
	put_number(w, AVP_INBAND_SECURITY, 0);
	at = w->len;
	put_avp(w, AVP_VENDOR_APPLICATION, FLAG_MANDATORY, NULL, 0);
	put_number(w, AVP_VENDOR_ID, DIAMETER_VENDOR_3GPP);
	put_number(w, AVP_AUTH_APPLICATION, DIAMETER_APP_S6A);
	wbuf_patch(w, at + 5, 3, w->len - at);
}

/* The AVP that is at fault, without a value (RFC 6733 7.5). */
static void
put_failed(struct wbuf *w, uint32_t avp)
{
	size_t at = w->len;

	if (avp == 0)
		return;
	put_avp(w, AVP_FAILED_AVP, FLAG_MANDATORY, NULL, 0);
	put_avp(w, avp, FLAG_MANDATORY, NULL, 0);
	wbuf_patch(w, at + 5, 3, w->len - at);
}

static unsigned
answer_flags(uint32_t result)
{
	return result / 1000 == 3 ? DIAMETER_ERROR : 0;
}

void
base_cer(struct wbuf *w, const struct base_self *self, uint32_t hop,
    uint32_t end)
{
	size_t at = begin(w, DIAMETER_REQUEST, BASE_CE, 0, hop, end);

	put_origin(w, self);
	put_capabilities(w, self);
	end_message(w, at);
}

void
base_cea(struct wbuf *w, const struct base_self *self,
    const struct base_message *m, uint32_t result)
{
	size_t at = begin(w, answer_flags(result), BASE_CE, 0, m->header.hop,
	    m->header.end);

	put_number(w, AVP_RESULT_CODE, result);
	put_origin(w, self);
	put_capabilities(w, self);
	if (result / 1000 == 5)
		put_failed(w, m->failed);
	end_message(w, at);
}

void
base_dwr(struct wbuf *w, const struct base_self *self, uint32_t hop,
    uint32_t end)
{
	size_t at = begin(w, DIAMETER_REQUEST, BASE_DW, 0, hop, end);

	put_origin(w, self);
	put_number(w, AVP_ORIGIN_STATE, self->state);
	end_message(w, at);
}

void
base_dpr(struct wbuf *w, const struct base_self *self, uint32_t hop,
    uint32_t end, uint32_t cause)
{
	size_t at = begin(w, DIAMETER_REQUEST, BASE_DP, 0, hop, end);

	put_origin(w, self);
	put_number(w, AVP_DISCONNECT_CAUSE, cause);
	end_message(w, at);
}

void
base_answer(struct wbuf *w, const struct base_self *self,
    const struct base_header *h, uint32_t result)
{
	size_t at = begin(w, answer_flags(result), h->command, 0, h->hop,
	    h->end);

	put_number(w, AVP_RESULT_CODE, result);
	put_origin(w, self);
	if (h->command == BASE_DW)
		put_number(w, AVP_ORIGIN_STATE, self->state);
	end_message(w, at);
}

/* Every AVP of that code, as it stands (RFC 6733 6.2). */
static void
copy_avps(struct wbuf *w, struct cur c, uint32_t code)
{
	struct diameter_avp a;
	const uint8_t *at;

	while (at = c.p, diameter_avp_next(&c, &a))
		if (a.code == code && a.vendor == 0) {
			wbuf_octets(w, at, (size_t)(c.p - at));
			wbuf_pad(w, 0, 4);
		}
}

void
base_busy(struct wbuf *w, const struct base_self *self, struct cur c)
{
	struct base_header h;
	size_t at;

	if (cur_left(&c) < BASE_HEADER || !base_header(&h, c.p, cur_left(&c))) {
		w->overflow = true;
		return;
	}
	c.p += BASE_HEADER;
	at = begin(w, DIAMETER_ERROR | (h.flags & DIAMETER_PROXIABLE),
	    h.command, h.app, h.hop, h.end);
	copy_avps(w, c, AVP_SESSION_ID);
	put_number(w, AVP_RESULT_CODE, BASE_TOO_BUSY);
	put_origin(w, self);
	copy_avps(w, c, AVP_PROXY_INFO);
	end_message(w, at);
}
