/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files as octets, well formed until the caller makes them odd: pcap
 * and pcapng (draft-ietf-opsawg-pcapng), in either byte order.
 */
#ifndef TESTS_CAPTURE_FILE_H
#define TESTS_CAPTURE_FILE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FILE_MAX = 4096,
	BLOCK_HEAD = 8,			/* type and length */
};

/* A file under construction. */
struct file {
	bool		 big;		/* byte order from here on */
	size_t		 n;
	uint8_t		 d[FILE_MAX];
};

static inline void
put(struct file *f, uint64_t v, size_t octets)
{
	size_t i;

	ck_assert(f->n + octets <= FILE_MAX);
	for (i = 0; i < octets; i++)
		f->d[f->n++] = (uint8_t)(v >> 8 *
		    (f->big ? octets - 1 - i : i));
}

/* Octets 1, 2, 3 and on. */
static inline void
put_data(struct file *f, size_t octets)
{
	size_t i;

	for (i = 0; i < octets; i++)
		put(f, i + 1, 1);
}

static inline void
pcap_begin(struct file *f, uint32_t magic, bool big, uint32_t link)
{
	*f = (struct file){ .big = big };
	put(f, magic, 4);
	put(f, 2, 2);
	put(f, 4, 2);
	put(f, 0, 8);
	put(f, 65535, 4);
	put(f, link, 4);
}

static inline void
pcap_frame(struct file *f, uint32_t s, uint32_t part, uint32_t caplen,
    uint32_t len)
{
	put(f, s, 4);
	put(f, part, 4);
	put(f, caplen, 4);
	put(f, len, 4);
	put_data(f, caplen);
}

/* Begins a block; returns where. */
static inline size_t
block(struct file *f, uint32_t type)
{
	size_t at = f->n;

	put(f, type, 4);
	put(f, 0, 4);
	return at;
}

/* Pads it and writes both lengths. */
static inline void
block_end(struct file *f, size_t at)
{
	size_t end, len;

	while (f->n % 4 != 0)
		put(f, 0, 1);
	len = f->n + 4 - at;
	put(f, len, 4);
	end = f->n;
	f->n = at + 4;
	put(f, len, 4);
	f->n = end;
}

static inline void
section(struct file *f, bool big)
{
	size_t at;

	f->big = big;
	at = block(f, 0x0a0d0d0a);
	put(f, 0x1a2b3c4d, 4);
	put(f, 1, 2);
	put(f, 0, 2);
	put(f, ~UINT64_C(0), 8);
	block_end(f, at);
}

/* An interface; resolution 0: without that option. */
static inline void
interface(struct file *f, uint16_t link, uint32_t snaplen, uint8_t resolution,
    int64_t offset)
{
	size_t at = block(f, 1);

	put(f, link, 2);
	put(f, 0, 2);
	put(f, snaplen, 4);
	put(f, 2, 2);			/* if_name, to be stepped over */
	put(f, 3, 2);
	put(f, 0x610062, 4);
	if (resolution != 0) {
		put(f, 9, 2);
		put(f, 1, 2);
		put(f, resolution, 1);
		put(f, 0, 3);
	}
	if (offset != 0) {
		put(f, 14, 2);
		put(f, 8, 2);
		put(f, (uint64_t)offset, 8);
	}
	put(f, 0, 4);
	block_end(f, at);
}

static inline void
packet(struct file *f, uint32_t number, uint64_t ticks, uint32_t caplen,
    uint32_t len)
{
	size_t at = block(f, 6);

	put(f, number, 4);
	put(f, ticks >> 32, 4);
	put(f, ticks & UINT32_MAX, 4);
	put(f, caplen, 4);
	put(f, len, 4);
	put_data(f, caplen);
	block_end(f, at);
}

static inline void
obsolete_packet(struct file *f, uint16_t number, uint64_t ticks,
    uint32_t caplen)
{
	size_t at = block(f, 2);

	put(f, number, 2);
	put(f, 0xffff, 2);
	put(f, ticks >> 32, 4);
	put(f, ticks & UINT32_MAX, 4);
	put(f, caplen, 4);
	put(f, caplen, 4);
	put_data(f, caplen);
	block_end(f, at);
}

static inline void
simple_packet(struct file *f, uint32_t len, uint32_t octets)
{
	size_t at = block(f, 3);

	put(f, len, 4);
	put_data(f, octets);
	block_end(f, at);
}

#endif
