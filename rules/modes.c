/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far each check has come: learning, only told, or acted on.
 *
 * Learning ends after its time, counted from the first message; that answers
 * are unasked for is only said once most of them have been seen to be asked
 * for, so that a tap on one direction alone blocks nothing.
 */
#include "context_impl.h"

enum { UPDATE_NS = 100000000, PER_CENT = 100 };

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

static bool
learns_enough(const struct memory *m, unsigned check, uint64_t now)
{
	const struct conf_check *c = &m->rs->conf->check[check];
	struct progress p;

	if (has_learned(m, check))
		return true;
	if (c->learn_ns == 0 || elapsed(now, m->start) < c->learn_ns)
		return false;
	p = progress_get(m, check);
	return check != CHECK_UNASKED || (p.asked >= MEMORY_ANSWERS_ENOUGH &&
	    p.known * PER_CENT >= p.asked * c->coverage);
}

/* What it is now: enum check_mode. */
static unsigned
mode(struct memory *m, unsigned check, uint64_t now)
{
	const struct conf_check *c = &m->rs->conf->check[check];

	if (c->mode != CHECK_LEARN)
		return c->mode;
	if (!learns_enough(m, check, now))
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
begin(struct memory *m, uint64_t now)
{
	unsigned i;

	m->start = now;
	for (i = 0; i < CHECK_COUNT; i++)
		if (m->loaded >> i & 1 && elapsed(now, m->saved_at) >
		    m->rs->conf->check[i].learn_ns)
			m->learned &= ~(UINT32_C(1) << i);
}

void
modes_update(struct memory *m, uint64_t now)
{
	unsigned i, is;

	if (m->start == 0)
		begin(m, now);
	else if (elapsed(now, m->moded) < UPDATE_NS && m->moded <= now)
		return;
	m->moded = now;
	m->enforced = m->tested = 0;
	for (i = 0; i < CHECK_COUNT; i++) {
		is = mode(m, i, now);
		m->enforced |= is == CHECK_ENFORCE ? UINT32_C(1) << i : 0;
		m->tested |= is == CHECK_TEST ? UINT32_C(1) << i : 0;
	}
}
