/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine under a random script of requests, answers, neighbours that come
 * and go, time and other rules: each request ends exactly once, nobody is
 * answered twice or what he did not ask, and every way to end is met.
 */
#include "engine_help.h"
#include "random.h"

enum { STEPS = 60000, SCRIPTS = 4, REQUESTS = 6, ASKED = 2 * STEPS,
	PEERS = 5, SWAPS = 2000 };

static uint64_t met[END_COUNT];

/* By the identifier that it was asked with: by whom, and in which of his
 * lives; once it was answered, nobody. */
static struct {
	struct peer	*by;
	unsigned	 life;
} asked[ASKED];

static struct peer *const peers[PEERS] = { &hss1, &hss2, &alpha, &alpha2,
    &ipx };
static unsigned life[PEERS];
static unsigned seen[PEERS];
static uint32_t next;

/* What a neighbour was sent since the last look. */
static void
look(unsigned i)
{
	const struct sent *s;
	struct peer *p = peers[i];
	uint32_t hbh;

	ck_assert_uint_le(p->nsent - seen[i], SENT_MAX);
	for (; seen[i] < p->nsent; seen[i]++) {
		s = &p->sent[seen[i] % SENT_MAX];
		if (s->p[4] & DIAMETER_REQUEST)
			continue;
		hbh = hbh_of(s);
		ck_assert_uint_lt(hbh, ASKED);
		ck_assert(asked[hbh].by == p);
		ck_assert_uint_eq(asked[hbh].life, life[i]);
		asked[hbh].by = NULL;
	}
}

static void
look_all(void)
{
	unsigned i;

	for (i = 0; i < PEERS; i++)
		look(i);
	balance();
}

static void
step_ask(unsigned i)
{
	static const char *const imsi[] = { IMSI_FINE, IMSI_FINE, IMSI_FINE,
	    IMSI_FINE, IMSI_DROP, IMSI_REJECT, IMSI_SILENT, IMSI_SINK,
	    IMSI_SINK_TO, IMSI_STEER, IMSI_AWAY };
	bool home = i < 2;
	struct ask a = { .hbh = next, .e2e = random_below(40),
	    .imsi = imsi[random_below(sizeof(imsi) / sizeof(imsi[0]))] };

	if (peers[i]->way == NULL)
		return;
	if (home) {
		a.command = CLR;
		a.ohost = HSS1;
		a.orealm = REALM_HOME;
		a.dhost = MME_ALPHA;
		a.drealm = random_below(4) ? REALM_ALPHA : REALM_BETA;
	} else {
		a.dhost = random_below(2) ? HSS1 : HSS2;
		a.no_host = random_below(3) == 0;
	}
	if (random_below(4) == 0)
		a.flags = FLAGS | RETRANSMITTED;
	else if (random_below(20) == 0)
		a.flags = FLAGS | DIAMETER_ERROR;
	if (random_below(20) == 0)
		a.more = "282\"" US "\"";
	asked[next].by = peers[i];
	asked[next++].life = life[i];
	ask(peers[i], a);
}

/* To something that he was sent, not always rightly. */
static void
step_answer(unsigned i)
{
	struct peer *p = peers[i];
	unsigned n = p->nsent < SENT_MAX ? p->nsent : SENT_MAX;
	struct sent s;

	if (p->way == NULL || n == 0)
		return;
	s = p->sent[(p->nsent - 1 - random_below(n)) % SENT_MAX];
	if (!(s.p[4] & DIAMETER_REQUEST))
		return;
	if (random_below(10) == 0)
		s.p[12 + random_below(8)] ^= (uint8_t)(1 << random_below(8));
	answer_with(p, &s, random_below(10) ? "268=2001" : "268=5012");
}

static void
step_way(unsigned i)
{
	if (peers[i]->way == NULL) {
		life[i]++;
		seen[i] = 0;
		peer_up(peers[i]);
	} else if (random_below(3) == 0) {
		peer_down(peers[i]);
	}
}

static void
few(struct conf *c)
{
	c->diameter.requests = REQUESTS;
}

static void
fewer(struct conf *c)
{
	c->diameter.requests = REQUESTS / 2;
	c->diameter.answer = 3 * S;
}

static void
step(unsigned n)
{
	unsigned what = random_below(100), i = random_below(PEERS);

	if (what < 40)
		step_ask(i);
	else if (what < 80)
		step_answer(i);
	else if (what < 84)
		step_way(i);
	else if (what < 88)
		peers[i]->full = peers[i]->way != NULL &&
		    random_below(3) == 0;
	else
		wait_for(random_below(S / 5));
	look_all();
	if (n % SWAPS == SWAPS - 1)
		ck_assert(engine_swap(engine, world_rules(WORLD,
		    random_below(2) ? few : fewer)));
}

static void
script(unsigned number)
{
	struct way_counts c;
	unsigned n, i;

	seed = 0x5eed + number;
	next = 0;
	memset(asked, 0, sizeof(asked));
	world_with(WORLD, few, number == SCRIPTS - 1);
	for (i = 0; i < PEERS; i++) {
		seen[i] = 0;
		peer_up(peers[i]);
	}
	for (n = 0; n < STEPS; n++)
		step(n);
	engine_stop(engine);
	for (i = 0; i < PEERS; i++)
		peers[i]->full = false;
	for (n = 0; n < SWAPS / 2; n++)
		step(n);
	wait_for(11 * S);
	look_all();
	ck_assert(engine_stopped(engine));
	c = totals();
	for (i = 0; i < END_PASSED; i++)
		met[i] += c.end[i];
	world_end();
}

START_TEST(each_ends_once)
{
	unsigned i;

	for (i = 0; i < SCRIPTS; i++)
		script(i);
	for (i = 0; i < END_PASSED; i++)
		if (met[i] == 0)
			ck_abort_msg("never: %s",
			    engine_end_name((enum engine_end)i));
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, each_ends_once);
}

int
main(void)
{
	return suite_main("engine_random", add);
}
