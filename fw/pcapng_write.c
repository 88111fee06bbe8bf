/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing pcapng files (draft-ietf-opsawg-pcapng): one section, an interface a
 * link type, an enhanced packet block a frame.  Little endian.
 */
#include <string.h>

#include "pcapng_write.h"

enum block {
	BLOCK_INTERFACE = 1,
	BLOCK_ENHANCED = 6,
	BLOCK_SECTION = 0x0a0d0d0a,
};

enum option {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_USERAPPL = 4,
	OPTION_TSRESOL = 9,
};

enum {
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	BLOCK_FRAME = 12,		/* type and both lengths */
	OPTION_HEAD = 4,
	COMMENT_MAX = 4096,		/* octets of one */
	NANOSECONDS = 9,		/* if_tsresol */
};

static size_t
padded(size_t n)
{
	return (n + 3) / 4 * 4;
}

static void
put(FILE *f, uint64_t v, unsigned octets)
{
	for (; octets > 0; octets--, v >>= 8)
		putc_unlocked((int)(v & 0xff), f);
}

static void
put_padded(FILE *f, const void *octets, size_t n)
{
	if (n > 0)
		fwrite(octets, 1, n, f);
	put(f, 0, (unsigned)(padded(n) - n));
}

static void
put_option(FILE *f, enum option code, const void *octets, size_t n)
{
	put(f, code, 2);
	put(f, n, 2);
	put_padded(f, octets, n);
}

static void
block_begin(FILE *f, uint32_t type, size_t body)
{
	put(f, type, 4);
	put(f, body + BLOCK_FRAME, 4);
}

static void
block_end(FILE *f, size_t body)
{
	put(f, body + BLOCK_FRAME, 4);
}

void
pcapng_write_begin(struct pcapng_writer *w, FILE *f, const char *application)
{
	size_t n = strlen(application);
	size_t body = 16 + OPTION_HEAD + padded(n) + OPTION_HEAD;

	*w = (struct pcapng_writer){ .f = f };
	block_begin(f, BLOCK_SECTION, body);
	put(f, BYTE_ORDER_MAGIC, 4);
	put(f, 1, 2);			/* version 1.0 */
	put(f, 0, 2);
	put(f, UINT64_MAX, 8);		/* length of the section: not told */
	put_option(f, OPTION_USERAPPL, application, n);
	put_option(f, OPTION_END, NULL, 0);
	block_end(f, body);
}

/* The number of the interface of a link type, which is written when it is new;
 * false: there are too many. */
static bool
interface_find(struct pcapng_writer *w, int link, uint32_t *number)
{
	static const uint8_t resolution[] = { NANOSECONDS };
	const size_t body = 8 + OPTION_HEAD + 4 + OPTION_HEAD;
	uint32_t i;

	for (i = 0; i < w->nlinks && w->link[i] != link; i++)
		;
	*number = i;
	if (i < w->nlinks)
		return true;
	if (i == PCAPNG_WRITE_LINKS)
		return false;
	w->link[w->nlinks++] = link;
	block_begin(w->f, BLOCK_INTERFACE, body);
	put(w->f, (uint64_t)link, 2);
	put(w->f, 0, 2);
	put(w->f, 0, 4);		/* snapshot length: no limit */
	put_option(w->f, OPTION_TSRESOL, resolution, sizeof(resolution));
	put_option(w->f, OPTION_END, NULL, 0);
	block_end(w->f, body);
	return true;
}

/* Octets of text that are kept: all, or what fits without half a character. */
static size_t
comment_len(const char *text)
{
	size_t n = strlen(text);

	if (n <= COMMENT_MAX)
		return n;
	for (n = COMMENT_MAX; n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80; n--)
		;
	return n;
}

bool
pcapng_comment(struct pcapng_comments *c, const char *text)
{
	size_t n = comment_len(text), i;
	uint8_t *p = c->octets + c->n;

	if (OPTION_HEAD + padded(n) > PCAPNG_WRITE_COMMENTS - c->n)
		return false;
	p[0] = OPTION_COMMENT;
	p[1] = 0;
	p[2] = (uint8_t)(n & 0xff);
	p[3] = (uint8_t)(n >> 8);
	for (i = 0; i < padded(n); i++)
		p[OPTION_HEAD + i] = i < n ? (uint8_t)text[i] : 0;
	c->n += OPTION_HEAD + padded(n);
	return true;
}

bool
pcapng_write_frame(struct pcapng_writer *w, const struct wire_frame *f,
    const struct pcapng_comments *c)
{
	size_t caplen = cur_left(&f->octets), options = 0, body;
	uint32_t number;

	if (!interface_find(w, f->link, &number))
		return false;
	if (c->n > 0)
		options = c->n + OPTION_HEAD;
	body = 20 + padded(caplen) + options;
	block_begin(w->f, BLOCK_ENHANCED, body);
	put(w->f, number, 4);
	put(w->f, f->ts >> 32, 4);
	put(w->f, f->ts & UINT32_MAX, 4);
	put(w->f, caplen, 4);
	put(w->f, f->len, 4);
	put_padded(w->f, f->octets.p, caplen);
	if (c->n > 0) {
		fwrite(c->octets, 1, c->n, w->f);
		put_option(w->f, OPTION_END, NULL, 0);
	}
	block_end(w->f, body);
	return true;
}
