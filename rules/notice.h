/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memory has to tell besides verdicts: it happens with time, or between
 * messages, and belongs to none of them.
 */
#ifndef RULES_NOTICE_H
#define RULES_NOTICE_H

#include <stdint.h>

struct sunk_event;

enum notice_type {
	NOTICE_UNANSWERED,	/* the request of that serial, in time */
	NOTICE_LINK_STALLED,	/* it sends, and answers nothing */
	NOTICE_LINK_RECOVERED,
	NOTICE_PARTNER_STALLED,
	NOTICE_PARTNER_RECOVERED,
	NOTICE_MODE,		/* a check has learned, or learns again */
	NOTICE_STORM,		/* one entered another state */
	NOTICE_CAPACITY,	/* of a protected group, reduced or not */
	NOTICE_SUNK,		/* a source: sunk, on probation, released */
	NOTICE_LINK_UP,		/* of SS7, inline */
	NOTICE_LINK_DOWN,
	NOTICE_UNDELIVERED,	/* the request of that serial passed, and went
				 * nowhere all the same */
};

struct notice {
	uint8_t		 type;		/* enum notice_type */
	uint8_t		 check, mode;	/* of MODE */
	uint16_t	 owner;		/* enum conf_owner */
	int16_t		 link;		/* or -1 */
	uint64_t	 now;		/* ns */
	uint64_t	 serial;	/* of UNANSWERED and UNDELIVERED:
					 * verdict.serial */
	uint32_t	 what;		/* number of the storm or group */
	uint8_t		 from, to;	/* enum storm_state; CAPACITY: to is
					 * enum capacity_why */
	double		 rate;		/* per second: of requests, or that the
					 * group bears */
	double		 threshold;	/* that drove it; configured capacity */
	double		 usual;		/* 0: not learned */
	double		 peak;		/* of a storm, up to now */
	const struct sunk_event *sunk;	/* of SUNK */
};

#endif
