/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steering of roaming: how often a device was sent away from less preferred
 * networks, and which visited networks have a proven problem.
 *
 * The home network refuses a registration in a less preferred network a limited
 * number of times, so that the device looks for a better one, and accepts it
 * when none seems to be there (the subject of GSMA IR.73).
 */
#ifndef RULES_STATE_STEER_H
#define RULES_STATE_STEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum steer_limit {
	STEER_NETWORKS = 3,	/* of which a device's refusals are counted */
	STEER_COUNTRIES = 2,
	STEER_COUNT_MAX = 255,	/* refusals by one network or country */
};

/*
 * How often a device is sent away.  A window begins with the first refusal and
 * lasts ns, rounded up to whole seconds; in it, at most "times" refusals, at
 * most "network" by one network (that it comes back all the same says that it
 * found no other) and at most "country" in one country (there is no better one
 * there).  0 for network or country: not limited, as is all above
 * STEER_COUNT_MAX; 0 times or 0 ns: nobody is ever sent away.
 */
struct steer_limits {
	uint16_t	 times;
	uint16_t	 network, country;
	uint64_t	 ns;
};

enum steer_answer {
	STEER_AWAY,		/* refuse; counted */
	/* let it be, for ... */
	STEER_NEVER,		/* the caller said so, or there is no limit */
	STEER_ACCEPTED,		/* it was accepted in this network last */
	STEER_TIMES,		/* it was refused as often as may be, ... */
	STEER_NETWORK,		/* ... by this network, ... */
	STEER_COUNTRY,		/* ... in this country */
	STEER_ANSWERS
};

struct steers;

/* Room for max devices, at most 40 octets each and 600 more.  NULL: no memory.
 * A device has sixteen places where it can be; when others have them all and
 * cannot move, the one goes whose state says nothing any more, else the one
 * whose latest window began longest ago. */
struct steers	*steers_new(size_t max, uint64_t secret);
void		 steers_free(struct steers *);

/*
 * A device registers in a network that is not preferred.  key: of its IMSI, 0:
 * nobody, who is never sent away.  network and country are numbers of the
 * caller's, 0: not known and never refused for that reason.  never: it is not
 * to be sent away (emergency, critical class, storm).  now: ns, whole seconds
 * count; a clock that was set back makes no window longer than it is.
 */
enum steer_answer steer_ask(struct steers *, uint64_t key, unsigned network,
		    unsigned country, const struct steer_limits *, bool never,
		    uint64_t now);
/* The same answer; nothing is counted. */
enum steer_answer steer_would(const struct steers *, uint64_t key,
		    unsigned network, unsigned country,
		    const struct steer_limits *, bool never, uint64_t now);
/*
 * Its home accepted it in a network, where it is left in peace until another
 * one was accepted.  preferred: nothing needs to be remembered of a device that
 * was never sent away.
 */
void		 steer_accepted(struct steers *, uint64_t key,
		    unsigned network, bool preferred, uint64_t now);
/* Forgets a device: it is no longer a subscriber, or by hand. */
void		 steer_forget(struct steers *, uint64_t key);

size_t		 steers_count(const struct steers *);
uint64_t	 steers_evicted(const struct steers *);	/* that said something */
size_t		 steers_octets(const struct steers *);	/* memory */

#endif
