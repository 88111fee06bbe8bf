/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter requests; transactions out of order, late, forgotten, too many.
 */
#include "txn_talk.h"

/* ---- Diameter ---- */

static unsigned
diameter(bool request, uint32_t hbh, const char *session)
{
	txn_msg_diameter(&m, request, hbh, 7, session, SIG_OP_AUTHENTICATE);
	return pass();
}

/* A dialogue that ended just now was heard of, for two seconds. */
START_TEST(ended_twice)
{
	now += S;
	(void)begin(VLR, 77, HLR);
	ck_assert_uint_eq(end(HLR, VLR, 77), TXN_ENDS);
	ck_assert_uint_eq(end(HLR, VLR, 77), TXN_UNASKED);
	ck_assert(meeting.ended_before);
	ck_assert_uint_eq(end(HLR, VLR, 78), TXN_UNASKED);
	ck_assert(!meeting.ended_before);
	ck_assert_uint_eq(end(VLR, HLR, 77), TXN_UNASKED);
	ck_assert(!meeting.ended_before);
	now += 3 * S;
	ck_assert_uint_eq(end(HLR, VLR, 77), TXN_UNASKED);
	ck_assert(!meeting.ended_before);
}
END_TEST

START_TEST(txn_diameter)
{
	struct txn *t;

	ck_assert_uint_eq(diameter(true, 1, "a;1"), TXN_OPENS);
	ck_assert_uint_eq(diameter(true, 1, "a;2"), TXN_OPENS);
	ck_assert(!meeting.reused);	/* of another peer */
	ck_assert_uint_eq(diameter(true, 2, NULL), TXN_OPENS);
	ck_assert_uint_eq(diameter(false, 1, "a;3"), TXN_UNASKED);
	ck_assert_uint_eq(diameter(false, 3, "a;1"), TXN_UNASKED);
	ck_assert_uint_eq(diameter(false, 1, "a;1"), TXN_ENDS);
	ck_assert(!meeting.by_opener && meeting.txn->answered);
	ck_assert_uint_eq(diameter(false, 1, "a;1"), TXN_UNASKED);
	/* by an agent, without the session */
	ck_assert_uint_eq(diameter(false, 1, NULL), TXN_ENDS);
	ck_assert_uint_eq(diameter(false, 1, "a;2"), TXN_UNASKED);
	/* one that the request did not have */
	ck_assert_uint_eq(diameter(false, 2, "a;4"), TXN_ENDS);
	ck_assert_uint_eq(txns_count(x), 0);
	/* an answer of another command, and end-to-end id */
	diameter(true, 5, "a;5");
	txn_msg_diameter(&m, false, 5, 7, "a;5", SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(pass(), TXN_UNASKED);
	txn_msg_diameter(&m, false, 5, 8, "a;5", SIG_OP_AUTHENTICATE);
	ck_assert_uint_eq(pass(), TXN_UNASKED);
	txn_msg_diameter(&m, false, 5, 7, "a;5", SIG_OP_AUTHENTICATE);
	find();
	ck_assert_uint_eq(txn_asked(&meeting, &m, 0), SIG_OP_AUTHENTICATE);
	/* sent again: the same, with a later time */
	t = meeting.txn;
	t->user = 5;
	now += S;
	ck_assert_uint_eq(diameter(true, 5, "a;5"), TXN_OPENS);
	ck_assert(meeting.again && !meeting.reused);
	ck_assert(t->user == 5 && t->active == now && t->started == now - S);
	ck_assert_uint_eq(txns_count(x), 1);
	/* its ids for another command: another request */
	txn_msg_diameter(&m, true, 5, 7, "a;5", SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(pass(), TXN_OPENS);
	ck_assert(meeting.reused && !meeting.again);
	ck_assert_uint_eq(txns_count(x), 1);
	txn_msg_diameter(&m, false, 5, 7, "a;5", SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(pass(), TXN_ENDS);
}
END_TEST

/* ---- order and time ---- */

static unsigned told;

static void
tell(void *arg, struct txn *t)
{
	ck_assert_ptr_eq(arg, &told);
	ck_assert(t->overdue && !t->answered && !t->refused);
	ck_assert_uint_le(t->started, now);
	told++;
}

static unsigned
expire(uint64_t answer, uint64_t forget)
{
	told = 0;
	ck_assert(!txns_expire(x, now, answer * S, forget * S, tell, &told));
	return told;
}

START_TEST(txn_answer_before_request)
{
	ck_assert_uint_eq(diameter(false, 1, "a;1"), TXN_UNASKED);
	now += S;
	ck_assert_uint_eq(diameter(true, 1, "a;1"), TXN_OPENS);
	ck_assert(meeting.answered_before);
	ck_assert_uint_eq(diameter(false, 2, NULL), TXN_UNASKED);
	now -= S;
	ck_assert_uint_eq(diameter(true, 2, "a;1"), TXN_OPENS);
	ck_assert(meeting.answered_before);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_UNASKED);
	ck_assert_uint_eq(begin(VLR, 1, HLR), TXN_OPENS);
	ck_assert(meeting.answered_before);
	/* nobody waits for them */
	now += 60 * S;
	ck_assert_uint_eq(expire(30, 600), 0);
	ck_assert_uint_eq(txns_count(x), 3);
	/* who answers before he is asked has not taken the answer away */
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_ENDS);
	/* too late, and not at all */
	ck_assert_uint_eq(end(HLR, VLR, 2), TXN_UNASKED);
	now += S + 1;
	ck_assert_uint_eq(begin(VLR, 2, HLR), TXN_OPENS);
	ck_assert(!meeting.answered_before);
	ck_assert_uint_eq(begin(VLR, 3, HLR), TXN_OPENS);
	ck_assert(!meeting.answered_before);
	/* a Continue of each side, in the wrong order */
	ck_assert_uint_eq(go_on(HLR, 9, VLR, 4), TXN_UNASKED);
	ck_assert_uint_eq(begin(VLR, 4, HLR), TXN_OPENS);
	ck_assert(meeting.answered_before);
	ck_assert_uint_eq(go_on(VLR, 4, HLR, 9), TXN_WITHIN);
	ck_assert(meeting.by_opener && !meeting.peer_changed);
	ck_assert_uint_eq(go_on(HLR, 9, VLR, 4), TXN_WITHIN);
	ck_assert(!meeting.by_opener && !meeting.peer_changed);
	ck_assert_uint_eq(end(VLR, HLR, 9), TXN_ENDS);
}
END_TEST

START_TEST(txn_times_out)
{
	struct txn *t;

	begin(VLR, 1, HLR);
	begin(VLR, 2, HLR);
	go_on(HLR, 2, VLR, 2);
	begin(VLR, 3, HLR);
	find();
	commit()->refused = true;
	diameter(true, 4, NULL);
	now += 30 * S;
	ck_assert_uint_eq(expire(30, 60), 0);
	diameter(true, 4, NULL);	/* waits anew */
	now++;
	ck_assert_uint_eq(expire(30, 60), 1);
	ck_assert_uint_eq(expire(30, 60), 0);
	/* a late answer is still an answer */
	ck_assert_uint_eq(go_on(HLR, 1, VLR, 1), TXN_WITHIN);
	t = meeting.txn;
	ck_assert(t->overdue && t->answered);
	now += 30 * S;
	ck_assert_uint_eq(expire(30, 60), 1);
	ck_assert_uint_eq(txns_count(x), 2);
	ck_assert_uint_eq(end(HLR, VLR, 2), TXN_UNASKED);
	ck_assert_uint_eq(end(HLR, VLR, 3), TXN_UNASKED);
	diameter(true, 4, NULL);	/* told, then sent again */
	ck_assert(meeting.again);
	now += 60 * S;
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(txns_count(x), 1);
	now++;
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(txns_count(x), 0);
	ck_assert_uint_eq(txns_lost(x), 0);
	/* forgotten before it is told */
	begin(VLR, 1, HLR);
	now += 11 * S;
	ck_assert_uint_eq(expire(30, 10), 0);
	ck_assert_uint_eq(txns_count(x), 0);
}
END_TEST

static void
calls(uint32_t id)
{
	tcap(SIG_DIALOGUE_BEGIN, VLR, id, HLR, 0);
	m.proto = SIG_PROTO_CAP;
	pass();
}

/* Nobody says anything as long as a call goes on; one that was never answered
 * is none. */
START_TEST(txn_calls_last)
{
	calls(1);
	calls(2);
	go_on(HLR, 9, VLR, 2);
	begin(VLR, 3, HLR);
	go_on(HLR, 8, VLR, 3);
	now += 61 * S;
	ck_assert_uint_eq(expire(30, 60), 1);
	ck_assert_uint_eq(txns_count(x), 1);
	now += TXN_CALL - 61 * S;
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(go_on(VLR, 2, HLR, 9), TXN_WITHIN);
	now += TXN_CALL + 1;
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(txns_count(x), 0);
	/* a longer time holds for them as well */
	calls(4);
	go_on(HLR, 9, VLR, 4);
	now += 2 * TXN_CALL;
	ck_assert_uint_eq(expire(30, 3 * TXN_CALL / S), 0);
	ck_assert_uint_eq(end(HLR, VLR, 4), TXN_ENDS);
}
END_TEST

START_TEST(txn_time_goes_back)
{
	unsigned i;

	begin(VLR, 1, HLR);
	begin(VLR, 2, HLR);
	go_on(HLR, 2, VLR, 2);
	now -= 86400 * S;
	begin(VLR, 3, HLR);
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(txns_count(x), 3);
	now += 29 * S;
	ck_assert_uint_eq(expire(30, 60), 0);
	now += 2 * S;
	ck_assert_uint_eq(expire(30, 60), 2);
	now += 30 * S;
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(txns_count(x), 0);
	/* one message from far ahead does not keep the others */
	now = UINT64_MAX;
	begin(VLR, 1, HLR);
	now = START;
	begin(VLR, 2, HLR);
	ck_assert_uint_eq(expire(30, 60), 0);
	now += 31 * S;
	ck_assert_uint_eq(expire(30, 60), 2);
	now = 0;
	ck_assert_uint_eq(expire(30, 60), 0);
	ck_assert_uint_eq(txns_count(x), 2);
	now = UINT64_MAX;
	for (i = 3; i < 100; i++)
		begin(VLR, i, HLR);
	now = 1;
	for (i = 100; i < 200; i++)
		begin(VLR, i, HLR);
	ck_assert_uint_eq(txns_count(x), 100);
	ck_assert_uint_eq(txns_lost(x), 99);
	/* the future was given up first, then what was quiet */
	for (i = 100; i < 200; i++)
		ck_assert_uint_eq(end(HLR, VLR, i), TXN_ENDS);
}
END_TEST

START_TEST(txn_bounded_work)
{
	struct txns *many = txns_new(1000, 9);
	unsigned i, calls;

	for (i = 1; i <= 1000; i++) {
		txn_msg_tcap(&m, SIG_DIALOGUE_BEGIN, VLR, i, HLR, 0);
		txn_find(many, &m, now, &meeting);
		txn_commit(many, &m, now, &meeting);
	}
	now += 60 * S;
	told = 0;
	for (calls = 1; txns_expire(many, now, 30 * S, 90 * S, tell, &told);
	    calls++)
		ck_assert_uint_eq(told, calls * TXN_EXPIRE_MAX);
	ck_assert_uint_eq(told, 1000);
	ck_assert_uint_eq(calls, 1000 / TXN_EXPIRE_MAX + 1);
	now += 31 * S;
	for (calls = 1; txns_expire(many, now, 30 * S, 90 * S, tell, &told);
	    calls++)
		ck_assert_uint_eq(txns_count(many),
		    1000 - calls * TXN_EXPIRE_MAX);
	ck_assert_uint_eq(txns_count(many), 0);
	txns_free(many);
	ck_assert_ptr_null(txns_new(SIZE_MAX, 1));
}
END_TEST

START_TEST(txn_full)
{
	struct txns *small = txns_new(2, 3), *wide;
	unsigned i, known = 0;

	ck_assert_uint_lt(txns_octets(small), 100000);
	wide = txns_new(2000000, 3);
	ck_assert_uint_lt(txns_octets(wide),
	    2000000 * (sizeof(struct txn) + 25));
	txns_free(wide);
	txns_free(x);
	x = small;
	begin(VLR, 1, HLR);
	now++;
	begin(VLR, 2, HLR);
	now++;
	go_on(HLR, 1, VLR, 1);
	now++;
	ck_assert_uint_eq(begin(VLR, 3, HLR), TXN_OPENS);
	ck_assert_uint_eq(txns_lost(x), 1);
	ck_assert_uint_eq(txns_count(x), 2);
	ck_assert_uint_eq(end(HLR, VLR, 2), TXN_UNASKED);
	ck_assert_uint_eq(go_on(HLR, 1, VLR, 1), TXN_WITHIN);
	ck_assert_uint_eq(end(HLR, VLR, 3), TXN_ENDS);
	txns_free(x);
	x = txns_new(0, 0);	/* one at least */
	for (i = 1; i < 50; i++) {
		begin(VLR, i, HLR);
		known += end(HLR, VLR, i - 1) == TXN_ENDS;
		known += go_on(HLR, i, VLR, i) == TXN_WITHIN;
	}
	ck_assert_uint_eq(known, 49);
	ck_assert_uint_eq(txns_lost(x), 48);
}
END_TEST

/* Full: what is left from before the clock was set back goes first. */
START_TEST(txn_full_of_future)
{
	txns_free(x);
	x = txns_new(2, 3);
	now = START + 86400 * S;
	begin(VLR, 1, HLR);
	go_on(HLR, 1, VLR, 1);
	now = START;
	begin(VLR, 2, HLR);
	now = START + 10 * S;
	begin(VLR, 3, HLR);
	ck_assert_uint_eq(txns_lost(x), 1);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_UNASKED);
	ck_assert_uint_eq(end(HLR, VLR, 2), TXN_ENDS);
	ck_assert_uint_eq(end(HLR, VLR, 3), TXN_ENDS);
	/* a little ahead is no such thing */
	begin(VLR, 1, HLR);
	now += S;
	begin(VLR, 2, HLR);
	go_on(HLR, 2, VLR, 2);
	now -= S;
	begin(VLR, 3, HLR);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_UNASKED);
	ck_assert_uint_eq(end(HLR, VLR, 2), TXN_ENDS);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("requests and time");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, ended_twice);
	tcase_add_test(t, txn_diameter);
	tcase_add_test(t, txn_answer_before_request);
	tcase_add_test(t, txn_times_out);
	tcase_add_test(t, txn_calls_last);
	tcase_add_test(t, txn_time_goes_back);
	tcase_add_test(t, txn_bounded_work);
	tcase_add_test(t, txn_full);
	tcase_add_test(t, txn_full_of_future);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
