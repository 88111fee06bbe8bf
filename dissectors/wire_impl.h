/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the lower layers and what their files call of each other:
 * link.c -> ip.c -> sctp.c, tcp.c (stream.c) -> wire.c, which hands units to
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
	WIRE_VLANS_MAX = 8,	/* tags of one frame */
	WIRE_VLANS_SHOWN = 4,	/* of them among the layers of a message */
	WIRE_EXTENSIONS_MAX = 16, /* IPv6 extension headers */
	WIRE_TSNS = 1024,	/* TSNs remembered a direction */
	WIRE_TSN_BLOCK = 64,	/* of them cleared at once */
	WIRE_READ_MAX = 16,	/* TCP messages remembered a direction */
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
	IP_PROTO_AH = 51,
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
	uint32_t	 high;		/* the others, plus 1; 0: none yet.
					 * Top octet: flags of a fragment */
	uint32_t	 hash;		/* of the chunk */
};

/* Of a TSN that holds a fragment. */
struct tsn_fragment {
	uint32_t	 set;		/* TSN that names the pieces */
	uint16_t	 stream, ssn;
};

struct assoc {
	uint32_t	 clear;		/* bit a block of the ring: in use */
	struct tsn	 ring[WIRE_TSNS];
	struct tsn_fragment fragment[WIRE_TSNS];
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

/* A message that was read. */
struct read {
	uint32_t	 seq, len, hash;
};

struct stream {
	struct reasm_origin origin;	/* of the last segment */
	uint64_t	 gap_since;
	uint32_t	 start;		/* of buf: where r[0].from lies */
	uint32_t	 far;		/* sequence after a segment far off */
	uint8_t		 state;		/* enum stream_state */
	bool		 has_far;
	bool		 edge;		/* r[0].from is where a segment began */
	bool		 said;		/* out of step, and a message said so */
	bool		 skipped;	/* octets before the next were lost */
	bool		 overlap;	/* segments contradicted each other */
	uint8_t		 n;		/* ranges in use, at least 1 */
	uint8_t		 nread;		/* next of read[], a ring */
	struct range	 r[WIRE_RANGES_MAX];	/* r[0]: in order, unread */
	struct read	 read[WIRE_READ_MAX];
};

struct wire {
	struct wire_conf conf;
	struct wire_stats stats, past;	/* past: before wire_finish() */
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

/* What wire_at() put aside. */
struct wire_aside {
	uint64_t	 ts, number;
	uint32_t	 idx;
	uint16_t	 sport, dport;
	uint8_t		 nlayers;
	bool		 used;
	struct cur	 src, dst;
	uint8_t		 layer[SIG_LAYERS_MAX];
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

static inline bool
wire_port_is(const struct wire *w, uint16_t port)
{
	return w->m.sport == port || w->m.dport == port;
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
/* Emit what waits in TCP streams. */
void		 tcp_finish(struct wire *);
/* Units waiting in TCP streams. */
uint64_t	 tcp_waiting(const struct wire *);

bool		 stream_has_gap(const struct stream *);
/* Go on behind the first gap, at sequence number to. */
void		 stream_gap_skip(struct wire *, struct stream *, uint32_t to);
void		 stream_gaps_skip(struct wire *, struct stream *);
/* Forget the stream, after what it holds was emitted; it goes on at seq. */
void		 stream_restart(struct wire *, struct stream *, uint32_t seq,
		    enum stream_state);
/* Emit what a stream holds that will not go on. */
void		 stream_finish(struct wire *, struct stream *);
void		 stream_add(struct wire *, struct stream *,
		    const struct tcp_segment *);

void		 wire_layer(struct wire *, enum sig_layer);
/* Dissect and emit one unit; anomalies are those found below it. */
void		 wire_unit(struct wire *, enum sig_entry, struct cur, bool cut,
		    uint64_t anomalies);
/* Emit a message that says only what is wrong. */
void		 wire_defect(struct wire *, enum sig_defect, enum sig_proto,
		    bool cut, uint64_t anomalies);
/* The frame at hand becomes the one that o tells of, until wire_back(). */
void		 wire_at(struct wire *, const struct reasm_origin *o,
		    struct wire_aside *);
void		 wire_back(struct wire *, const struct wire_aside *);
/* Where the frame at hand comes from; arg is the wire. */
void		 wire_note(void *arg, struct reasm_origin *);
/* Emit a message for each set of pieces that was given up. */
void		 wire_lost_emit(struct wire *, struct reasm *);

static inline void
wire_lost(struct wire *w, struct reasm *r)
{
	if (reasm_stats(r)->lost > 0)
		wire_lost_emit(w, r);
}

/* Hash of the flow at hand (m.src, m.dst, ports), or of its reverse. */
uint64_t	 wire_flow(const struct wire *, bool reverse);

/* Does an IP packet carry SCTP, or TCP on signalling ports, as far as one can
 * see? */
bool		 ip_ours(struct cur);

/* A header that looks like Diameter beyond reasonable doubt (RFC 6733 3);
 * *len is the length that it claims. */
bool		 look_diameter(struct cur, uint32_t *len);
/* Such a header, followed by another if that is in sight. */
bool		 look_diameter_run(struct cur, uint32_t max);
/* Could a message begin here, as far as version and lengths tell? */
enum look { LOOK_NO, LOOK_MORE, LOOK_YES };
enum look	 look_diameter_first(struct cur, uint32_t max);
bool		 look_tls(struct cur);
/* An enum sig_entry by the look of a whole message, or ENTRY_NONE. */
enum { ENTRY_NONE = -1 };
int		 look_entry(struct cur);
/* The same where nothing else speaks for it; head: the end need not be
 * there. */
int		 look_entry_strict(struct cur, bool head);
/* Is it of a class that M3UA, M2UA and SUA have in common? */
bool		 look_xua_common(struct cur);

/* The entry of a hash; LRU_NIL when there is none. */
uint32_t	 lru_find(struct lru *, uint64_t hash);
/* The same, made when there is none: *fresh.  It may have belonged to another
 * before: *evicted. */
uint32_t	 lru_get(struct lru *, uint64_t hash, bool *fresh,
		    bool *evicted);

#endif
