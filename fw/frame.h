/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing what carries signalling in a capture: IP, SCTP and TCP with right
 * checksums, and the link below them.  Writers append, and overflow as
 * wbuf.h says.
 */
#ifndef FW_FRAME_H
#define FW_FRAME_H

#include "../dissectors/wbuf.h"

struct ip_flow {
	uint8_t		 version;	/* 4 or 6 */
	uint8_t		 src[16], dst[16];
	uint16_t	 sport, dport;
};

/* A fragment covers the payload at offset; whole: offset 0 and no more. */
struct ip_piece {
	uint32_t	 id;
	uint16_t	 offset;	/* octets, a multiple of 8 */
	bool		 more;
	bool		 fragment;	/* write the fields even when whole */
};

enum sctp_flag {
	SCTP_END = 1,
	SCTP_BEGIN = 2,
	SCTP_WHOLE = 3,
	SCTP_UNORDERED = 4,
};

struct sctp_data {
	uint32_t	 tsn, ppid;
	uint32_t	 fsn;		/* I-DATA, fragments but the first */
	uint32_t	 ssn;		/* 16 bits in DATA, 32 in I-DATA */
	uint16_t	 stream;
	uint8_t		 flags;
	bool		 idata;
};

struct tcp_segment {
	uint32_t	 seq, ack;
	uint8_t		 flags;		/* FIN 1, SYN 2, PSH 8, ACK 16 */
};

void		 ip_build(struct wbuf *, const struct ip_flow *,
		    unsigned int proto, const struct ip_piece *, struct cur);
/* Common header; returns the position for sctp_close(), which writes the
 * checksum. */
size_t		 sctp_open(struct wbuf *, const struct ip_flow *, uint32_t tag);
void		 sctp_close(struct wbuf *, size_t at);
void		 sctp_data(struct wbuf *, const struct sctp_data *, struct cur);
void		 sctp_chunk(struct wbuf *, unsigned int type,
		    unsigned int flags, struct cur);
void		 tcp_build(struct wbuf *, const struct ip_flow *,
		    const struct tcp_segment *, struct cur);

/* What stands below IP in a frame; the protocol is an ethertype.  Values of
 * link are those of capture files. */
struct link_form {
	int		 link;
	uint8_t		 vlans;		/* 802.1Q tags; two are QinQ */
	bool		 swapped;	/* NULL: foreign byte order */
};

void		 link_build(struct wbuf *, const struct link_form *,
		    unsigned int ethertype);

#endif
