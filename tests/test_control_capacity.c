/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What home can bear, as its own late answers and requests that come back from
 * it tell.
 */
#include "../rules/state/capacity.h"
#include "control_world.h"

#define PROTECT_100	"protect \"home\" { capacity 100/s }\n"

/* ---- late answers ---- */

enum { LINE = 1024 };

/* Home works at one after the other. */
struct line {
	uint64_t	 free, due[LINE];
	uint32_t	 id[LINE];
	unsigned	 first, end;
};

/* ULRs at 120/s for so many seconds, at each of which home works for so long,
 * or, apart from that, only waits. */
static void
stand_in_line(struct line *q, unsigned seconds, uint64_t work, uint64_t wait)
{
	struct said s = { .host = "hss1." REALM_HOME, .realm = REALM_HOME,
	    .result = "268=2001", .src = LINK_HSS, .dst = LINK_RED,
	    .success = true };
	static unsigned device = 1000000;
	unsigned i;

	home_answers = false;
	for (i = 0; i < seconds * 120; i++) {
		for (; q->first < q->end && q->due[q->first % LINE] <= now;
		    q->first++) {
			s.hbh = q->id[q->first % LINE];
			answers(ULR, &s);
		}
		if (asks(imsi_of(device++), ULR)) {
			ck_assert_uint_lt(q->end - q->first, LINE);
			q->free = (q->free > now ? q->free : now) + work;
			q->due[q->end % LINE] = q->free + wait;
			q->id[q->end++ % LINE] = last;
		}
		pass_time(SECOND / 120);
	}
}

/* All are answered, and well: it shows by how late they are. */
START_TEST(late_answers_reduce_it)
{
	struct line q = { .first = 0 };

	world(PROTECT_100 MEMORY PASS_ALL);
	stand_in_line(&q, 5, MS, 0);
	ck_assert_double_ge(group_now().rate, 99);
	ck_assert_ptr_null(group_now().why);
	stand_in_line(&q, 20, SECOND / 50, 0);
	ck_assert_double_le(group_now().rate, 55);
	ck_assert_double_ge(group_now().rate, 30);
	ck_assert_str_eq(group_now().why, "late");
	ck_assert_uint_eq(notice_last(NOTICE_CAPACITY)->to, CAPACITY_IS_LATE);
	ck_assert_uint_eq(group_now().failed, 0);
	/* what waits is what half a second of home's work is */
	stand_in_line(&q, 10, SECOND / 50, 0);
	ck_assert_uint_le(q.end - q.first, 25);
	stand_in_line(&q, 30, MS, 0);
	ck_assert_double_ge(group_now().rate, 99);
	ck_assert_uint_eq(notice_last(NOTICE_CAPACITY)->to, CAPACITY_FULL);
	rules_close(&r);
}
END_TEST

/* Why it was reduced first. */
static unsigned
first_cut(void)
{
	size_t i;

	for (i = 0; i < noticed.count; i++)
		if (noticed.n[i].type == NOTICE_CAPACITY)
			return noticed.n[i].to;
	return CAPACITY_FULL;
}

/* What is late is as configured. */
START_TEST(answers_that_may_take_their_time)
{
	struct line q = { .first = 0 }, p = { .first = 0 };

	world("protect \"home\" { capacity 100/s latency 8s }\n" MEMORY
	    PASS_ALL);
	stand_in_line(&q, 5, MS, 0);
	stand_in_line(&q, 10, MS, 1200 * MS);
	ck_assert_double_ge(group_now().lowest, 99);
	rules_close(&r);
	world(PROTECT_100 MEMORY PASS_ALL);
	stand_in_line(&p, 5, MS, 0);
	stand_in_line(&p, 10, MS, 1200 * MS);
	ck_assert_double_le(group_now().lowest, 75);
	ck_assert_uint_eq(first_cut(), CAPACITY_IS_LATE);
	rules_close(&r);
}
END_TEST

/* ---- congestion that SCCP tells ---- */

/* A Begin that comes back, over a link: with that cause. */
static void
comes_back(enum sccp_type type, unsigned cause, const struct map_input *i)
{
	struct sccp_head h = { .type = type, .cls = (uint8_t)cause,
	    .calling = { .gt = "88210000001", .ssn = 6 },
	    .called = { .gt = "99970000012", .ssn = 7 } };
	struct mtp3_label l = { .opc = 2, .dpc = 1, .si = 3 };
	const struct build_ids ids = build_ids_default;
	struct wbuf sccp = wbuf_make(in.sccp, sizeof(in.sccp));
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));

	sccp_build(&sccp, &h, input_tcap(&in, i, map_form_find(2, 3), &ids));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(&in, SIG_ENTRY_MTP3, &w, i->src, i->dst);
	ck_assert(in.m.has_cause);
	ck_assert_uint_eq(in.m.cause, cause);
	rules_judge(&r, &in.m, now);
}

/* Home's End of the dialogue. */
static void
ends(uint32_t id)
{
	struct tcap_head t = { .type = TCAP_END, .dtid = id,
	    .ids = &build_ids_default };
	struct sccp_head h = { .type = SCCP_UDT,
	    .calling = { .gt = "88210000001", .ssn = 6 },
	    .called = { .gt = "99970000012", .ssn = 7 } };
	struct mtp3_label l = { .opc = 2, .dpc = 1, .si = 3 };
	struct wbuf tcap = wbuf_make(in.tcap, sizeof(in.tcap));
	struct wbuf sccp = wbuf_make(in.sccp, sizeof(in.sccp));
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));

	ber_close(&tcap, tcap_open(&tcap, &t));
	sccp_build(&sccp, &h, wbuf_cur(&tcap));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(&in, SIG_ENTRY_MTP3, &w, LINK_HSS, LINK_RED);
	rules_judge(&r, &in.m, now);
}

enum { NEVER, BEFORE, AFTER };

struct back {
	enum sccp_type	 type;
	unsigned	 cause;
	uint32_t	 from;
	uint8_t		 answered;	/* by home: before that or after */
};

/* Five seconds of 120/s, of which home answers half well; what else went to it
 * comes back.  How many did. */
static unsigned
half_comes_back(const struct back *b)
{
	struct map_input begin = { .src = LINK_RED, .dst = LINK_HSS };
	struct map_input back = { .src = b->from,
	    .dst = b->from == LINK_RED ? LINK_HSS : LINK_RED };
	unsigned i, n = 0;
	char imsi[16];

	for (i = 0; i < 5 * 120; i++, pass_time(SECOND / 120)) {
		if (i % 2 == 0) {
			(void)asks(imsi_of(2000000 + i), ULR);
			continue;
		}
		memcpy(imsi, imsi_of(3000000 + i), sizeof(imsi));
		begin.imsi = imsi;
		begin.otid = back.otid = 1000 + i;
		rules_judge(&r, input_map(&in, &begin), now);
		if (!passed())
			continue;
		if (b->answered == AFTER)
			comes_back(b->type, b->cause, &back);
		if (b->answered != NEVER)
			ends(begin.otid);
		if (b->answered != AFTER)
			comes_back(b->type, b->cause, &back);
		n++;
	}
	return n;
}

/* What comes back in each of n cases is a failure, for which that is cut. */
static void
is_cut(const struct back *cases, size_t n, int why)
{
	unsigned back;

	for (; n > 0; n--, cases++) {
		world(PROTECT_100 MEMORY PASS_ALL);
		(void)crowd(1, 300, ULR);
		back = half_comes_back(cases);
		ck_assert_uint_eq(group_now().failed, back);
		ck_assert_double_le(group_now().lowest, 75);
		ck_assert_uint_eq(first_cut(), why);
		rules_close(&r);
	}
}

/* Home's subsystem, or the network before it, is congested: Q.713 3.12. */
START_TEST(requests_that_come_back)
{
	static const struct back cases[] = {
		{ SCCP_UDTS, 2, LINK_HSS, NEVER },
		{ SCCP_UDTS, 6, LINK_HSS, NEVER },
		{ SCCP_XUDTS, 2, LINK_HSS, NEVER },
		{ SCCP_XUDTS, 6, LINK_HSS, NEVER },
		{ SCCP_LUDTS, 2, LINK_HSS, NEVER },
	};

	is_cut(cases, sizeof(cases) / sizeof(cases[0]), CAPACITY_IS_BUSY);
}
END_TEST

/* Other causes are failures, as answers may be. */
START_TEST(what_comes_back_for_other_reasons)
{
	static const struct back cases[] = {
		{ SCCP_UDTS, 1, LINK_HSS, NEVER },
		{ SCCP_UDTS, 3, LINK_HSS, NEVER },
		{ SCCP_XUDTS, 5, LINK_HSS, NEVER },
	};

	is_cut(cases, sizeof(cases) / sizeof(cases[0]), CAPACITY_FAILS);
}
END_TEST

/* Nobody but home's own side says what home can bear. */
START_TEST(what_others_send_back)
{
	static const struct back cases[] = {
		{ SCCP_UDTS, 2, LINK_RED, BEFORE },
		{ SCCP_UDTS, 3, LINK_RED, BEFORE },
		{ SCCP_XUDTS, 6, LINK_RED, BEFORE },
		{ SCCP_UDTS, 1, LINK_RED, AFTER },
		{ SCCP_UDTS, 2, LINK_RED, AFTER },
	};
	unsigned n;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world(PROTECT_100 MEMORY PASS_ALL);
		(void)crowd(1, 300, ULR);
		n = half_comes_back(&cases[i]);
		ck_assert_uint_ge(n, 200);
		ck_assert_uint_eq(group_now().failed, 0);
		ck_assert_double_ge(group_now().lowest, 99);
		ck_assert_uint_eq(notices_of(NOTICE_CAPACITY), 0);
		rules_close(&r);
	}
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, late_answers_reduce_it);
	tcase_add_test(tc, answers_that_may_take_their_time);
	tcase_add_test(tc, requests_that_come_back);
	tcase_add_test(tc, what_comes_back_for_other_reasons);
	tcase_add_test(tc, what_others_send_back);
}

int
main(void)
{
	return judge_main("control_capacity", add);
}
