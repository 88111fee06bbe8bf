/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subscribers: where each was last accepted, by protocol, and his equipment.
 *
 * 32 octets each, in memory that is bounded and got once, of which a look-up
 * mostly reads two cache lines, both at the same time.  What is put in
 * stays until its place is needed: below 85 % of the places nothing is lost,
 * and above, a newcomer may take the place of the one seen longest ago of the
 * sixteen in whose places he can be.  Which those are depends on a secret.
 */
#ifndef RULES_STATE_SUBSCRIBER_H
#define RULES_STATE_SUBSCRIBER_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

struct subscribers;

enum place_proto { PLACE_SS7, PLACE_DIAMETER, PLACE_PROTOS };

enum place_flag {
	PLACE_THERE = 1,	/* learned */
	PLACE_GONE = 2,		/* purged or cancelled since; its time counts */
	/* heard of without registering since the other place was */
	PLACE_STAYS = 4,
	PLACE_TOGETHER = 8,	/* with the other place, by one attach */
	PLACE_FLAGS = 15,	/* all of them */
};

enum { PLACE_COUNTRY_MAX = 1023 };

struct place {
	uint32_t	 seen;		/* s since 1970: latest accepted */
	uint16_t	 network;	/* numbered by the user, 0: none */
	uint16_t	 country : 10;	/* 0: none; set through place_set() */
	uint16_t	 flags : 6;	/* enum place_flag, or'ed */
};

struct subscriber {
	uint64_t	 key;		/* IMSI by number_pack(), 0: nobody */
	uint64_t	 imei;		/* by number_pack(), 0: none */
	struct place	 place[PLACE_PROTOS];
};

static_assert(sizeof(struct subscriber) == 32, "two in a cache line");

/* Flags of enum place_flag; a country above PLACE_COUNTRY_MAX is none. */
static inline void
place_set(struct place *p, uint32_t seen, unsigned network, unsigned country,
    unsigned flags)
{
	p->seen = seen;
	p->network = (uint16_t)network;
	p->country = (country <= PLACE_COUNTRY_MAX ? country : 0) & 0x3ff;
	p->flags = flags & PLACE_FLAGS;
}

static inline void
place_flags(struct place *p, unsigned flags)
{
	p->flags = flags & PLACE_FLAGS;
}

/* Room for max subscribers without loss, and somewhat more; NULL: no memory.
 * The memory counts as used page by page, as subscribers come. */
struct subscribers *subscribers_new(size_t max, uint64_t secret);
void		 subscribers_free(struct subscribers *);

/* The key will be asked for soon: its memory is sent for. */
void		 subscribers_expect(const struct subscribers *, uint64_t key);
/* NULL: not there.  What is found is good until the next subscriber_get(),
 * which may move others about. */
struct subscriber *subscriber_find(struct subscribers *, uint64_t key);
const struct subscriber *subscriber_look(const struct subscribers *,
		    uint64_t key);
/* The same, or a new one that is all zero but for its key (the caller sets a
 * time at once, or he is the first to be given up).  NULL for the key 0
 * only. */
struct subscriber *subscriber_get(struct subscribers *, uint64_t key);

size_t		 subscribers_count(const struct subscribers *);
size_t		 subscribers_max(const struct subscribers *);	/* promised */
size_t		 subscribers_places(const struct subscribers *); /* there are */
uint64_t	 subscribers_evicted(const struct subscribers *);
size_t		 subscribers_octets(const struct subscribers *); /* memory */
/* Who stands in neither of his two lines; looks at them all. */
size_t		 subscribers_apart(const struct subscribers *);
/* Every subscriber, in no order. */
void		 subscribers_walk(const struct subscribers *,
		    void (*visit)(void *, const struct subscriber *), void *);
/* The same, and all but the key may be changed. */
void		 subscribers_change(struct subscribers *,
		    void (*change)(void *, struct subscriber *), void *);

#endif
