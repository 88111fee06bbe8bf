/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission to one protected group: in, or out with an appointment.
 *
 * Strictly by class, 0 first: as long as a higher class wants all there is, a
 * lower one gets only what it is guaranteed, its reserve or floor; what of
 * that nobody asks for is lent, and is back with the first who asks.  Within
 * a class those with an appointment whose time it is come first, then the
 * registered, then the others.  The registration that an admitted
 * authentication leads to passes and is counted with it (TS 29.273 annex C);
 * what goes on from there, or begins again, stands before the others of its
 * class.
 *
 * A device that comes before its time is answered from memory with what
 * remains, unless capacity would be idle.
 */
#ifndef RULES_STATE_ADMIT_H
#define RULES_STATE_ADMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capacity.h"
#include "drain.h"

enum admit_limit {
	ADMIT_CLASSES = DRAIN_CLASSES,
	ADMIT_CONTINUES_S = 30,		/* timer m of TS 29.002 */
	ADMIT_GRACE_MS = 5000,
};

struct admit_class {
	bool		 there;
	uint32_t	 reserve;	/* per cent of the rate in force */
	uint32_t	 floor;		/* procedures in ... */
	uint64_t	 floor_ns;	/* ... so long; 0: a second */
};

struct admit_setup {
	struct capacity_setup capacity;
	struct admit_class class[ADMIT_CLASSES];
	size_t		 devices;	/* in back-off at a time */
	uint64_t	 grace;		/* ns; 0: ADMIT_GRACE_MS */
	uint64_t	 secret;
};

struct admit_request {
	uint64_t	 key;		/* IMSI; 0: not known, no memory */
	uint8_t		 priority;	/* of its class; above 15 is 15 */
	bool		 continues;	/* it may continue a procedure: an
					 * update-location and such */
	bool		 registered;	/* its device is registered already */
	bool		 emergency;	/* before every class */
	bool		 again;		/* the same request, sent again */
	/* how its device can be brought back, best first; at least one */
	const struct drain_reach *reach;
	uint8_t		 nreach;
};

enum admit_why {
	ADMIT_CONTINUES,	/* of an admitted procedure */
	ADMIT_FREE,		/* there was capacity */
	ADMIT_GUARANTEED,	/* by reserve or floor */
	ADMIT_KEPT,		/* its appointment */
	ADMIT_EARLY,		/* before its time, refused from memory */
	ADMIT_FULL,		/* no capacity: refused, told when */
	ADMIT_BUMPED,		/* its time has come and no capacity is left */
	ADMIT_WHYS
};

struct admit_answer {
	bool		 admitted;
	bool		 booked;	/* refused: with a slot */
	uint8_t		 why;		/* enum admit_why */
	uint8_t		 kind;		/* refused: of the return, as given */
	uint8_t		 refused;	/* times, this one and those before,
					 * but not those answered early */
	uint64_t	 when;		/* refused: ns, when it shall come */
	uint64_t	 left;		/* early: ns, how long it had to go */
};

struct admit;

/* NULL: no memory, or no devices.  The setup is copied. */
struct admit	*admit_new(const struct admit_setup *, uint64_t now);
void		 admit_free(struct admit *);
/* What devices were told by one is true of the other, which was made just now
 * for as many devices and with the same secret; its capacity and what it
 * guarantees may be others. */
void		 admit_keep(struct admit *to, struct admit *from);

/* The key will be decided on soon. */
void		 admit_expect(const struct admit *, uint64_t key);
/* Decides, counts and remembers. */
struct admit_answer admit_decide(struct admit *, const struct admit_request *,
		    uint64_t now);
/* What a device was told, or when it was admitted; false: nothing that still
 * holds. */
struct backoff;
bool		 admit_told(const struct admit *, uint64_t key, uint64_t now,
		    struct backoff *);
/* What an admitted request of this group comes to is told here:
 * capacity_sent(), capacity_outcome() and so on. */
struct capacity	*admit_capacity(struct admit *);
const struct drain *admit_drain(const struct admit *);

struct admit_figures {
	uint64_t	 why[ADMIT_CLASSES][ADMIT_WHYS];
	size_t		 remembered, octets;
	uint64_t	 evicted;
	uint64_t	 lost;		/* appointments nobody kept */
};
void		 admit_figures(struct admit *, uint64_t now,
		    struct admit_figures *);
const char	*admit_why_name(unsigned why);	/* or NULL */

#endif
