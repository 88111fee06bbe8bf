/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing capture files: pcap in microseconds and nanoseconds and both byte
 * orders, and pcapng.
 *
 * draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
 */
#include "build.h"

enum {
	SNAPLEN = 262144,
	HEAD_MAX = 128,
	FILE_BUFFER = 1 << 20,
};

/* In the byte order of the file: ours is little endian. */
static void
u32_put(struct wbuf *w, enum writer_format f, uint32_t v)
{
	if (f == WRITER_MICRO_SWAPPED || f == WRITER_NANO_SWAPPED)
		wbuf_be32(w, v);
	else
		wbuf_le32(w, v);
}

static void
flush(struct writer *c, const struct wbuf *w)
{
	if (w->overflow || fwrite(w->p, 1, w->len, c->f) != w->len)
		c->failed = true;
}

static void
ng_open(struct wbuf *w, int link)
{
	wbuf_le32(w, 0x0a0d0d0a);	/* section header block */
	wbuf_le32(w, 28);
	wbuf_le32(w, 0x1a2b3c4d);
	wbuf_le16(w, 1);
	wbuf_le16(w, 0);
	wbuf_fill(w, 0xff, 8);		/* section length not given */
	wbuf_le32(w, 28);
	wbuf_le32(w, 1);		/* interface description block */
	wbuf_le32(w, 32);
	wbuf_le16(w, (unsigned int)link);
	wbuf_le16(w, 0);
	wbuf_le32(w, SNAPLEN);
	wbuf_le16(w, 9);		/* if_tsresol: 10^-9 s */
	wbuf_le16(w, 1);
	wbuf_le32(w, 9);
	wbuf_le32(w, 0);		/* opt_endofopt */
	wbuf_le32(w, 32);
}

bool
writer_open(struct writer *c, const char *path, enum writer_format format,
    int link)
{
	uint8_t mem[HEAD_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	bool nano = format == WRITER_NANO || format == WRITER_NANO_SWAPPED;

	*c = (struct writer){ fopen(path, "wb"), format, false };
	if (c->f == NULL)
		return false;
	setvbuf(c->f, NULL, _IOFBF, FILE_BUFFER);
	if (format == WRITER_NG) {
		ng_open(&w, link);
	} else {
		u32_put(&w, format, nano ? 0xa1b23c4d : 0xa1b2c3d4);
		/* version 2.4 as two 16-bit numbers */
		if (format == WRITER_MICRO || format == WRITER_NANO)
			wbuf_le32(&w, 0x00040002);
		else
			wbuf_be32(&w, 0x00020004);
		u32_put(&w, format, 0);
		u32_put(&w, format, 0);
		u32_put(&w, format, SNAPLEN);
		u32_put(&w, format, (uint32_t)link);
	}
	flush(c, &w);
	return true;
}

void
writer_put(struct writer *c, uint64_t ts, struct cur octets)
{
	uint8_t mem[HEAD_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	uint32_t len = (uint32_t)cur_left(&octets);
	uint32_t pad = (4 - len % 4) % 4;
	uint64_t part = ts % 1000000000;

	if (c->format == WRITER_NG) {
		wbuf_le32(&w, 6);	/* enhanced packet block */
		wbuf_le32(&w, 32 + len + pad);
		wbuf_le32(&w, 0);
		wbuf_le32(&w, (uint32_t)(ts >> 32));
		wbuf_le32(&w, (uint32_t)ts);
	} else {
		if (c->format == WRITER_MICRO ||
		    c->format == WRITER_MICRO_SWAPPED)
			part /= 1000;
		u32_put(&w, c->format, (uint32_t)(ts / 1000000000));
		u32_put(&w, c->format, (uint32_t)part);
	}
	u32_put(&w, c->format, len);
	u32_put(&w, c->format, len);
	flush(c, &w);
	if (fwrite(octets.p, 1, len, c->f) != len)
		c->failed = true;
	if (c->format == WRITER_NG) {
		wbuf_reset(&w);
		wbuf_fill(&w, 0, pad);
		wbuf_le32(&w, 32 + len + pad);
		flush(c, &w);
	}
}

bool
writer_close(struct writer *c)
{
	bool ok = !c->failed;

	if (fclose(c->f) != 0)
		ok = false;
	c->f = NULL;
	return ok;
}
