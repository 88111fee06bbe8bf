/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From captured frames to messages: link layer, IP with fragments, SCTP and
 * TCP with their reassembly; then sig_dissect() for each message found.
 *
 * All memory is handed in at the start; nothing is allocated later.
 */
#ifndef DISSECTORS_WIRE_H
#define DISSECTORS_WIRE_H

#include "sig.h"

struct wire;

/* Link types of capture files (LINKTYPE_ and DLT_ values, tcpdump.org). */
enum wire_link {
	WIRE_NULL = 0,
	WIRE_ETHERNET = 1,
	WIRE_RAW_BSD = 12,
	WIRE_RAW_OPENBSD = 14,
	WIRE_RAW = 101,
	WIRE_LOOP = 108,
	WIRE_LINUX_SLL = 113,
	WIRE_MTP2_PHDR = 139,
	WIRE_MTP2 = 140,
	WIRE_MTP3 = 141,
	WIRE_SCCP = 142,
	WIRE_IPV4 = 228,
	WIRE_IPV6 = 229,
	WIRE_SCTP = 248,
	WIRE_LINUX_SLL2 = 276,
};

struct wire_conf {
	size_t		 reasm_octets;	/* pieces of IP, SCTP, SCCP messages */
	uint32_t	 reasm_sets;
	uint32_t	 associations;	/* SCTP directions remembered */
	uint32_t	 streams;	/* TCP directions remembered */
	uint32_t	 stream_octets;	/* buffered a TCP direction */
	uint64_t	 timeout;	/* ns until pieces are given up */
	uint64_t	 secret;	/* keys the hashes */
};

/* Sensible limits: 16 MiB of pieces, 1,024 associations, 1,024 streams. */
extern const struct wire_conf wire_conf_default;

struct wire_frame {
	int		 link;		/* enum wire_link */
	struct cur	 octets;	/* as captured */
	size_t		 len;		/* as on the wire; more if cut off */
	uint64_t	 ts;		/* ns since 1970 */
	uint64_t	 number;	/* from 1 */
};

struct wire_stats {
	uint64_t	 frames;
	uint64_t	 messages;	/* handed to the callback */
	uint64_t	 other;		/* frames that carried no signalling */
	uint64_t	 cut_off;	/* frames shorter than on the wire */
	uint64_t	 bad;		/* frames with a broken lower layer */
	uint64_t	 retransmitted;	/* SCTP chunks, TCP segments seen before */
	uint64_t	 tcp_lost;	/* gaps given up in TCP streams */
	uint64_t	 evicted;	/* associations, streams, sets for want of room */
	uint64_t	 waiting;	/* messages still incomplete, now */
	uint64_t	 expired;	/* sets of pieces given up for age */
};

/* m and what it points to are valid during the call. */
typedef void	 wire_emit(void *arg, const struct sig_msg *m);

bool		 wire_link_known(int link);
size_t		 wire_size(const struct wire_conf *);
struct wire	*wire_init(void *mem, const struct wire_conf *);
/* Calls emit for each message that this frame completes, in order. */
void		 wire_frame(struct wire *, const struct wire_frame *,
		    wire_emit *, void *arg);
const struct wire_stats *wire_stats(struct wire *);
/* For the end of input, and before input that does not go on from what came
 * before: emits a message for each that is incomplete (defect reassembly or
 * cut-off, with the frame that began it) and forgets all that is under way.
 * The counts stay; what was incomplete still counts as waiting. */
void		 wire_finish(struct wire *, wire_emit *, void *arg);

#endif
