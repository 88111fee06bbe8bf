/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far each check has come: learning, only told, or acted on.
 *
 * Learning ends after its time, counted from the first message; that answers
 * are unasked for is only said once most of them have been seen to be asked
 * for, so that a tap on one direction alone blocks nothing.
 */
#include "context_impl.h"

enum { UPDATE_NS = 100000000, ANSWERS_ENOUGH = 20, PER_CENT = 100 };

static bool
learns_enough(const struct memory *m, unsigned check, uint64_t now)
{
	const struct conf_check *c = &m->rs->conf->check[check];
	const struct progress *p = &m->progress[check];

	if (has_learned(m, check))
		return true;
	if (c->learn_ns == 0 || elapsed(now, m->start) < c->learn_ns)
		return false;
	return check != CHECK_UNASKED || (p->asked >= ANSWERS_ENOUGH &&
	    p->known * PER_CENT >= p->asked * c->coverage);
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

void
modes_update(struct memory *m, uint64_t now)
{
	unsigned i, is;

	if (m->start == 0)
		m->start = now;
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
