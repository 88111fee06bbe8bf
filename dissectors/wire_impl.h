/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the lower layers and what their files call of each other:
 * link.c -> ip.c -> sctp.c, tcp.c -> wire.c, which hands units to
 * sig_dissect().  Only those files and their tests include this.
 *
 * Associations and streams are remembered under a 64-bit keyed hash of their
 * addresses, not under the addresses: a stranger who does not know the secret
 * cannot make two of them meet.
 */
#ifndef DISSECTORS_WIRE_IMPL_H
#define DISSECTORS_WIRE_IMPL_H

#include "reasm.h"
#include "wire.h"

enum wire_limit {
	WIRE_VLANS_MAX = 4,	/* tags of one frame */
	WIRE_EXTENSIONS_MAX = 8, /* IPv6 extension headers */
	WIRE_TSNS = 1024,	/* TSNs remembered a direction */
	WIRE_TSN_BLOCK = 64,	/* of them cleared at once */
	WIRE_RANGES_MAX = 32,	/* TCP runs out of order a direction */
	WIRE_MESSAGE_MAX = 65536, /* octets of a Diameter message */
	WIRE_STREAM_MIN = 4096,	/* octets of the buffer of a direction */
};

enum wire_port {
	PORT_M2UA = 2904,
	PORT_M3UA = 2905,
	PORT_M2PA = 3565,
	PORT_DIAMETER = 3868,
	PORT_DIAMETERS = 5658,
	PORT_SUA = 14001,
};

enum wire_ip_proto {
	IP_PROTO_TCP = 6,
	IP_PROTO_SCTP = 132,
};

#define LRU_NIL	UINT32_MAX

/* A table of at most n hashes; the one not used for longest gives way. */
struct lru_node {
	uint64_t	 hash;
	uint32_t	 chain, older, newer;
};

struct lru {
	struct lru_node	*node;
	uint32_t	*bucket;
	uint32_t	 n, used, mask;
	uint32_t	 oldest, newest;
	uint64_t	 evicted;
};

/* A TSN seen; its place in the ring tells its low ten bits. */
struct tsn {
	uint32_t	 high;		/* the others, plus 1; 0: none yet */
	uint32_t	 hash;		/* of the chunk */
};

struct assoc {
	uint32_t	 clear;		/* bit a block of the ring: in use */
	struct tsn	 ring[WIRE_TSNS];
};

/* Sequence numbers [from, to). */
struct range {
	uint32_t	 from, to;
};

enum stream_state {
	STREAM_NEW,		/* no sequence number known */
	STREAM_LOST,		/* looking for a header */
	STREAM_SYNC,		/* r[0].from is where a message begins */
	STREAM_TLS,		/* enciphered: not read until a SYN */
};

struct stream {
	uint64_t	 seen;		/* time of the last segment */
	uint64_t	 gap_since;
	uint32_t	 start;		/* of buf: where r[0].from lies */
	uint32_t	 far;		/* sequence after a segment far off */
	uint8_t		 state;		/* enum stream_state */
	bool		 has_far;
	bool		 skipped;	/* octets before the next were lost */
	bool		 overlap;	/* segments contradicted each other */
	uint8_t		 n;		/* ranges in use, at least 1 */
	struct range	 r[WIRE_RANGES_MAX];	/* r[0]: in order, unread */
};

struct wire {
	struct wire_conf conf;
	struct wire_stats stats, past;	/* past: before wire_restart() */
	struct reasm	*ip, *sctp, *sccp;
	struct lru	 assocs, streams;
	struct assoc	*assoc;
	struct stream	*stream;
	uint8_t		*buf;		/* conf.stream_octets a stream */
	uint32_t	 gaps;		/* streams with a gap */

	/* the frame at hand */
	uint64_t	 ts, number;
	uint32_t	 idx;
	uint8_t		 nlayers;	/* layers below sig_dissect() */
	bool		 used;		/* it carried signalling */
	bool		 bad;		/* a lower layer is broken */
	wire_emit	*emit;
	void		*arg;
	struct sig_msg	 m;		/* addresses, ports, layers: current */
};

struct tcp_segment {
	uint32_t	 seq, ack;
	uint8_t		 flags;
	bool		 cut;
	struct cur	 data;
};

static inline bool
wire_port_known(uint16_t port)
{
	return port == PORT_M3UA || port == PORT_DIAMETER ||
	    port == PORT_M2PA || port == PORT_M2UA || port == PORT_SUA;
}

/* Is a moment too far from another, on a clock that may jump both ways? */
static inline bool
wire_late(const struct wire *w, uint64_t then)
{
	return (w->ts > then ? w->ts - then : then - w->ts) > w->conf.timeout;
}

/* Each reads one layer of the frame at hand.  cut: the octets end before the
 * layer does, because the capture does. */
void		 link_read(struct wire *, int link, struct cur, bool cut);
void		 ip_read(struct wire *, struct cur, bool cut);
void		 sctp_read(struct wire *, struct cur, bool cut);
void		 tcp_read(struct wire *, struct cur, bool cut);
/* Units waiting in TCP streams. */
uint64_t	 tcp_waiting(const struct wire *);

void		 wire_layer(struct wire *, enum sig_layer);
/* Dissect and emit one unit; anomalies are those found below it. */
void		 wire_unit(struct wire *, enum sig_entry, struct cur, bool cut,
		    uint64_t anomalies);
/* Emit a message that says only what is wrong. */
void		 wire_defect(struct wire *, enum sig_defect, enum sig_proto,
		    bool cut, uint64_t anomalies);
/* Hash of the flow at hand (m.src, m.dst, ports), or of its reverse. */
uint64_t	 wire_flow(const struct wire *, bool reverse);

/* A header that looks like Diameter beyond reasonable doubt (RFC 6733 3);
 * *len is the length that it claims. */
bool		 wire_diameter_header(struct cur, uint32_t *len);

/* The entry of a hash; LRU_NIL when there is none. */
uint32_t	 lru_find(struct lru *, uint64_t hash);
/* The same, made when there is none: *fresh.  It may have belonged to another
 * before: *evicted. */
uint32_t	 lru_get(struct lru *, uint64_t hash, bool *fresh,
		    bool *evicted);

#endif
