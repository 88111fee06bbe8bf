/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far each check has come: learning, only told, or acted on.
 *
 * Learning ends after its time, as it goes by between messages.  A clock that
 * jumps, or a message with a time of its own, neither ends nor prolongs it.
 *
 * That answers are unasked for is only said once most of them have been seen to
 * be asked for, so that a tap on one direction alone blocks nothing.  It is no
 * longer said when one direction is lost later: when, in a span of COVER_NS or
 * more, less than the share that is asked for was known, and what is known has
 * become less by half of that at least, by more than chance.  Whoever forges
 * answers makes those that are known no fewer.
 */
#include "context_impl.h"

/* A pause up to this long is one; beyond, the clock was set. */
#define JUMP		(86400 * NS_A_SECOND)
/* Messages may stand in another order by this much. */
#define BACK		NS_A_SECOND
#define COVER_NS	(10 * NS_A_SECOND)
/* In so long a time there must be enough of them to say anything. */
#define COVER_MAX	(600 * NS_A_SECOND)

enum { UPDATE_NS = 100000000, PER_CENT = 100, USUAL_SHARE = 8 };

/* The counts so far of those alike. */
static void
alike_count(struct memory *m, struct alike *a)
{
	unsigned i;

	for (i = 0; i < CHECK_COUNT; i++) {
		m->progress[i].asked += (a->asked >> i & 1) * a->times;
		m->progress[i].known += (a->known >> i & 1) * a->times;
	}
	a->times = 0;
}

void
progress_count(struct memory *m, const struct context *c, bool request)
{
	struct alike *a = &m->alike[request];
	uint32_t found = c->found;
	unsigned i;

	if (a->asked != c->asked || a->known != c->known) {
		alike_count(m, a);
		a->asked = c->asked;
		a->known = c->known;
	}
	a->times++;
	for (i = 0; found != 0; i++, found >>= 1)
		m->progress[i].found += found & 1;
}

struct progress
progress_get(const struct memory *m, unsigned check)
{
	struct progress p = m->progress[check];
	unsigned i;

	for (i = 0; i < 2; i++) {
		p.asked += (m->alike[i].asked >> check & 1) *
		    m->alike[i].times;
		p.known += (m->alike[i].known >> check & 1) *
		    m->alike[i].times;
	}
	return p;
}

struct progress
progress_learning(const struct memory *m, unsigned check)
{
	struct progress p = progress_get(m, check);

	if (check == CHECK_UNASKED && m->coverage.fell) {
		p.asked -= m->coverage.again.asked;
		p.known -= m->coverage.again.known;
	}
	return p;
}

/* ---- coverage of answers ---- */

static bool
covers(const struct memory *m, uint64_t asked, uint64_t known)
{
	return known * PER_CENT >=
	    asked * m->rs->conf->check[CHECK_UNASKED].coverage;
}

static void
learn_again(struct memory *m, const struct progress *p)
{
	m->coverage.fell = true;
	m->coverage.since = m->gone;
	m->coverage.again = *p;
}

/* Is what was known gone, rather than that something else came? */
static bool
is_lost(double expected, double asked, double known)
{
	double miss = expected - known;

	return miss > 0 && miss * miss > 9 * expected &&
	    2 * miss >= expected * (1 - known / asked);
}

static void
coverage_update(struct memory *m, uint64_t now)
{
	const uint32_t bit = UINT32_C(1) << CHECK_UNASKED;
	struct progress p = progress_get(m, CHECK_UNASKED);
	struct coverage *c = &m->coverage;
	uint64_t asked = p.asked - c->then.asked, ns = m->gone - c->begun;
	uint64_t known = p.known - c->then.known;

	if (ns < COVER_NS)
		return;
	if (asked < MEMORY_ANSWERS_ENOUGH && ns < COVER_MAX)
		return;
	c->begun = m->gone;
	c->then = p;
	if (asked < MEMORY_ANSWERS_ENOUGH)
		return;
	if (covers(m, asked, known)) {
		c->usual += ((double)known / (double)ns - c->usual) /
		    (c->usual > 0 ? USUAL_SHARE : 1);
	} else if (c->fell && !(m->learned & bit)) {
		learn_again(m, &p);
	} else if (m->learned & bit && is_lost(c->usual * (double)ns,
	    (double)asked, (double)known)) {
		m->learned &= ~bit;
		learn_again(m, &p);
		memory_notice(m, &(struct notice){ .type = NOTICE_MODE,
		    .check = CHECK_UNASKED, .mode = CHECK_LEARN, .link = -1,
		    .now = now });
	}
}

/* ---- modes ---- */

uint64_t
learned_ns(const struct memory *m, unsigned check)
{
	return check == CHECK_UNASKED && m->coverage.fell ?
	    m->gone - m->coverage.since : m->gone;
}

static bool
learns_enough(const struct memory *m, unsigned check)
{
	const struct conf_check *c = &m->rs->conf->check[check];
	struct progress p;

	if (has_learned(m, check))
		return true;
	if (c->learn_ns == 0 || learned_ns(m, check) < c->learn_ns)
		return false;
	p = progress_learning(m, check);
	return check != CHECK_UNASKED || (p.asked >= MEMORY_ANSWERS_ENOUGH &&
	    covers(m, p.asked, p.known));
}

/* What it is now: enum check_mode. */
static unsigned
mode(struct memory *m, unsigned check, uint64_t now)
{
	const struct conf_check *c = &m->rs->conf->check[check];

	if (c->mode != CHECK_LEARN)
		return c->mode;
	if (!learns_enough(m, check))
		return CHECK_LEARN;
	if (!has_learned(m, check))
		memory_notice(m, &(struct notice){ .type = NOTICE_MODE,
		    .check = (uint8_t)check, .mode = c->then, .link = -1,
		    .now = now });
	m->learned |= UINT32_C(1) << check;
	return c->then;
}

/* Whoever has travelled since it was saved would be blocked where he is now. */
static void
loaded_update(struct memory *m, uint64_t now)
{
	unsigned i;

	for (i = 0; i < CHECK_COUNT; i++)
		if (m->loaded >> i & 1 && elapsed(now, m->saved_at) >
		    m->rs->conf->check[i].learn_ns &&
		    m->gone < m->rs->conf->check[i].learn_ns)
			m->learned &= ~(UINT32_C(1) << i);
}

static void
time_goes(struct memory *m, uint64_t now)
{
	uint64_t ns = elapsed(now, m->latest);

	if (ns > 0 && ns <= JUMP) {
		m->gone += ns;
		/* where nobody says anything no direction is lost */
		if (ns >= COVER_NS)
			m->coverage.begun += ns;
	} else if (ns > 0) {
		loaded_update(m, now);
	}
	if (ns > 0 || m->latest - now > BACK)
		m->latest = now;
}

void
modes_update(struct memory *m, uint64_t now)
{
	unsigned i, is;

	if (!m->began) {
		m->began = true;
		m->start = m->latest = now;
		loaded_update(m, now);
	} else if (elapsed(now, m->moded) < UPDATE_NS && m->moded <= now)
		return;
	m->moded = now;
	time_goes(m, now);
	coverage_update(m, now);
	yardstick_update(m, now);
	m->enforced = m->tested = 0;
	for (i = 0; i < CHECK_COUNT; i++) {
		is = mode(m, i, now);
		m->enforced |= is == CHECK_ENFORCE ? UINT32_C(1) << i : 0;
		m->tested |= is == CHECK_TEST ? UINT32_C(1) << i : 0;
	}
}
