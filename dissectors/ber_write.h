/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing Basic Encoding Rules (ITU-T X.690 8): the counterpart of ber.h.
 *
 * A tag is its octets as one number, the first one highest: 0x30, 0xbf3b.  An
 * element whose contents come piece by piece is opened, and closed with the
 * position that opening gave; its length is the shortest that will do.
 */
#ifndef DISSECTORS_BER_WRITE_H
#define DISSECTORS_BER_WRITE_H

#include "wbuf.h"

size_t	ber_open(struct wbuf *, uint32_t tag);
void	ber_close(struct wbuf *, size_t at);
/* A length of n octets behind the first, or the shortest when n is 0. */
void	ber_close_long(struct wbuf *, size_t at, unsigned int n);
/* An INTEGER in as few octets as it takes. */
void	ber_put_int(struct wbuf *, uint32_t tag, int64_t);
void	ber_put_octets(struct wbuf *, uint32_t tag, struct cur);

#endif
