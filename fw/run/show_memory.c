/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators see of what is remembered.
 */
#include <string.h>

#include "../../rules/context.h"
#include "../../rules/judge.h"
#include "../../rules/state/number.h"
#include "../../rules/state/subscriber.h"
#include "../report_memory.h"
#include "engine.h"
#include "show_impl.h"

bool
show_imsi(struct call *c, const char *text, uint64_t *imsi)
{
	struct sig_digits d = { { 0, 0 } };
	size_t n = strlen(text), i;

	for (i = 0; i < n && i < NUMBER_MAX && text[i] >= '0' &&
	    text[i] <= '9'; i++)
		d.w[i / 16] |= (uint64_t)(text[i] - '0') << 4 * (i % 16);
	*imsi = i == n ? number_pack(&d, (unsigned)n) : 0;
	return *imsi != 0 || call_refuse(c, "expected an IMSI, not \"%.40s\"",
	    text);
}

static struct memory *
memory_of(struct call *c)
{
	struct judge *j = call_judge(c);
	struct memory *m = j == NULL ? NULL : judge_memory(j);

	if (j != NULL && m == NULL)
		(void)call_refuse(c, "the configuration has no \"memory\"");
	return m;
}

static void
place_row(struct grid *g, const struct ruleset *rs, const struct place *p,
    const char *by)
{
	if (!(p->flags & PLACE_THERE))
		return;
	grid_begin(g);
	grid_text(g, by);
	grid_text(g, p->network == OWNER_NOBODY ? NULL :
	    ruleset_owner_name(rs, p->network));
	grid_count(g, p->country);
	grid_time(g, (uint64_t)p->seen * 1000000000);
	grid_text(g, p->flags & PLACE_GONE ? "gone" : "there");
	grid_end(g);
}

bool
show_place(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "by", "by", 8 }, { "network", "network", 32 },
		{ "MCC", "country", -4 }, { "seen", "seen", 19 },
		{ "is", "state", 5 },
	};
	const struct ruleset *rs = engine_rules(c->env->engine);
	struct memory *m = memory_of(c);
	const struct subscriber *s;
	uint64_t imsi;
	struct grid g;

	if (m == NULL || !show_imsi(c, c->argv[0], &imsi))
		return false;
	s = subscriber_look(memory_subscribers(m), imsi);
	SHOW_COLUMNS(&g, c, columns);
	if (s != NULL) {
		place_row(&g, rs, &s->place[PLACE_DIAMETER], "diameter");
		place_row(&g, rs, &s->place[PLACE_SS7], "map");
	}
	grid_close(&g, "nothing is known of where he is");
	return true;
}

static void
fill_row(struct grid *g, const char *what, uint64_t n, uint64_t max,
    uint64_t lost)
{
	grid_begin(g);
	grid_text(g, what);
	grid_count(g, n);
	grid_count(g, max);
	grid_count(g, lost);
	grid_end(g);
}

bool
show_memory(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "what", "what", 16 }, { "now", "count", -14 },
		{ "at most", "max", -14 }, { "given up", "lost", -14 },
	};
	struct memory *m = memory_of(c);
	struct memory_stats s;
	struct grid g;

	if (m == NULL)
		return false;
	if (!c->json) {
		report_memory_text(c->f, engine_rules(c->env->engine), m);
		return true;
	}
	memory_stats(m, &s);
	SHOW_COLUMNS(&g, c, columns);
	fill_row(&g, "subscribers", s.subscribers, s.subscribers_max,
	    s.evicted);
	fill_row(&g, "numbers", s.numbers, s.subscribers_max, s.numbers_lost);
	fill_row(&g, "transactions", s.transactions, s.transactions_max,
	    s.transactions_lost);
	fill_row(&g, "sources", s.sources, s.sources_max, s.sources_lost);
	return true;
}
