/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages between neighbours: capabilities exchange, watchdog, goodbye
 * (RFC 6733 5.3, 5.4, 5.5), read and written.
 */
#ifndef FW_RUN_BASE_H
#define FW_RUN_BASE_H

#include "../../dissectors/cursor.h"
#include "../../dissectors/wbuf.h"
#include "edge.h"

enum base_command {			/* RFC 6733 3.1 */
	BASE_CE = 257,
	BASE_DW = 280,
	BASE_DP = 282,
};

enum base_result {			/* RFC 6733 7.1 */
	BASE_SUCCESS = 2001,
	BASE_UNKNOWN_PEER = 3010,
	BASE_TOO_BUSY = 3004,
	BASE_ELECTION_LOST = 4003,
	BASE_INVALID_VALUE = 5004,
	BASE_MISSING = 5005,
	BASE_NO_COMMON_APPLICATION = 5010,
	BASE_UNABLE = 5012,
	BASE_INVALID_LENGTH = 5014,
	BASE_NO_COMMON_SECURITY = 5017,
};

enum base_cause { BASE_REBOOTING, BASE_BUSY, BASE_DO_NOT_WANT };

enum base_limit {
	BASE_HEADER = 20,
	BASE_ADDRESSES_MAX = 8,		/* of ours, told */
	BASE_WRITE_MAX = 2048,		/* octets of what is written here, but
					 * for base_busy() */
};

struct base_header {
	uint8_t		 flags;		/* enum diameter_flag */
	uint32_t	 length, command, app, hop, end;
};

/* What a neighbour says of itself, or of an answer. */
struct base_message {
	struct base_header header;
	char		 host[EDGE_NAME_MAX], realm[EDGE_NAME_MAX]; /* or "" */
	uint32_t	 result;	/* 0: none */
	uint32_t	 cause;		/* of a DPR */
	bool		 security;	/* will do without TLS inside */
	bool		 application;	/* names one besides the base's own */
	uint32_t	 failed;	/* AVP that is missing or wrong, or 0 */
};

/* Who we are. */
struct base_self {
	const char	*host, *realm;
	uint32_t	 state;		/* Origin-State-Id */
	struct {
		uint8_t	 octets[EDGE_ADDRESS_MAX];
		uint8_t	 len;
	}		 address[BASE_ADDRESSES_MAX];
	unsigned	 naddress;
};

/*
 * The header's fixed part: false where it can be that of no message, its
 * length more than max included (RFC 6733 3).
 */
bool	 base_header(struct base_header *, const uint8_t *, size_t max);
/*
 * A whole message: BASE_SUCCESS, or the result that a request of its kind is
 * refused with; what could be read stands there all the same.
 */
uint32_t base_read(struct base_message *, struct cur)
	    __attribute__((warn_unused_result));

/* Requests, by their hop-by-hop and end-to-end identifiers; answers to what
 * was read, with its identifiers. */
void	 base_cer(struct wbuf *, const struct base_self *, uint32_t hop,
	    uint32_t end);
void	 base_cea(struct wbuf *, const struct base_self *,
	    const struct base_message *, uint32_t result);
void	 base_dwr(struct wbuf *, const struct base_self *, uint32_t hop,
	    uint32_t end);
void	 base_dpr(struct wbuf *, const struct base_self *, uint32_t hop,
	    uint32_t end, uint32_t cause);
/* DWA, DPA. */
void	 base_answer(struct wbuf *, const struct base_self *,
	    const struct base_header *, uint32_t result);
/* To any request: come again elsewhere (RFC 6733 7.1.3, 7.2).  Overflows where
 * Session-Id and Proxy-Info are longer than the room. */
void	 base_busy(struct wbuf *, const struct base_self *, struct cur request);

#endif
