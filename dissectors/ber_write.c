/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing BER in its shortest forms (ITU-T X.690 8).
 */
#include "ber_write.h"

size_t
ber_open(struct wbuf *w, uint32_t tag)
{
	if (tag > 0xffffff)
		wbuf_u8(w, tag >> 24);
	if (tag > 0xffff)
		wbuf_u8(w, tag >> 16);
	if (tag > 0xff)
		wbuf_u8(w, tag >> 8);
	wbuf_u8(w, tag);
	wbuf_u8(w, 0);
	return w->len;
}

void
ber_close_long(struct wbuf *w, size_t at, unsigned int n)
{
	size_t len = w->len - at;

	if (n == 0)
		n = len < 128 ? 0 : len < 256 ? 1 : len < 65536 ? 2 : 3;
	if (n == 0) {
		wbuf_patch(w, at - 1, 1, len);
		return;
	}
	wbuf_gap(w, at, n);
	wbuf_patch(w, at - 1, 1, 0x80 | n);
	wbuf_patch(w, at, n, len);
}

void
ber_close(struct wbuf *w, size_t at)
{
	ber_close_long(w, at, 0);
}

void
ber_put_int(struct wbuf *w, uint32_t tag, int64_t v)
{
	size_t at = ber_open(w, tag);
	size_t n = 1;

	while (n < 8 && (v >> (8 * n - 1)) != 0 && (v >> (8 * n - 1)) != -1)
		n++;
	wbuf_uint(w, n, (uint64_t)v);
	ber_close(w, at);
}

void
ber_put_octets(struct wbuf *w, uint32_t tag, struct cur c)
{
	size_t at = ber_open(w, tag);

	wbuf_put(w, c);
	ber_close(w, at);
}
