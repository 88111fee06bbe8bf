/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP (ITU-T Q.713, ANSI T1.112).
 */
#ifndef DISSECTORS_SCCP_H
#define DISSECTORS_SCCP_H

#include "sig.h"

enum sccp_type {			/* Q.713 table 1: connectionless */
	SCCP_UDT = 0x09, SCCP_UDTS = 0x0a, SCCP_XUDT = 0x11,
	SCCP_XUDTS = 0x12, SCCP_LUDT = 0x13, SCCP_LUDTS = 0x14,
};

/* The variable parts of a connectionless message, each its contents. */
struct sccp_parts {
	struct cur	 called, calling, data;
	struct cur	 optional;	/* with its end octet */
	bool		 has_optional;
};

/* One SCCP message.  False: a segment that waits for others in r. */
bool	sccp_dissect(struct cur, struct reasm *, struct sig_msg *);
/* The parts of a whole connectionless message, which starts with its type;
 * false when they do not lie within it, and then there are none. */
bool	sccp_parts(struct cur, struct sccp_parts *);
/* What is above SCCP: management, TCAP, or another user. */
void	sccp_user(struct cur, struct sig_msg *);
/* 0: no SCCP message; 1: perhaps; 2: a connectionless one whose pointers lie
 * within it. */
int	sccp_plausible(struct cur);
bool	sccp_ssn_map(uint8_t ssn);
bool	sccp_ssn_cap(uint8_t ssn);

#endif
