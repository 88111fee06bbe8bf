/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing SCCP connectionless messages.
 *
 * ITU-T Q.713 3 and 4.10 to 4.21; ATIS-1000112 (T1.112.3) for the ANSI form
 * of addresses.
 */
#include "build.h"

static void
gt_put(struct wbuf *w, const struct sccp_party *a, unsigned int gti)
{
	unsigned int nai = a->nai == 0 ? 4 : a->nai;
	unsigned int np = a->np == 0 ? 1 : a->np;
	bool odd = strlen(a->gt) % 2 != 0;

	if (a->ansi) {		/* 1: TT, NP and ES; 2: TT */
		wbuf_u8(w, a->tt);
		if (gti == 1)
			wbuf_u8(w, np << 4 | (odd ? 1 : 2));
	} else {
		if (gti != 1)
			wbuf_u8(w, a->tt);
		if (gti >= 3)
			wbuf_u8(w, np << 4 | (odd ? 1 : 2));
		if (gti == 1)
			wbuf_u8(w, (odd ? 0x80U : 0) | nai);
		if (gti == 4)
			wbuf_u8(w, nai);
	}
	build_tbcd(w, a->gt);
	if (odd && !w->overflow)
		w->p[w->len - 1] &= 0x0f;	/* filler 0 */
}

/* Length and contents of one address. */
static void
party_put(struct wbuf *w, const struct sccp_party *a)
{
	unsigned int gti = a->gt == NULL ? 0 : a->gti == 0 ? 4 : a->gti;
	size_t at = w->len;
	unsigned int ai;

	ai = gti << 2 | (a->on_ssn ? 0x40U : 0);
	if (a->ansi)
		ai |= 0x80U | (a->no_ssn ? 0 : 1U) | (a->has_pc ? 2U : 0);
	else
		ai |= (a->no_ssn ? 0 : 2U) | (a->has_pc ? 1U : 0);
	wbuf_u8(w, 0);
	wbuf_u8(w, ai);
	if (a->ansi && !a->no_ssn)
		wbuf_u8(w, a->ssn);
	if (a->has_pc && a->ansi) {
		wbuf_le16(w, a->pc & 0xffff);	/* member, cluster */
		wbuf_u8(w, a->pc >> 16);	/* network */
	} else if (a->has_pc) {
		wbuf_le16(w, a->pc);
	}
	if (!a->ansi && !a->no_ssn)
		wbuf_u8(w, a->ssn);
	if (gti != 0)
		gt_put(w, a, gti);
	wbuf_patch(w, at, 1, w->len - at - 1);
}

static void
options_put(struct wbuf *w, const struct sccp_head *h)
{
	if (h->segmented) {
		wbuf_u8(w, 0x10);
		wbuf_u8(w, 4);
		wbuf_u8(w, (h->first ? 0x80U : 0) |
		    (h->cls & 1U ? 0x40U : 0) | (h->remaining & 15U));
		wbuf_be24(w, h->reference);
	}
	if (h->importance > 0) {
		wbuf_u8(w, 0x12);
		wbuf_u8(w, 1);
		wbuf_u8(w, (unsigned int)h->importance & 7);
	}
	wbuf_u8(w, 0);
}

/* Let the i-th pointer of those that start at first point here. */
static void
pointer_set(struct wbuf *w, size_t first, size_t i, bool longer)
{
	size_t at = first + (longer ? 2 * i : i);
	size_t distance = w->len - at - (longer ? 1 : 0);

	if (longer) {
		wbuf_patch(w, at, 1, distance & 0xff);
		wbuf_patch(w, at + 1, 1, distance >> 8);
	} else {
		wbuf_patch(w, at, 1, distance);
	}
}

void
sccp_build(struct wbuf *w, const struct sccp_head *h, struct cur data)
{
	bool longer = h->type == SCCP_LUDT || h->type == SCCP_LUDTS;
	bool extended = h->type != SCCP_UDT && h->type != SCCP_UDTS;
	bool options = h->segmented || h->importance > 0;
	size_t first;

	wbuf_u8(w, h->type);
	wbuf_u8(w, h->cls);
	if (extended)
		wbuf_u8(w, h->hops == 0 ? 15 : h->hops);
	first = w->len;
	wbuf_fill(w, 0, (extended ? 4U : 3U) * (longer ? 2U : 1U));
	pointer_set(w, first, 0, longer);
	party_put(w, &h->called);
	pointer_set(w, first, 1, longer);
	party_put(w, &h->calling);
	pointer_set(w, first, 2, longer);
	if (longer)
		wbuf_le16(w, (unsigned int)cur_left(&data));
	else
		wbuf_u8(w, (unsigned int)cur_left(&data));
	if (!longer && cur_left(&data) > 255)
		w->overflow = true;
	wbuf_put(w, data);
	if (extended && options) {
		pointer_set(w, first, 3, longer);
		options_put(w, h);
	}
}

void
scmg_build(struct wbuf *w, unsigned int type, unsigned int ssn,
    unsigned int pc, unsigned int level)
{
	wbuf_u8(w, type);
	wbuf_u8(w, ssn);
	wbuf_le16(w, pc);
	wbuf_u8(w, 0);		/* multiplicity unknown */
	if (type == 6)
		wbuf_u8(w, level);
}
