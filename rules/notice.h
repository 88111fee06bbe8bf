/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memory has to tell besides verdicts: it happens with time, or between
 * messages, and belongs to none of them.
 */
#ifndef RULES_NOTICE_H
#define RULES_NOTICE_H

#include <stdint.h>

enum notice_type {
	NOTICE_UNANSWERED,	/* the request of that serial, in time */
	NOTICE_LINK_STALLED,	/* it sends, and answers nothing */
	NOTICE_LINK_RECOVERED,
	NOTICE_PARTNER_STALLED,
	NOTICE_PARTNER_RECOVERED,
	NOTICE_MODE,		/* a check has learned */
};

struct notice {
	uint8_t		 type;		/* enum notice_type */
	uint8_t		 check, mode;	/* of MODE */
	uint16_t	 owner;		/* enum conf_owner */
	int16_t		 link;		/* or -1 */
	uint64_t	 now;		/* ns */
	uint64_t	 serial;	/* of UNANSWERED: verdict.serial */
};

#endif
