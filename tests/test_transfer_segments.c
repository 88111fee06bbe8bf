/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP segments through the engine: held until the message can be judged, then
 * all as they came, or none.
 */
#include "transfer_help.h"

enum { PARTS = 4, PART = 24, ORDERS = 24, HELD_MAX = 1024 };

/* The i-th of PARTS segments of an update location, in the order of the
 * message; the last one has what is left. */
static size_t
segment_make(uint8_t octets[OCTETS_MAX], struct ask a, unsigned i)
{
	uint8_t mem[OCTETS_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct cur c = ask_tcap(&w, &a);

	a.type = a.type != 0 ? a.type : SCCP_XUDT;
	a.segmented = true;
	a.first = i == 0;
	a.remaining = PARTS - 1 - i;
	a.at = i * PART;
	a.len = i + 1 < PARTS ? PART : (unsigned)cur_left(&c) - a.at;
	return ask_make(octets, &a);
}

static void
segment(struct peer *d, struct ask a, unsigned i)
{
	uint8_t octets[OCTETS_MAX];

	take(d, octets, segment_make(octets, a, i));
}

/* What a node got last are all of them, in order, octet for octet. */
static void
all_went(const struct peer *d, struct ask a)
{
	uint8_t octets[OCTETS_MAX];
	unsigned i;
	size_t n;

	ck_assert_uint_ge(d->nsent, PARTS);
	for (i = 0; i < PARTS; i++) {
		n = segment_make(octets, a, i);
		ck_assert(is_octets(&d->sent[(d->nsent - PARTS + i) %
		    SENT_MAX], octets, n));
	}
}

static const struct ask pair = { .transparent = true, .reference = 0x123456 };

START_TEST(in_every_order)
{
	static const enum sccp_type type[] = { SCCP_XUDT, SCCP_LUDT };
	struct ask a = pair;
	unsigned order, i, k, rest, left[PARTS];

	world();
	for (order = 0; order < 2 * ORDERS; order++) {
		a.reference = order;
		a.type = type[order / ORDERS];
		for (i = 0; i < PARTS; i++)
			left[i] = i;
		rest = order % ORDERS;
		home.nsent = 0;
		for (i = 0; i < PARTS; i++) {
			ck_assert_uint_eq(home.nsent, 0);
			k = rest % (PARTS - i);
			rest /= PARTS - i;
			segment(&alpha, a, left[k]);
			memmove(&left[k], &left[k + 1],
			    (PARTS - 1 - k) * sizeof(left[0]));
		}
		ck_assert_uint_eq(home.nsent, PARTS);
		all_went(&home, a);
		ck_assert_uint_eq(event_last()->v.action, ACTION_PASS);
		ck_assert_uint_eq(event_last()->defect, 0);
		ck_assert_uint_eq(ended(END_PASSED), order + 1);
		ck_assert_uint_eq(nnoted, order + 1);
	}
	wait_for(60 * S);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 0);
	world_end();
}
END_TEST

START_TEST(all_or_none)
{
	static const struct {
		const char	*imsi;
		enum engine_end	 end;
		unsigned	 lab, back;
	} cases[] = {
	    { IMSI_DROP, END_DROPPED, 0, 0 },
	    { IMSI_REJECT, END_REFUSED, 0, 1 },
	    { IMSI_SINK, END_SUNK, 0, 0 },
	    { IMSI_SINK_TO, END_SUNK, PARTS, 0 },
	    { IMSI_STEER, END_PASSED, PARTS, 0 },
	};
	struct ask a = pair;
	const struct sig_msg *m;
	unsigned i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world();
		a.imsi = cases[i].imsi;
		for (k = 0; k < PARTS; k++)
			segment(&alpha, a, k);
		ck_assert_uint_eq(ended(cases[i].end), 1);
		ck_assert_uint_eq(home.nsent, 0);
		ck_assert_uint_eq(lab.nsent, cases[i].lab);
		if (cases[i].lab > 0)
			all_went(&lab, a);
		ck_assert_uint_eq(alpha.nsent, cases[i].back);
		if (cases[i].back > 0) {
			m = read_sent(peer_last(&alpha));
			ck_assert_uint_eq(m->kind, SIG_KIND_ERROR);
			ck_assert_uint_eq(m->opc, PC_HOME);
			ck_assert_uint_eq(m->defect, 0);
		}
		world_end();
	}
}
END_TEST

START_TEST(the_same_again)
{
	struct ask a = pair;
	unsigned i;

	world();
	for (i = 0; i < PARTS; i++) {
		segment(&alpha, a, i);
		if (i + 1 < PARTS)
			segment(&alpha, a, i);
	}
	ck_assert_uint_eq(home.nsent, PARTS);
	all_went(&home, a);
	/* one that is too late begins another, which never ends */
	segment(&alpha, a, 1);
	ck_assert_uint_eq(home.nsent, PARTS);
	wait_for(21 * S);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 1);
	world_end();
}
END_TEST

/* Another content, another receiver, another first one. */
START_TEST(contradictions)
{
	struct ask a = pair, b;
	unsigned i;

	for (i = 0; i < 4; i++) {
		world();
		segment(&alpha, a, 0);
		segment(&alpha, a, 1);
		b = a;
		if (i == 0)
			b.otid = 99;
		else if (i == 1)
			b.called = HOME_GT2;
		else if (i == 2)
			b.type = SCCP_LUDT;
		else
			b.cls = 1;
		segment(&alpha, b, i == 0 ? 0 : 2);
		ck_assert_uint_eq(ended(END_POLICED), 1);
		ck_assert_uint_eq(nnoted, 1);
		ck_assert_uint_ne(event_last()->defect, 0);
		ck_assert_uint_eq(event_last()->v.action, ACTION_DROP);
		/* nothing is left of it */
		segment(&alpha, a, 2);
		segment(&alpha, a, 3);
		ck_assert_uint_eq(sent_all(), 0);
		wait_for(21 * S);
		ck_assert_uint_eq(ended(END_INCOMPLETE), 1);
		world_end();
	}
}
END_TEST

START_TEST(one_is_lost)
{
	struct ask a = pair;
	unsigned lost, i;

	for (lost = 0; lost < PARTS; lost++) {
		world();
		for (i = 0; i < PARTS; i++)
			if (i != lost)
				segment(&alpha, a, i);
		wait_for(19 * S);
		ck_assert_uint_eq(nnoted, 0);
		ck_assert_uint_eq(totals().requests, 0);
		wait_for(2 * S);
		ck_assert_uint_eq(nnoted, 1);
		ck_assert_uint_eq(event_last()->defect,
		    SIG_DEFECT_REASSEMBLY);
		ck_assert_uint_eq(event_last()->v.action, ACTION_DROP);
		ck_assert_uint_eq(event_last()->link_in, L_ALPHA + 1);
		ck_assert_uint_eq(ended(END_INCOMPLETE), 1);
		ck_assert_uint_eq(sent_all(), 0);
		/* the one that was lost comes too late */
		segment(&alpha, a, lost);
		ck_assert_uint_eq(sent_all(), 0);
		world_end();
	}
}
END_TEST

/* The same names over another link, and in another dialogue, are others. */
START_TEST(kept_apart)
{
	struct ask a = pair, b = pair, c = { .reference = 0x123456 };
	unsigned i;

	b.reference++;
	c.opc = PC_ALPHA;
	c.calling = ALPHA_GT;
	world();
	for (i = 0; i < PARTS; i++) {
		segment(&alpha, a, i);
		segment(&beta, c, i);
		segment(&alpha, b, PARTS - 1 - i);
	}
	ck_assert_uint_eq(home.nsent, 2 * PARTS);
	ck_assert_uint_eq(home1.nsent + home2.nsent, PARTS);
	all_went(&home, b);
	ck_assert_uint_eq(ended(END_PASSED), 3);
	world_end();
}
END_TEST

START_TEST(its_link_goes_down)
{
	struct ask a = pair;

	world();
	segment(&alpha, a, 0);
	peer_down(&alpha);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 1);
	ck_assert_uint_eq(nnotices, L_COUNT + 1);
	peer_up(&alpha);
	segment(&alpha, a, 1);
	segment(&alpha, a, 2);
	segment(&alpha, a, 3);
	ck_assert_uint_eq(sent_all(), 0);
	world_end();
}
END_TEST

/* Who begins many and ends none loses his own. */
START_TEST(many)
{
	struct ask a = pair, b = { .reference = 5 };
	unsigned i;

	world();
	segment(&beta, b, 0);
	for (i = 0; i < 3 * HELD_MAX; i++) {
		a.reference = i;
		segment(&alpha, a, 0);
	}
	ck_assert_uint_eq(ended(END_INCOMPLETE), 2 * HELD_MAX + 1);
	for (i = 1; i < PARTS; i++)
		segment(&beta, b, i);
	ck_assert_uint_eq(ended(END_PASSED), 1);
	for (i = 1; i < PARTS; i++)
		segment(&alpha, a, i);
	ck_assert_uint_eq(ended(END_PASSED), 2);
	all_went(&home, a);
	wait_for(30 * S);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 3 * HELD_MAX - 1);
	world_end();
}
END_TEST

/* Octets are what is short: long ones, of which few fit. */
START_TEST(long_ones)
{
	static uint8_t data[4100];
	struct ask a = { .transparent = true, .type = SCCP_LUDT,
	    .segmented = true, .first = true, .remaining = 2 };
	uint8_t octets[OCTETS_MAX];
	unsigned i;
	size_t n;

	world();
	for (i = 0; i < 2 * HELD_MAX; i++) {
		a.reference = i;
		n = data_make(octets, &a, cur_make(data, sizeof(data)));
		take(&alpha, octets, n);
	}
	ck_assert_uint_gt(ended(END_INCOMPLETE), HELD_MAX);
	ck_assert_uint_lt(ended(END_INCOMPLETE), 2 * HELD_MAX - 900);
	wait_for(30 * S);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 2 * HELD_MAX);
	/* one that is never held */
	a.reference++;
	n = data_make(octets, &a, cur_make(octets, 4400));
	take(&alpha, octets, n);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 2 * HELD_MAX + 1);
	world_end();
}
END_TEST

/* Not one without the others. */
START_TEST(who_gets_them_is_full)
{
	struct ask a = pair;
	unsigned i;

	world();
	home.full = true;
	home.takes = 2;
	for (i = 0; i < PARTS; i++)
		segment(&alpha, a, i);
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(home.nsent, 2);
	world_end();
}
END_TEST

/* Under other rules what is held goes on being held. */
START_TEST(swapped_between)
{
	struct ask a = pair;

	world();
	segment(&alpha, a, 0);
	segment(&alpha, a, 1);
	ck_assert(engine_swap(engine, world_rules(WORLD_NETS
	    "screen in { reject (not-allowed) imsi " IMSI_FINE "\npass }\n",
	    NULL)));
	segment(&alpha, a, 2);
	ck_assert_uint_eq(sent_all(), 0);
	segment(&alpha, a, 3);
	ck_assert_uint_eq(ended(END_REFUSED), 1);
	ck_assert_uint_eq(alpha.nsent, 1);
	ck_assert_uint_eq(home.nsent, 0);
	world_end();
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, swapped_between);
	tcase_add_test(t, in_every_order);
	tcase_add_test(t, all_or_none);
	tcase_add_test(t, the_same_again);
	tcase_add_test(t, contradictions);
	tcase_add_test(t, one_is_lost);
	tcase_add_test(t, kept_apart);
	tcase_add_test(t, its_link_goes_down);
	tcase_add_test(t, many);
	tcase_add_test(t, long_ones);
	tcase_add_test(t, who_gets_them_is_full);
}

int
main(void)
{
	return suite_main("transfer_segments", add);
}
