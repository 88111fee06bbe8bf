/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crowd of devices and a home network on a virtual clock, for admission.
 *
 * Devices of three classes ask at random times of the first seconds.  Those of
 * one kind of network are told any time and come then; the others do what
 * their timers make them do (TS 24.301 10.2: T3411, T3402, attempt counter 5).
 * Each asks for one thing, an update-location that pays for its procedure.
 * The home is a queue with one server; whoever waits too long is served all
 * the same.  Events lie in lists, one for a millisecond.
 */
#ifndef TESTS_CROWD_H
#define TESTS_CROWD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/admit.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

enum { KIND_ANY, KIND_STEP, KIND_SILENCE };
enum { CRITICAL, HANDSET, METER, CLASSES };

static const uint8_t crowd_priority[CLASSES] = { 1, 5, 9 };

static const struct drain_reach reach_any[] = {
	{ .kind = KIND_ANY, .first = 5 * S, .jitter = S / 5 },
};
static const struct drain_reach reach_step[] = {
	{ .kind = KIND_STEP, .times = 4, .first = 10 * S, .step = 10 * S,
	  .rest = 720 * S, .jitter = S },
	{ .kind = KIND_SILENCE, .times = 4, .first = 25 * S, .step = 25 * S,
	  .rest = 720 * S, .jitter = S },
};

struct device {
	uint32_t	 next;		/* in the list of its time */
	uint8_t		 class, attempts, refused;
	bool		 any, in;
};

struct crowd {
	/* set before crowd_run() */
	uint32_t	 n;
	uint32_t	 capacity;	/* what the home is said to have */
	unsigned	 seconds, onset_ms;
	unsigned	 any;		/* per cent that can be told any time */
	unsigned	 halved, whole;	/* s: home falls, recovers; 0: no */
	/* and what came out */
	struct device	*d;
	uint32_t	*list;		/* 1 + device, by millisecond */
	uint64_t	*admitted;	/* times */
	uint32_t	 nadmitted;
	uint32_t	*in, *offered;	/* by second */
	uint32_t	*waiting_any;	/* at the end of the second */
	float		*rate;		/* in force at the end of the second */
	uint32_t	 left[CLASSES], left_any;
	uint32_t	 late[CLASSES];	/* refused at least once */
	uint32_t	 often;		/* of those told any time: refused
					 * more than twice */
	uint64_t	 random;
	/* the home: times at which answers come, in order */
	uint64_t	 busy_until;
	uint64_t	*answer, *sent;
	uint32_t	 answered;
	struct admit	*a;
};

static inline uint64_t
crowd_random(struct crowd *c)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 7;
	c->random ^= c->random << 17;
	return c->random * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static inline uint64_t
crowd_key(uint32_t i)
{
	return UINT64_C(15) << 56 | (UINT64_C(1010000000000) + i);
}

static inline void
crowd_at(struct crowd *c, uint32_t i, uint64_t t)
{
	uint64_t ms = (t - START) / MS;

	if (ms >= (uint64_t)c->seconds * 1000)
		return;
	c->d[i].next = c->list[ms];
	c->list[ms] = i + 1;
}

/* What its timers make of the answer. */
static inline void
crowd_return(struct crowd *c, uint32_t i, const struct admit_answer *to,
    uint64_t now)
{
	struct device *d = &c->d[i];
	uint64_t after = to->kind == KIND_SILENCE ? 25 * S : 10 * S;

	if (d->any) {
		crowd_at(c, i, to->when + crowd_random(c) % (S / 5));
		return;
	}
	if (++d->attempts == 5) {
		d->attempts = 0;
		after = 720 * S;
	}
	crowd_at(c, i, now + after + crowd_random(c) % S);
}

static inline void
crowd_serve(struct crowd *c, uint64_t now)
{
	uint64_t second = (now - START) / S, takes = S / c->capacity;

	if (c->halved > 0 && second >= c->halved &&
	    (c->whole == 0 || second < c->whole))
		takes *= 2;
	if (c->busy_until < now)
		c->busy_until = now;
	c->busy_until += takes * 95 / 100;	/* a little in hand */
	c->sent[c->nadmitted] = now;
	c->answer[c->nadmitted] = c->busy_until + 20 * MS;
	c->admitted[c->nadmitted++] = now;
	capacity_sent(admit_capacity(c->a), now);
}

static inline void
crowd_answers(struct crowd *c, uint64_t now)
{
	for (; c->answered < c->nadmitted && c->answer[c->answered] <= now;
	    c->answered++)
		capacity_outcome(admit_capacity(c->a), CAPACITY_FINE,
		    c->answer[c->answered] - c->sent[c->answered], now);
}

static inline void
crowd_ask(struct crowd *c, uint32_t i, uint64_t now)
{
	struct device *d = &c->d[i];
	struct admit_request r = {
		.key = crowd_key(i), .priority = crowd_priority[d->class],
		.reach = d->any ? reach_any : reach_step,
		.nreach = d->any ? 1 : 2, .continues = true,
	};
	struct admit_answer to = admit_decide(c->a, &r, now);

	c->offered[(now - START) / S]++;
	if (to.admitted) {
		d->in = true;
		c->left[d->class]--;
		c->left_any -= d->any;
		c->in[(now - START) / S]++;
		crowd_serve(c, now);
		return;
	}
	if (to.why != ADMIT_EARLY && d->refused++ == 0)
		c->late[d->class]++;
	c->often += d->any && d->refused == 3 && to.why != ADMIT_EARLY;
	crowd_return(c, i, &to, now);
}

static inline void
crowd_make(struct crowd *c)
{
	uint32_t i;

	c->random = 0x5eed;
	c->d = calloc(c->n, sizeof(*c->d));
	c->list = calloc((size_t)c->seconds * 1000, sizeof(*c->list));
	c->admitted = calloc(c->n, sizeof(*c->admitted));
	c->answer = calloc(c->n, sizeof(*c->answer));
	c->sent = calloc(c->n, sizeof(*c->sent));
	c->in = calloc(c->seconds, sizeof(*c->in));
	c->offered = calloc(c->seconds, sizeof(*c->offered));
	c->waiting_any = calloc(c->seconds, sizeof(*c->waiting_any));
	c->rate = calloc(c->seconds, sizeof(*c->rate));
	for (i = 0; i < c->n; i++) {
		struct device *d = &c->d[i];

		d->class = i % 100 == 0 ? CRITICAL : i % 100 < 25 ? HANDSET :
		    METER;
		d->any = crowd_random(c) % 100 < c->any;
		c->left[d->class]++;
		c->left_any += d->any;
		crowd_at(c, i, START + crowd_random(c) %
		    (c->onset_ms * MS));
	}
}

static inline void
crowd_run(struct crowd *c, const struct admit_setup *setup)
{
	uint64_t now, ms, step;
	uint32_t i, next, n;

	crowd_make(c);
	c->a = admit_new(setup, START);
	if (c->a == NULL)
		abort();
	for (ms = 0; ms < (uint64_t)c->seconds * 1000; ms++) {
		now = START + ms * MS;
		crowd_answers(c, now);
		for (n = 0, i = c->list[ms]; i != 0; i = c->d[i - 1].next)
			n++;
		step = n > 0 ? MS / (n + 1) : 0;
		for (i = c->list[ms]; i != 0; i = next) {
			next = c->d[i - 1].next;
			now += step;
			crowd_ask(c, i - 1, now);
		}
		if (ms % 1000 == 999) {
			c->waiting_any[ms / 1000] = c->left_any;
			c->rate[ms / 1000] =
			    (float)capacity_rate(admit_capacity(c->a));
		}
	}
}

static inline void
crowd_free(struct crowd *c)
{
	admit_free(c->a);
	free(c->d);
	free(c->list);
	free(c->admitted);
	free(c->answer);
	free(c->sent);
	free(c->in);
	free(c->offered);
	free(c->waiting_any);
	free(c->rate);
}

#endif
