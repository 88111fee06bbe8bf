/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * M3UA messages as they are between us and a peer, and between an edge and the
 * engine: RFC 4666.
 *
 * This is no dissector: it says whether a stack that trusts what it reads may
 * have the octets, and what it needs to know of them that is wanted here.
 */
#ifndef FW_RUN_M3UA_H
#define FW_RUN_M3UA_H

#include <stdbool.h>
#include <stdint.h>

#include "../../dissectors/cursor.h"
#include "../../dissectors/wbuf.h"

enum m3ua_number {
	M3UA_DATA_HEAD = 24,		/* of DATA, to the user's octets */
	M3UA_LABEL = 12,		/* of Protocol Data (3.3.1) */
	M3UA_PC_MAX = 0xffffff,
	M3UA_SCCP = 3,			/* service indicator */
	M3UA_AFFECTED_MAX = 16,		/* point codes of one message */
};

enum m3ua_kind {			/* class and type */
	M3UA_ERROR = 0x0000, M3UA_NOTIFY,
	M3UA_DATA = 0x0101,
	M3UA_UNAVAILABLE = 0x0201, M3UA_AVAILABLE, M3UA_AUDIT, M3UA_CONGESTION,
	M3UA_USER_UNAVAILABLE, M3UA_RESTRICTED,
	M3UA_ASP_UP = 0x0301, M3UA_ASP_DOWN, M3UA_BEAT, M3UA_UP_ACK,
	M3UA_DOWN_ACK, M3UA_BEAT_ACK,
	M3UA_ACTIVE = 0x0401, M3UA_INACTIVE, M3UA_ACTIVE_ACK,
	M3UA_INACTIVE_ACK,
	M3UA_REGISTER = 0x0901, M3UA_REGISTERED, M3UA_DEREGISTER,
	M3UA_DEREGISTERED,
};

/* Status type and information of NTFY (3.8.2), of those that matter here. */
enum m3ua_status { M3UA_AS_INACTIVE = 0x10002, M3UA_AS_PENDING = 0x10004,
	M3UA_OTHER_ACTIVE = 0x20002 };

struct m3ua_label {
	uint32_t	 opc, dpc;
	uint8_t		 si, ni, mp, sls;
};

struct m3ua {
	enum m3ua_kind	 kind;
	bool		 has_context;
	uint32_t	 context;	/* the first one */
	struct m3ua_label label;	/* of DATA, ... */
	struct cur	 data;		/* ... with the user's octets */
	uint8_t		 level;		/* of congestion */
	uint32_t	 status;	/* of NTFY: enum m3ua_status */
	unsigned	 naffected;
	uint32_t	 affected[M3UA_AFFECTED_MAX];	/* mask, point code */
};

/*
 * A message whose parameters stand in a row, each known one once and with a
 * length and a value that it can have, and all that its kind needs.  Texts for
 * people are painted over, so that nobody prints them.  NULL, or what is wrong
 * with it, static.
 */
const char	*m3ua_check(uint8_t *, size_t n, struct m3ua *);
/* DATA of SCCP, with Protocol Data and nothing else, padding counted in. */
bool		 m3ua_data_get(struct cur, struct m3ua *);
/* Such a message, of which the n octets of the user follow, and then
 * m3ua_padding(n) zeros. */
void		 m3ua_data_head(struct wbuf *, const struct m3ua_label *,
		    size_t n);

static inline size_t
m3ua_padding(size_t n)
{
	return -n & 3;
}

#endif
