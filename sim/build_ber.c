/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing BER, and values from patterns.
 *
 * ITU-T X.690 8; 3GPP TS 29.002 17.7.8 for AddressString, TBCD-STRING and
 * PLMN-Id; TS 23.003 for GSN-Address.
 */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>

#include "build.h"

#define X(sym, name, form, text)	[BUILD_ID_##sym] = FORM_##form,
static const uint8_t id_forms[] = { BUILD_IDS(X) };
#undef X
#define X(sym, name, form, text)	[BUILD_ID_##sym] = name,
static const char *const id_names[] = { BUILD_IDS(X) };
#undef X

#define X(sym, name, form, text)	[BUILD_ID_##sym] = text,
const struct build_ids build_ids_default = { { BUILD_IDS(X) } };
#undef X

enum build_form
build_id_form(enum build_id id)
{
	return (enum build_form)id_forms[id];
}

enum build_id
build_id_find(const char *name, size_t len)
{
	int i;

	for (i = 0; i < BUILD_ID_COUNT; i++)
		if (strncmp(id_names[i], name, len) == 0 &&
		    id_names[i][len] == '\0')
			break;
	return (enum build_id)i;
}

static unsigned int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a' + 10);
	abort();
}

static unsigned int
digit(char c)
{
	if (c == '*')
		return 10;
	if (c == '#')
		return 11;
	if (c >= 'a' && c <= 'c')
		return (unsigned int)(c - 'a' + 12);
	return nibble(c);
}

void
build_tbcd(struct wbuf *w, const char *d)
{
	unsigned int low, high;

	while (*d != '\0') {
		low = digit(*d++);
		high = *d != '\0' ? digit(*d++) : 15;
		wbuf_u8(w, high << 4 | low);
	}
}

/* MCC and an MNC of two or three digits. */
void
build_plmn(struct wbuf *w, const char *d)
{
	unsigned int third = d[5] >= '0' && d[5] <= '9' ? nibble(d[5]) : 15;

	wbuf_u8(w, nibble(d[1]) << 4 | nibble(d[0]));
	wbuf_u8(w, third << 4 | nibble(d[2]));
	wbuf_u8(w, nibble(d[4]) << 4 | nibble(d[3]));
}

void
build_hex(struct wbuf *w, const char *hex, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		wbuf_u8(w, nibble(hex[i]) << 4 | nibble(hex[i + 1]));
}

static void
value_put(struct wbuf *w, enum build_id id, const char *v)
{
	size_t len = strlen(v);

	switch (id_forms[id]) {
	case FORM_ISDN:
		wbuf_u8(w, 0x91);	/* international, E.164 */
		build_tbcd(w, v);
		break;
	case FORM_TBCD:
		build_tbcd(w, v);
		break;
	case FORM_PLMN:
		build_plmn(w, v);
		break;
	case FORM_LAI: {
		char plmn[6] = { v[0], v[1], v[2], v[3], v[4], 0 };

		build_plmn(w, plmn);
		build_hex(w, v + 5, 4);
		break;
	}
	case FORM_GSN:
		wbuf_u8(w, len == 8 ? 0x04 : 0x50);
		build_hex(w, v, len);
		break;
	case FORM_OCTETS:
		build_hex(w, v, len);
		break;
	default:
		wbuf_octets(w, v, len);
	}
}

void
ber_oid(struct wbuf *w, uint32_t tag, const char *s)
{
	size_t at = ber_open(w, tag);
	unsigned long arc, first;
	char *end;
	int shift;

	first = strtoul(s, &end, 10);
	arc = strtoul(end + 1, &end, 10) + 40 * first;
	for (;;) {
		for (shift = 28; shift > 0; shift -= 7)
			if (arc >> shift != 0)
				wbuf_u8(w, 0x80 | (arc >> shift & 0x7f));
		wbuf_u8(w, arc & 0x7f);
		if (*end != '.')
			break;
		arc = strtoul(end + 1, &end, 10);
	}
	ber_close(w, at);
}

static size_t
hex_span(const char *p)
{
	size_t n = 0;

	while (isdigit((unsigned char)p[n]) || (p[n] >= 'a' && p[n] <= 'f'))
		n++;
	return n;
}

static const char *items_put(struct wbuf *, const char *,
    const struct build_ids *, int);

/* What follows a tag; returns where the pattern goes on. */
static const char *
item_value(struct wbuf *w, const char *p, const struct build_ids *ids,
    int depth)
{
	enum build_id id;
	size_t n;

	switch (*p++) {
	case '{':
		return items_put(w, p, ids, depth + 1);
	case ':':
		n = strcspn(p, " }@");
		id = build_id_find(p, n);
		assert(id != BUILD_ID_COUNT);
		if (p[n] != '@') {
			value_put(w, id, ids->v[id]);
			return p + n;
		}
		build_hex(w, p + n + 1, 2);
		build_tbcd(w, ids->v[id]);
		return p + n + 3;
	case '=':
		n = hex_span(p);
		build_hex(w, p, n);
		return p + n;
	case '"':
		n = strcspn(p, "\"");
		wbuf_octets(w, p, n);
		return p + n + 1;
	default:
		abort();
	}
}

/* Up to the closing brace or the end. */
static const char *
items_put(struct wbuf *w, const char *p, const struct build_ids *ids,
    int depth)
{
	unsigned int longer;
	size_t at, n;

	assert(depth < 32);
	while (*p != '\0') {
		if (*p == ' ') {
			p++;
			continue;
		}
		if (*p == '}')
			return p + 1;
		n = hex_span(p + (*p == '!'));
		if (*p == '!') {
			build_hex(w, p + 1, n);
			p += n + 1;
			continue;
		}
		at = ber_open(w, (uint32_t)strtoul(p, NULL, 16));
		p += n;
		longer = 0;
		if (*p == '~') {
			longer = nibble(p[1]);
			p += 2;
		}
		p = item_value(w, p, ids, depth);
		ber_close_long(w, at, longer);
	}
	return p;
}

void
ber_pattern(struct wbuf *w, const char *pattern, const struct build_ids *ids)
{
	items_put(w, pattern, ids, 0);
}
