/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing MTP3 messages and MTP2 signal units.
 *
 * ITU-T Q.704 14 and Q.703 2; ATIS-1000111 (T1.111.4) for the ANSI label.
 */
#include "build.h"

/* The least significant octet first: member, cluster, network. */
static void
ansi_pc(struct wbuf *w, uint32_t pc)
{
	wbuf_u8(w, pc & 0xff);
	wbuf_u8(w, pc >> 8 & 0xff);
	wbuf_u8(w, pc >> 16 & 0xff);
}

void
mtp3_build(struct wbuf *w, const struct mtp3_label *l, struct cur user)
{
	wbuf_u8(w, (l->ni & 3U) << 6 | (l->mp & 3U) << 4 | (l->si & 15U));
	if (l->ansi) {
		ansi_pc(w, l->dpc);
		ansi_pc(w, l->opc);
		wbuf_u8(w, l->sls);
	} else {
		wbuf_le32(w, (l->dpc & 0x3fff) | (l->opc & 0x3fff) << 14 |
		    (uint32_t)(l->sls & 15) << 28);
	}
	wbuf_put(w, user);
}

void
mtp2_build(struct wbuf *w, unsigned int bsn, unsigned int fsn,
    struct cur mtp3)
{
	size_t len = cur_left(&mtp3);

	wbuf_u8(w, 0x80 | (bsn & 0x7f));
	wbuf_u8(w, 0x80 | (fsn & 0x7f));
	wbuf_u8(w, len > 63 ? 63 : (unsigned int)len);
	wbuf_put(w, mtp3);
}
