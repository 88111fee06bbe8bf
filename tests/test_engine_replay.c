/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine judges what replay judges: the messages of both directions as a
 * capture at the side of who asks shows them, links known by addresses, give
 * another judge the same verdicts, under the shipped policy.  What the engine
 * ends by itself the other judge is told, too.
 */
#include "engine_help.h"
#include "engine_replay.h"

enum { STEPS = 20000, OPEN = 64, PEERS = 4 };

#define POLICY REPLAY_POLICY						\
    "protect \"hss\" { link { \"hss1\" \"hss2\" } capacity 50/s }\n"

static const uint8_t addresses[L_COUNT][4] = { { 192, 0, 2, 1 },
    { 192, 0, 2, 2 }, { 198, 51, 100, 1 }, { 198, 51, 100, 2 },
    { 198, 51, 100, 3 }, { 192, 0, 2, 9 } };

static struct peer *const peers[PEERS] = { &hss1, &hss2, &alpha, &ipx };
static unsigned to_link;	/* plus one */
static struct sig_msg judged;
static bool asks;			/* it waits for its answer */
static unsigned unsent;

/* Requests that wait: what the neighbour was sent, and what was asked. */
static struct {
	struct sent	 sent;
	struct peer	*to;
	uint32_t	 hbh;
} waits[OPEN];
static unsigned nwaits;

/* The message as it was meant to be judged, to the other judge. */
static void
compare(const struct event *e)
{
	unsigned to = e->m->link_out;

	ck_assert_uint_eq(cur_left(&e->m->octets), len);
	ck_assert(memcmp(e->m->octets.p, octets, len) == 0);
	ck_assert_uint_eq(e->m->link_in, from_link + 1);
	ck_assert_uint_eq(e->m->ts, now);
	to_link = to;
	memset(&judged, 0, offsetof(struct sig_msg, proto));
	judged.ts = now;
	judged.src = cur_make(addresses[from_link], 4);
	if (to > 0)
		judged.dst = cur_make(addresses[to - 1], 4);
	(void)sig_dissect(SIG_ENTRY_DIAMETER, cur_make(octets, len), NULL,
	    &judged);
	replay_judge(e, &judged, false);
	asks = e->v->waits;
}

static void
given(struct peer *p)
{
	unsigned before = compared;

	from_link = p->link;
	take(p, octets, len);
	ck_assert_uint_eq(compared, before + 1);
}

static void
step_ask(uint32_t n)
{
	static const unsigned commands[] = { ULR, AIR, ULR, 321 };
	struct peer *p = peers[random_below(PEERS)];
	bool home = p->link <= L_HSS2;
	char imsi[16], session[32];
	struct ask a = { .hbh = n, .e2e = n ^ 0xffff, .imsi = imsi,
	    .session = session, .command = commands[random_below(4)] };
	unsigned i, sent[PEERS];
	bool goes = false;

	snprintf(imsi, sizeof(imsi), "%s%07u", random_below(10) ? "00101000" :
	    "99970000", random_below(60));
	snprintf(session, sizeof(session), "s;%u", n);
	if (home) {
		a.command = CLR;
		a.ohost = p->host;
		a.orealm = REALM_HOME;
		a.dhost = MME_ALPHA;
		a.drealm = REALM_ALPHA;
	} else if (random_below(8) == 0) {
		a.ohost = MME_BETA;
		a.orealm = REALM_BETA;
	}
	if (random_below(30) == 0)
		a.drealm = "else.example.org";
	len = ask_make(octets, &a);
	for (i = 0; i < PEERS; i++)
		sent[i] = peers[i]->nsent;
	given(p);
	for (i = 0; i < PEERS; i++)
		if (peers[i]->nsent > sent[i] &&
		    peer_last(peers[i])->p[4] & DIAMETER_REQUEST) {
			goes = true;
			ck_assert_uint_eq(to_link, peers[i]->link + 1);
			if (nwaits == OPEN)
				continue;
			waits[nwaits].sent = *peer_last(peers[i]);
			waits[nwaits].to = peers[i];
			waits[nwaits++].hbh = n;
		}
	if (!asks || goes)
		return;
	judge_ended(judge, &judged, JUDGE_UNSENT, now);
	unsent++;
}

/* Of one that waits, or an answer to nothing. */
static void
step_answer(void)
{
	static const char *const results[] = { "268=2001", "268=2001",
	    "268=5012", "297{266=10415 298=5001}" };
	unsigned i = nwaits == 0 ? 0 : random_below(nwaits);
	struct peer *p = waits[i].to;
	uint8_t given_octets[MESSAGE_MAX];
	unsigned before = compared;
	size_t n;

	if (nwaits == 0)
		return;
	if (random_below(50) == 0) {	/* never answered */
		waits[i] = waits[--nwaits];
		return;
	}
	n = answer_make(given_octets, &waits[i].sent, p->host, p->realm,
	    results[random_below(4)]);
	memcpy(octets, given_octets, n);
	len = n;
	from_link = p->link;
	if (random_below(10) == 0) {
		given_octets[19] ^= 0x55;	/* unasked: as it comes */
		octets[19] ^= 0x55;
	} else {
		octets[12] = (uint8_t)(waits[i].hbh >> 24);
		octets[13] = (uint8_t)(waits[i].hbh >> 16);
		octets[14] = (uint8_t)(waits[i].hbh >> 8);
		octets[15] = (uint8_t)waits[i].hbh;
		waits[i] = waits[--nwaits];
	}
	take(p, given_octets, n);
	ck_assert_uint_eq(compared, before + 1);
}

static void
slow(struct conf *c)
{
	c->diameter.answer = 600 * S;
	c->diameter.requests = 100000;
}

START_TEST(same_verdicts_as_replay)
{
	unsigned n, i;

	seed = 0xca97;
	replay_begin(POLICY, slow, compare);
	for (i = 0; i < PEERS; i++)
		peer_up(peers[i]);
	for (n = 0; n < STEPS; n++) {
		if (random_below(2))
			step_ask(n);
		else
			step_answer();
		now += random_below(S / 50);
		engine_time(engine, now);
	}
	ck_assert_uint_gt(answered, STEPS / 20);
	ck_assert_uint_gt(unsent, 100);
	replay_end(STEPS);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, same_verdicts_as_replay);
}

int
main(void)
{
	return suite_main("engine_replay", add);
}
