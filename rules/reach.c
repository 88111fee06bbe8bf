/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a device comes back after which answer.
 *
 * What its visited network tells it follows from the answer, and its timers
 * from that (TS 29.272 annex A, TS 24.301 10.2, TS 24.008 11.2):
 *
 * cause #17	T3411 10 s (T3311 15 s), until five attempts have failed, then
 *		T3402 (T3302) 12 min
 * cause #15	another tracking area or network; as a rule minutes; by S6a alone
 * silence	T3410 and T3411, 25 s (T3210 and T3211, 35 s), counted in the
 *		same way
 *
 * T3346	the time that its network was told by an overload report
 *
 * A device registers through the circuit or the packet domain; MAP's
 * authentication does not say for which, so the packet domain is taken.
 */
#include "control_impl.h"

#define S	NS_A_SECOND

#define MINUTE	(60 * S)

enum { NEAR = 3, LEAST = 2 };	/* s: timers are not exact; GPRS timer 2 */

static const uint64_t T3402 = 720 * S;

_Static_assert((int)REJECT_SILENCE < (int)REACH_DOIC &&
    (int)REACH_DOIC < (int)DRAIN_KINDS,
    "every answer that brings a device back has a kind");

/* Without a word of the rules: as soon as one of these has a slot. */
static const uint8_t usual[] = { REJECT_UNABLE, REJECT_SILENCE };

/* Results of which cause #15 is made.  MAP has none of them: there it is told
 * an error that leads to #17. */
static bool
looks_elsewhere(unsigned error, bool eps)
{
	return eps && (error == REJECT_NO_ROUTE || error == REJECT_REALM ||
	    error == REJECT_NOT_ALLOWED || error == REJECT_SUBSCRIPTION);
}

static struct drain_reach
back_after(unsigned error, bool eps)
{
	uint64_t step = eps ? 10 * S : 15 * S;

	if (looks_elsewhere(error, eps))
		return (struct drain_reach){ .kind = (uint8_t)error,
		    .first = 30 * S, .step = 60 * S, .times = 10,
		    .rest = T3402, .jitter = 30 * S };
	if (error == REJECT_SILENCE)
		step = eps ? 25 * S : 30 * S;
	return (struct drain_reach){ .kind = (uint8_t)error, .first = step,
	    .step = step, .times = 4, .rest = T3402, .jitter = S };
}

unsigned
reach_of(struct drain_reach reach[REACH_MAX], const struct look *l, int error)
{
	bool eps = l->m->proto == SIG_PROTO_DIAMETER;
	unsigned i;

	if (error >= 0) {
		reach[0] = back_after((unsigned)error, eps);
		return 1;
	}
	for (i = 0; i < sizeof(usual); i++)
		reach[i] = back_after(usual[i], eps);
	return sizeof(usual);
}

uint64_t
reach_step(const struct look *l, unsigned kind)
{
	return back_after(kind, l->m->proto == SIG_PROTO_DIAMETER).first;
}

/*
 * T3346 is told as GPRS timer 2: even seconds up to a minute and whole minutes
 * beyond (TS 24.008 10.5.7.4).  Who is told some seconds first, and minutes when
 * he comes then, can be had at every other second.
 */
unsigned
reach_told(struct drain_reach reach[REACH_MAX])
{
	reach[0] = (struct drain_reach){ .kind = REACH_DOIC, .first = LEAST * S,
	    .grid = LEAST * S, .last = MINUTE + 2 * S, .jitter = S };
	reach[1] = (struct drain_reach){ .kind = REACH_DOIC, .first = MINUTE,
	    .grid = MINUTE, .last = 31 * MINUTE, .jitter = S };
	reach[2] = (struct drain_reach){ .kind = REACH_DOIC, .first = MINUTE +
	    LEAST * S, .grid = LEAST * S, .last = 31 * MINUTE, .jitter = S,
	    .stops = true };
	return 3;
}

/* It comes so much later than it is told, each time. */
void
reach_late(struct drain_reach *r, int64_t ns)
{
	r->first += (r->stops ? 2 : 1) * (uint64_t)ns;	/* may wrap back */
	if (r->step > 0)
		r->step += (uint64_t)ns;
}

uint64_t
reach_tell(uint64_t ns, int64_t late)
{
	uint64_t s, rest;

	if (late > 0)
		ns -= ns < (uint64_t)late ? ns : (uint64_t)late;
	s = (ns + S / 2) / S;
	rest = s % 60;

	if (s < LEAST)
		return LEAST * S;	/* 0 would end the report */
	if (s <= 60 || rest < LEAST)
		return (s < 60 ? s : s - rest) * S;
	return rest > 60 - LEAST ? (s + 60 - rest) * S : rest * S;
}

bool
reach_planned(uint64_t ns)
{
	uint64_t rest = (ns + S / 2) / S % 60;

	return rest < NEAR || rest > 60 - NEAR;
}

/* Whoever is told by OC-OLR is refused as busy. */
unsigned
reach_error(unsigned kind)
{
	return kind == REACH_DOIC ? REJECT_BUSY : kind;
}
