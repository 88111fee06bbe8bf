/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounded writes: the counterpart of cursor.h.
 *
 * A write buffer is memory of the caller and a length.  A write that does not
 * fit writes nothing and sets "overflow", which stays set; the writer checks
 * it once, at the end (wbuf_ok).  Lengths that are known only later are
 * patched at the position they were left at, or get room made for them.
 */
#ifndef DISSECTORS_WBUF_H
#define DISSECTORS_WBUF_H

#include <string.h>

#include "cursor.h"

struct wbuf {
	uint8_t	*p;
	size_t	 len;
	size_t	 size;
	bool	 overflow;
};

static inline struct wbuf
wbuf_make(void *mem, size_t size)
{
	return (struct wbuf){ mem, 0, size, false };
}

static inline void
wbuf_reset(struct wbuf *w)
{
	w->len = 0;
	w->overflow = false;
}

static inline bool
wbuf_ok(const struct wbuf *w)
{
	return !w->overflow;
}

/* What was written; nothing after an overflow. */
static inline struct cur
wbuf_cur(const struct wbuf *w)
{
	return w->overflow ? cur_make(w->p, 0) : cur_make(w->p, w->len);
}

static inline bool
wbuf_room(struct wbuf *w, size_t n)
{
	if (w->overflow || w->size - w->len < n) {
		w->overflow = true;
		return false;
	}
	return true;
}

/* v in n octets (at most 8), the most significant first. */
static inline void
wbuf_uint(struct wbuf *w, size_t n, uint64_t v)
{
	size_t i;

	if (n > 8 || !wbuf_room(w, n))
		return;
	for (i = 0; i < n; i++)
		w->p[w->len + i] = (uint8_t)(v >> (8 * (n - 1 - i)));
	w->len += n;
}

static inline void
wbuf_u8(struct wbuf *w, unsigned int v)
{
	wbuf_uint(w, 1, v);
}

static inline void
wbuf_be16(struct wbuf *w, unsigned int v)
{
	wbuf_uint(w, 2, v);
}

static inline void
wbuf_be24(struct wbuf *w, uint32_t v)
{
	wbuf_uint(w, 3, v);
}

static inline void
wbuf_be32(struct wbuf *w, uint32_t v)
{
	wbuf_uint(w, 4, v);
}

static inline void
wbuf_le16(struct wbuf *w, unsigned int v)
{
	wbuf_uint(w, 2, (v & 0xff) << 8 | (v >> 8 & 0xff));
}

static inline void
wbuf_le32(struct wbuf *w, uint32_t v)
{
	wbuf_uint(w, 4, __builtin_bswap32(v));
}

static inline void
wbuf_le64(struct wbuf *w, uint64_t v)
{
	wbuf_uint(w, 8, __builtin_bswap64(v));
}

static inline void
wbuf_octets(struct wbuf *w, const void *octets, size_t n)
{
	if (n == 0 || !wbuf_room(w, n))
		return;
	memcpy(w->p + w->len, octets, n);
	w->len += n;
}

static inline void
wbuf_put(struct wbuf *w, struct cur c)
{
	wbuf_octets(w, c.p, cur_left(&c));
}

static inline void
wbuf_fill(struct wbuf *w, unsigned int v, size_t n)
{
	if (n == 0 || !wbuf_room(w, n))
		return;
	memset(w->p + w->len, (int)(v & 0xff), n);
	w->len += n;
}

/* Zero octets until the length from position "from" is a multiple of n. */
static inline void
wbuf_pad(struct wbuf *w, size_t from, size_t n)
{
	wbuf_fill(w, 0, (n - (w->len - from) % n) % n);
}

/* Overwrite n octets (at most 8) at a position that was written before. */
static inline void
wbuf_patch(struct wbuf *w, size_t at, size_t n, uint64_t v)
{
	size_t i;

	if (w->overflow)
		return;
	if (n > 8 || at > w->len || w->len - at < n) {
		w->overflow = true;
		return;
	}
	for (i = 0; i < n; i++)
		w->p[at + i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

/* Move what follows a position by n octets; the gap keeps its old octets. */
static inline void
wbuf_gap(struct wbuf *w, size_t at, size_t n)
{
	if (at > w->len)
		w->overflow = true;
	if (!wbuf_room(w, n))
		return;
	memmove(w->p + at + n, w->p + at, w->len - at);
	w->len += n;
}

#endif
