/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing IP packets, SCTP packets and TCP segments, with right checksums.
 *
 * RFC 791, RFC 8200, RFC 9260 3 and appendix A, RFC 8260 2.1, RFC 9293 3.1.
 */
#include "frame.h"

enum {
	PROTO_TCP = 6,
	PROTO_FRAGMENT = 44,
};

static uint32_t crc_table[8][256];

/* CRC32c, reflected; eight tables take eight octets a step. */
static void
crc_prepare(void)
{
	uint32_t c, i;
	int k;

	for (i = 0; i < 256; i++) {
		c = i;
		for (k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0x82f63b78 : c >> 1;
		crc_table[0][i] = c;
	}
	for (i = 0; i < 256; i++)
		for (k = 1; k < 8; k++)
			crc_table[k][i] = crc_table[k - 1][i] >> 8 ^
			    crc_table[0][crc_table[k - 1][i] & 0xff];
}

static uint32_t
crc32c(const uint8_t *p, size_t n)
{
	uint32_t c = 0xffffffff, low;
	int k;

	if (crc_table[0][1] == 0)
		crc_prepare();
	for (; n >= 8; n -= 8, p += 8) {
		low = c ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 |
		    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
		c = 0;
		for (k = 0; k < 4; k++) {
			c ^= crc_table[7 - k][low >> (8 * k) & 0xff];
			c ^= crc_table[3 - k][p[4 + k]];
		}
	}
	for (; n > 0; n--)
		c = c >> 8 ^ crc_table[0][(c ^ *p++) & 0xff];
	return ~c;
}

static uint64_t
sum16(const uint8_t *p, size_t n)
{
	uint64_t s = 0;
	size_t i;

	for (i = 0; i + 1 < n; i += 2)
		s += (uint64_t)(p[i] << 8 | p[i + 1]);
	if (n % 2 != 0)
		s += (uint64_t)(p[n - 1] << 8);
	return s;
}

static unsigned int
sum_fold(uint64_t s)
{
	while (s >> 16 != 0)
		s = (s & 0xffff) + (s >> 16);
	return (unsigned int)(~s & 0xffff);
}

static void
ip4_put(struct wbuf *w, const struct ip_flow *f, unsigned int proto,
    const struct ip_piece *piece, size_t len)
{
	size_t at = w->len;

	wbuf_be16(w, 0x4500);
	wbuf_be16(w, (unsigned int)(20 + len));
	wbuf_be16(w, piece != NULL ? piece->id & 0xffff : 0);
	if (piece != NULL && piece->fragment)
		wbuf_be16(w, (piece->more ? 0x2000U : 0) | piece->offset / 8U);
	else
		wbuf_be16(w, 0x4000);
	wbuf_u8(w, 64);
	wbuf_u8(w, proto);
	wbuf_be16(w, 0);
	wbuf_octets(w, f->src, 4);
	wbuf_octets(w, f->dst, 4);
	if (!w->overflow)
		wbuf_patch(w, at + 10, 2, sum_fold(sum16(w->p + at, 20)));
}

static void
ip6_put(struct wbuf *w, const struct ip_flow *f, unsigned int proto,
    const struct ip_piece *piece, size_t len)
{
	bool fragment = piece != NULL && piece->fragment;

	wbuf_be32(w, 0x60000000);
	wbuf_be16(w, (unsigned int)(len + (fragment ? 8 : 0)));
	wbuf_u8(w, fragment ? PROTO_FRAGMENT : proto);
	wbuf_u8(w, 64);
	wbuf_octets(w, f->src, 16);
	wbuf_octets(w, f->dst, 16);
	if (fragment) {
		wbuf_u8(w, proto);
		wbuf_u8(w, 0);
		wbuf_be16(w, (piece->offset & 0xfff8U) | piece->more);
		wbuf_be32(w, piece->id);
	}
}

void
ip_build(struct wbuf *w, const struct ip_flow *f, unsigned int proto,
    const struct ip_piece *piece, struct cur payload)
{
	if (f->version == 6)
		ip6_put(w, f, proto, piece, cur_left(&payload));
	else
		ip4_put(w, f, proto, piece, cur_left(&payload));
	wbuf_put(w, payload);
}

size_t
sctp_open(struct wbuf *w, const struct ip_flow *f, uint32_t tag)
{
	wbuf_be16(w, f->sport);
	wbuf_be16(w, f->dport);
	wbuf_be32(w, tag);
	wbuf_be32(w, 0);
	return w->len;
}

void
sctp_close(struct wbuf *w, size_t at)
{
	uint32_t sum;

	if (w->overflow)
		return;
	sum = crc32c(w->p + at - 12, w->len - at + 12);
	wbuf_patch(w, at - 4, 4, __builtin_bswap32(sum));
}

void
sctp_data(struct wbuf *w, const struct sctp_data *d, struct cur octets)
{
	size_t at = w->len;

	wbuf_u8(w, d->idata ? 64 : 0);
	wbuf_u8(w, d->flags);
	wbuf_be16(w, (unsigned int)cur_left(&octets) + (d->idata ? 20U : 16U));
	wbuf_be32(w, d->tsn);
	wbuf_be16(w, d->stream);
	if (d->idata) {
		wbuf_be16(w, 0);
		wbuf_be32(w, d->ssn);
		wbuf_be32(w, d->flags & SCTP_BEGIN ? d->ppid : d->fsn);
	} else {
		wbuf_be16(w, d->ssn & 0xffff);
		wbuf_be32(w, d->ppid);
	}
	wbuf_put(w, octets);
	wbuf_pad(w, at, 4);
}

void
sctp_chunk(struct wbuf *w, unsigned int type, unsigned int flags,
    struct cur octets)
{
	size_t at = w->len;

	wbuf_u8(w, type);
	wbuf_u8(w, flags);
	wbuf_be16(w, (unsigned int)cur_left(&octets) + 4);
	wbuf_put(w, octets);
	wbuf_pad(w, at, 4);
}

void
tcp_build(struct wbuf *w, const struct ip_flow *f,
    const struct tcp_segment *s, struct cur octets)
{
	size_t at = w->len, len = 20 + cur_left(&octets);
	size_t addr = f->version == 6 ? 16 : 4;
	uint64_t sum;

	wbuf_be16(w, f->sport);
	wbuf_be16(w, f->dport);
	wbuf_be32(w, s->seq);
	wbuf_be32(w, s->ack);
	wbuf_u8(w, 0x50);
	wbuf_u8(w, s->flags);
	wbuf_be16(w, 65535);
	wbuf_be32(w, 0);
	wbuf_put(w, octets);
	if (w->overflow)
		return;
	sum = sum16(w->p + at, len) + PROTO_TCP + len;
	sum += sum16(f->src, addr) + sum16(f->dst, addr);
	wbuf_patch(w, at + 16, 2, sum_fold(sum));
}
