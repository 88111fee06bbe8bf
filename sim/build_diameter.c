/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing Diameter messages, and AVPs from patterns.
 *
 * RFC 6733 3 and 4; 3GPP TS 29.272 7.2.
 */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>

#include "build.h"

enum {
	AVP_VENDOR = 0x80,
	AVP_MUST = 0x40,
	ADDRESS_IP4 = 1,
	ADDRESS_IP6 = 2,
	DEPTH_MAX = 16,
};

/* The table is sorted by code. */
const struct avp_def *
avp_def_find(uint32_t code)
{
	size_t low = 0, high = avp_defs_count, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (avp_defs[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < avp_defs_count && avp_defs[low].code == code)
		return &avp_defs[low];
	return NULL;
}

const struct diameter_form *
diameter_form_find(uint32_t code)
{
	size_t i;

	for (i = 0; i < diameter_forms_count; i++)
		if (diameter_forms[i].code == code)
			return &diameter_forms[i];
	return NULL;
}

static void
address_put(struct wbuf *w, const char *hex)
{
	size_t len = strlen(hex);

	wbuf_be16(w, len == 8 ? ADDRESS_IP4 : ADDRESS_IP6);
	build_hex(w, hex, len);
}

/* A named identity in an AVP: numbers bare, without nature and plan. */
static void
id_put(struct wbuf *w, const struct avp_def *def, enum build_id id,
    const char *v)
{
	if (def->type == AVP_TEXT) {
		wbuf_octets(w, v, strlen(v));
		return;
	}
	switch (build_id_form(id)) {
	case FORM_TBCD:
	case FORM_ISDN:
		build_tbcd(w, v);
		break;
	case FORM_PLMN:
		build_plmn(w, v);
		break;
	case FORM_GSN:
		address_put(w, v);
		break;
	case FORM_OCTETS:
	case FORM_LAI:
		build_hex(w, v, strlen(v));
		break;
	default:
		wbuf_octets(w, v, strlen(v));
	}
}

static const char *avps_put(struct wbuf *, const char *,
    const struct build_ids *, int);

/* What follows the code; returns where the pattern goes on. */
static const char *
avp_value(struct wbuf *w, const char *p, const struct avp_def *def,
    const struct build_ids *ids, int depth)
{
	enum build_id id;
	char *end;
	size_t n;

	switch (*p++) {
	case '{':
		return avps_put(w, p, ids, depth + 1);
	case ':':
		n = strcspn(p, " }");
		id = build_id_find(p, n);
		assert(id != BUILD_ID_COUNT);
		id_put(w, def, id, ids->v[id]);
		return p + n;
	case '"':
		n = strcspn(p, "\"");
		wbuf_octets(w, p, n);
		return p + n + 1;
	case '=':
		n = strcspn(p, " }");
		if (def->type == AVP_U32)
			wbuf_be32(w, (uint32_t)strtoul(p, &end, 10));
		else if (def->type == AVP_U64)
			wbuf_uint(w, 8, strtoull(p, &end, 10));
		else
			build_hex(w, p, n);
		return p + n;
	default:
		abort();
	}
}

/* Up to the closing brace or the end. */
static const char *
avps_put(struct wbuf *w, const char *p, const struct build_ids *ids,
    int depth)
{
	const struct avp_def *def;
	unsigned int flags;
	size_t at;
	char *end;
	bool flip;

	assert(depth < DEPTH_MAX);
	while (*p != '\0') {
		if (*p == ' ') {
			p++;
			continue;
		}
		if (*p == '}')
			return p + 1;
		flip = *p == '+';
		def = avp_def_find((uint32_t)strtoul(p + flip, &end, 10));
		assert(def != NULL);
		flags = (def->vendor != 0 ? AVP_VENDOR : 0U) |
		    (def->must != flip ? AVP_MUST : 0U);
		at = w->len;
		wbuf_be32(w, def->code);
		wbuf_be32(w, flags << 24);
		if (def->vendor != 0)
			wbuf_be32(w, def->vendor);
		p = avp_value(w, end, def, ids, depth);
		wbuf_patch(w, at + 5, 3, w->len - at);
		wbuf_pad(w, at, 4);
	}
	return p;
}

void
avp_pattern(struct wbuf *w, const char *pattern, const struct build_ids *ids)
{
	avps_put(w, pattern, ids, 0);
}

size_t
diameter_open(struct wbuf *w, const struct diameter_head *h)
{
	size_t at = w->len;

	wbuf_be32(w, 0x01000000);
	wbuf_u8(w, h->flags);
	wbuf_be24(w, h->code);
	wbuf_be32(w, h->app);
	wbuf_be32(w, h->hbh);
	wbuf_be32(w, h->e2e);
	return at;
}

void
diameter_close(struct wbuf *w, size_t at)
{
	wbuf_patch(w, at + 1, 3, w->len - at);
}

static void
session_put(struct wbuf *w, const struct diameter_form *f,
    const struct build_ids *ids)
{
	char text[64];

	if (f->usual == DIAMETER_PEER)
		return;
	avp_pattern(w, "263:session", ids);
	if (f->usual == DIAMETER_3GPP) {
		snprintf(text, sizeof(text), "260{266=10415 258=%u}", f->app);
		avp_pattern(w, text, ids);
	}
}

void
diameter_request(struct wbuf *w, const struct diameter_form *f,
    const struct diameter_head *h, const struct build_ids *ids,
    const char *more)
{
	size_t at = diameter_open(w, h);

	session_put(w, f, ids);
	if (f->usual == DIAMETER_3GPP)
		avp_pattern(w, "277=1", ids);
	avp_pattern(w, "264:ohost 296:orealm", ids);
	if (f->usual != DIAMETER_PEER)
		avp_pattern(w, "293:dhost 283:drealm", ids);
	avp_pattern(w, f->request, ids);
	if (more != NULL)
		avp_pattern(w, more, ids);
	diameter_close(w, at);
}

void
diameter_answer(struct wbuf *w, const struct diameter_form *f,
    const struct diameter_head *h, const struct build_ids *ids,
    const char *result, bool success)
{
	size_t at = diameter_open(w, h);

	session_put(w, f, ids);
	avp_pattern(w, result, ids);
	if (f->usual == DIAMETER_3GPP)
		avp_pattern(w, "277=1", ids);
	avp_pattern(w, "264:ohost 296:orealm", ids);
	if (success)
		avp_pattern(w, f->answer, ids);
	diameter_close(w, at);
}
