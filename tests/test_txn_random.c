/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transactions against their oracle, with random messages.
 *
 * Few nodes and few ids, so that they are reused all the time; half of the
 * messages go on with what is open, some of these with one thing wrong; some
 * are not let by.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../rules/state/txn_impl.h"
#include "oracle_txn.h"

enum { STEPS = 300000, SIZE = 16, NODES = 5, IDS = 9, PC = 7 };

#define START	(UINT64_C(1700000000) * S)
#define ANSWER	(20 * S)
#define FORGET	(90 * S)

static struct sig_msg m;
static uint64_t seed;
static struct {
	unsigned	 what[5], changed, reused, again, before, asked, never,
			 spilled, told, forgotten, returned;
} seen;

static unsigned
random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

static bool
one_in(unsigned n)
{
	return random_below(n) == 0;
}

static void
check_asked(struct deal *d, const struct txn_meeting *meeting)
{
	unsigned i, got, want;
	struct ask *a;

	for (i = 0; i < m.ncomp; i++) {
		if (m.comp[i].kind == SIG_KIND_REQUEST)
			continue;
		a = ask_of(d, m.comp[i].invoke_id, !meeting->by_opener);
		want = a == NULL ? SIG_OP_NONE :
		    a->op == SIG_OP_NONE ? SIG_OP_UNALLOCATED : a->op;
		got = txn_asked(meeting, &m, i);
		seen.asked += want != SIG_OP_NONE;
		seen.never += want == SIG_OP_NONE;
		seen.spilled += d->spilled;
		if (got != want && !(d->spilled && got == SIG_OP_UNALLOCATED))
			ck_abort_msg("asked %u, said %u", want, got);
	}
}

/* ---- messages ---- */

static unsigned
node(void)
{
	unsigned n = random_below(NODES);

	return n == 0 ? PC : TXN_MSG_GT + n;
}

static uint32_t
id(void)
{
	return one_in(40) ? 0 : 1 + random_below(IDS);
}

static struct message
any_message(void)
{
	struct message g = { .diameter = one_in(4), .request = one_in(2),
		.from = node(), .to = node(), .hbh = random_below(IDS),
		.session = (int)random_below(4), .op = SIG_OP_PURGE +
		one_in(8) };

	g.type = one_in(2) ? SIG_DIALOGUE_BEGIN : SIG_DIALOGUE_CONTINUE +
	    random_below(3);
	if (g.type == SIG_DIALOGUE_BEGIN || g.type == SIG_DIALOGUE_CONTINUE)
		g.otid = id();
	if (g.type != SIG_DIALOGUE_BEGIN)
		g.dtid = id();
	return g;
}

/* One that goes on with what is open, most often rightly. */
static struct message
next_message(const struct deal *d)
{
	struct message g = any_message(), odd = g;
	bool by_opener = d->peer && one_in(2);

	g.diameter = d->diameter;
	g.hbh = d->hbh;
	g.session = one_in(8) ? 0 : d->session;
	g.op = d->op;
	if (d->diameter) {
		g.request = one_in(6);
		return g;
	}
	g.type = one_in(12) ? SIG_DIALOGUE_END : SIG_DIALOGUE_CONTINUE;
	g.from = by_opener ? d->opener : d->peer ? d->responder : one_in(4) ?
	    odd.from : d->called;
	g.to = by_opener ? (one_in(8) ? d->called : d->responder) : d->opener;
	g.otid = by_opener ? d->a : d->peer ? d->b : id();
	g.dtid = by_opener ? d->b : d->a;
	if (g.type == SIG_DIALOGUE_END)
		g.otid = 0;
	g.returned = one_in(16);
	if (g.returned && !by_opener && !one_in(4)) {
		g.type = SIG_DIALOGUE_BEGIN;
		g.otid = d->a;
		g.dtid = 0;
	}
	switch (random_below(24)) {
	case 0:
		g.from = odd.from;
		break;
	case 1:
		g.to = odd.to;
		break;
	case 2:
		g.dtid = odd.dtid;
		break;
	case 3:
		g.otid = odd.otid;
		break;
	}
	return g;
}

static void
write_components(void)
{
	static const enum sig_kind kinds[] = { SIG_KIND_REQUEST,
		SIG_KIND_ANSWER, SIG_KIND_ERROR, SIG_KIND_REJECT };
	unsigned n = random_below(4);
	struct sig_comp *c;

	while (n-- > 0) {
		c = txn_msg_comp(&m, one_in(2) ? SIG_KIND_REQUEST :
		    kinds[random_below(4)], (int)random_below(10) - 4,
		    random_below(6));
		c->problem_type = 1;
		c->not_last = c->kind == SIG_KIND_ANSWER && one_in(4);
	}
}

static void
write_message(const struct message *g)
{
	static const char *const sessions[] = { NULL, "a;1", "b;2", "c;3" };

	if (g->diameter) {
		txn_msg_diameter(&m, g->request, g->hbh, 5,
		    sessions[g->session], g->op);
		return;
	}
	txn_msg_tcap(&m, g->type, g->from, g->otid, g->to, g->dtid);
	m.has_cause = g->returned;
	write_components();
}

/* ---- one step ---- */

static void
check_deal(const struct deal *d, const struct txn *t)
{
	ck_assert_uint_eq(t->user, d->serial);
	ck_assert_uint_eq(t->op, d->op);
	ck_assert_int_eq(t->answered, d->answered);
	ck_assert_int_eq(t->overdue, d->overdue);
	ck_assert_int_eq(t->refused, d->refused);
	if (most == SIZE)
		ck_assert(t->active == d->active && t->started == d->started);
}

static void
check_meeting(const struct expected *e, const struct txn_meeting *meeting)
{
	if (meeting->what != e->what || meeting->by_opener != e->by_opener ||
	    meeting->peer_changed != e->peer_changed ||
	    meeting->reused != e->reused || meeting->again != e->again ||
	    meeting->returned != e->returned)
		ck_abort_msg("%u for %u, opener %d %d, changed %d %d, "
		    "reused %d %d, again %d %d", meeting->what, e->what,
		    meeting->by_opener, e->by_opener, meeting->peer_changed,
		    e->peer_changed, meeting->reused, e->reused,
		    meeting->again, e->again);
	/* what came early may have been forgotten for another */
	ck_assert(!meeting->answered_before || e->before);
	seen.what[e->what]++;
	seen.changed += e->peer_changed;
	seen.reused += e->reused;
	seen.again += e->again;
	seen.returned += e->returned;
	seen.before += meeting->answered_before;
	if (e->what == TXN_WITHIN || e->what == TXN_ENDS)
		check_deal(e->deal, meeting->txn);
	else
		ck_assert_ptr_null(meeting->txn);
}

static void
apply_opening(const struct message *g, struct expected *e, struct txn *t,
    bool answered)
{
	struct deal *d = e->deal;

	if (e->again) {
		d->active = now;
		d->really = really;
		check_deal(d, t);
		return;
	}
	if (d != NULL)
		deal_end(d);
	d = deal_open();
	d->diameter = g->diameter;
	d->opener = g->from;
	d->called = g->to;
	d->a = g->otid;
	d->hbh = g->hbh;
	d->session = g->session;
	d->answered = answered;
	d->op = g->diameter ? g->op : SIG_OP_NONE;
	if (g->diameter) {
		claim(request_of(g->hbh, 0), d);
		claim(request_of(g->hbh, g->session), d);
	} else {
		claim(id_of(g->from, g->otid), d);
		note(d, &m, true);
	}
	ck_assert(t->started == now && t->user == 0 && t->imei == 0 &&
	    t->proto == m.proto);
	t->user = d->serial;
	d->txn = t;
	t->refused = d->refused = one_in(16);
	check_deal(d, t);
}

static void
apply_within(const struct message *g, struct expected *e)
{
	struct deal *d = e->deal;
	unsigned who = e->by_opener ? g->to : g->from;
	uint32_t what = e->by_opener ? g->dtid : g->otid;

	if (!d->peer && !e->peer_changed && what != 0) {
		d->peer = true;
		d->responder = who;
		d->b = what;
		claim(id_of(who, what), d);
	}
	d->answered |= !e->by_opener;
	d->active = now;
	d->really = really;
	note(d, &m, e->by_opener);
}

static void
apply(const struct message *g, struct expected *e, struct txn *t, bool answered)
{
	switch (e->what) {
	case TXN_OPENS:
		apply_opening(g, e, t, answered);
		break;
	case TXN_WITHIN:
		apply_within(g, e);
		check_deal(e->deal, t);
		break;
	case TXN_ENDS:
		ck_assert_uint_eq(t->user, e->deal->serial);
		deal_end(e->deal);
		break;
	case TXN_UNASKED:
		come_early(g->diameter ? request_of(g->hbh, g->session) :
		    id_of(g->to, g->dtid));
		/* FALLTHROUGH */
	default:
		ck_assert_ptr_null(t);
	}
}

static void
step(struct txns *x)
{
	struct message g = ndeals == 0 || one_in(2) ? any_message() :
	    next_message(&deals[random_below(ndeals)]);
	struct txn_meeting meeting;
	struct expected e;

	write_message(&g);
	e = expect(&g);
	txn_find(x, &m, now, &meeting);
	check_meeting(&e, &meeting);
	if (meeting.txn != NULL && !g.diameter)
		check_asked(e.deal, &meeting);
	if (!one_in(8))
		apply(&g, &e, txn_commit(x, &m, now, &meeting),
		    meeting.answered_before);
	ck_assert_uint_eq(txns_count(x), ndeals);
	ck_assert_uint_eq(txns_lost(x), lost);
}

static void
start(unsigned size)
{
	seed = 0x5eed;
	ndeals = nclaims = nearly = 0;
	most = size;
	lost = 0;
	now = START;
	really = 0;
	memset(&seen, 0, sizeof(seen));
}

static void
check_variety(unsigned share)
{
	unsigned i;

	for (i = TXN_OPENS; i <= TXN_UNASKED; i++)
		ck_assert_uint_gt(seen.what[i], STEPS / share / 20);
	ck_assert_uint_gt(seen.what[TXN_NONE], STEPS / share / 1000);
	ck_assert_uint_gt(seen.changed, STEPS / share / 100);
	ck_assert_uint_gt(seen.reused, STEPS / share / 100);
	ck_assert_uint_gt(seen.again, STEPS / share / 1000);
	ck_assert_uint_gt(seen.returned, STEPS / share / 1000);
	ck_assert_uint_gt(seen.asked, STEPS / share / 100);
	ck_assert_uint_gt(seen.never, STEPS / share / 100);
	ck_assert_uint_gt(seen.told, STEPS / share / 500);
	ck_assert_uint_gt(seen.forgotten, STEPS / share / 500);
}

/* ---- time that only goes on: everything exactly ---- */

/* The one that has waited longest and is not told yet, as t says. */
static void
told_exactly(void *arg, struct txn *t)
{
	struct deal *d, *longest = NULL;

	(void)arg;
	for (d = deals; d < deals + ndeals; d++)
		if (!d->answered && !d->told && !d->refused &&
		    (longest == NULL || d->active < longest->active))
			longest = d;
	if (longest == NULL || t->user != longest->serial ||
	    now - longest->active <= ANSWER)
		ck_abort_msg("told %u", (unsigned)t->user);
	longest->told = longest->overdue = true;
	check_deal(longest, t);
	seen.told++;
}

static void
expire_exactly(struct txns *x)
{
	unsigned i = 0;

	ck_assert(!txns_expire(x, now, ANSWER, FORGET, told_exactly, NULL));
	while (i < ndeals) {
		ck_assert(deals[i].answered || deals[i].told ||
		    deals[i].refused || now - deals[i].active <= ANSWER);
		if (now - deals[i].active > FORGET) {
			deal_end(&deals[i]);
			seen.forgotten++;
		} else {
			i++;
		}
	}
	ck_assert_uint_eq(txns_count(x), ndeals);
}

START_TEST(txn_against_oracle)
{
	struct txns *x = txns_new(SIZE, 0x5ec2e7);
	unsigned i;

	start(SIZE);
	for (i = 0; i < STEPS; i++) {
		now += 1 + (uint64_t)random_below(1000) * 1000000;
		if (one_in(200))
			now += 30 * S;
		if (one_in(4))
			expire_exactly(x);
		step(x);
	}
	check_variety(1);
	ck_assert_uint_gt(seen.before, STEPS / 1000);
	ck_assert_uint_gt(seen.spilled, STEPS / 10000);
	ck_assert_uint_gt(lost, STEPS / 100);
	txns_free(x);
}
END_TEST

/* ---- time that jumps back: nothing early, everything in the end ---- */

static void
told_not_early(void *arg, struct txn *t)
{
	struct deal *d = deal_of(t->user);

	(void)arg;
	ck_assert_ptr_nonnull(d);
	ck_assert(!d->answered && !d->overdue && !d->refused);
	ck_assert_uint_gt(really - d->really + S, ANSWER);
	d->told = d->overdue = true;
	seen.told++;
}

/* Is it still there? */
static bool
is_there(const struct deal *d)
{
	return d->txn->state != TXN_FREE && d->txn->user == d->serial;
}

static void
expire_not_early(struct txns *x)
{
	size_t before = txns_count(x);
	unsigned i = 0;

	txns_expire(x, now, ANSWER, FORGET, told_not_early, NULL);
	if (txns_count(x) == before)
		return;
	while (i < ndeals) {
		if (is_there(&deals[i])) {
			i++;
		} else {
			ck_assert_uint_gt(really - deals[i].really + S,
			    FORGET);
			deal_end(&deals[i]);
			seen.forgotten++;
		}
	}
	ck_assert_uint_eq(txns_count(x), ndeals);
}

START_TEST(txn_time_jumps)
{
	struct txns *x = txns_new(WIDE, 0x5ec2e7);
	uint64_t set = START, shown, d;
	unsigned i;

	start(WIDE);
	for (i = 0; i < STEPS / 4; i++) {
		d = 1 + (uint64_t)random_below(3000) * 1000000;
		really += d;
		shown = set += d;
		if (one_in(300))
			set -= (uint64_t)random_below(1000) * S;
		now = shown - (uint64_t)random_below(2) * random_below(1000) *
		    1000000;
		if (one_in(4))
			expire_not_early(x);
		step(x);
	}
	check_variety(4);
	for (i = 0; i < 1000 && txns_count(x) > 0; i++) {
		really += S;
		now = set += S;
		expire_not_early(x);
	}
	ck_assert_uint_eq(txns_count(x), 0);
	ck_assert_uint_lt(i, 2 * FORGET / S);
	txns_free(x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("transactions, random");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, txn_against_oracle);
	tcase_add_test(t, txn_time_jumps);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
