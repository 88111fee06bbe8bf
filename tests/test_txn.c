/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCAP dialogues, one way of talking after the other.
 */
#include "txn_talk.h"

/* ---- dialogues ---- */

START_TEST(txn_dialogue)
{
	struct txn *t;

	tcap(SIG_DIALOGUE_BEGIN, VLR, 0xa, HLR, 0);
	m.frame = 17;
	m.ac = 1;
	txn_msg_comp(&m, SIG_KIND_REQUEST, 1, SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(find(), TXN_OPENS);
	ck_assert(meeting.by_opener && !meeting.reused && !meeting.again);
	ck_assert_uint_eq(txns_count(x), 0);
	t = commit();
	ck_assert_uint_eq(t->op, SIG_OP_UPDATE_LOCATION);
	ck_assert(t->started == now && t->active == now && t->frame == 17 &&
	    t->ac == 1 && t->proto == SIG_PROTO_MAP && t->imsi == 0 &&
	    t->user == 0 && !t->answered && !t->refused && !t->overdue);
	t->user = 42;
	ck_assert_uint_eq(txns_count(x), 1);

	now += S;
	ck_assert_uint_eq(go_on(HLR, 0xb, VLR, 0xa), TXN_WITHIN);
	ck_assert(!meeting.by_opener && !meeting.peer_changed);
	ck_assert(meeting.txn == t && t->answered && t->active == now &&
	    t->started == now - S);
	ck_assert_uint_eq(go_on(VLR, 0xa, HLR, 0xb), TXN_WITHIN);
	ck_assert(meeting.by_opener && !meeting.peer_changed);
	ck_assert_uint_eq(go_on(HLR, 0xb, VLR, 0xa), TXN_WITHIN);
	ck_assert_uint_eq(end(HLR, VLR, 0xa), TXN_ENDS);
	ck_assert(!meeting.by_opener && !meeting.peer_changed);
	ck_assert(meeting.txn == t && t->user == 42);	/* still readable */
	ck_assert_uint_eq(txns_count(x), 0);
	ck_assert_uint_eq(end(HLR, VLR, 0xa), TXN_UNASKED);
	ck_assert_uint_eq(end(VLR, HLR, 0xb), TXN_UNASKED);
	ck_assert_uint_eq(go_on(VLR, 0xa, HLR, 0xb), TXN_UNASKED);
	ck_assert_uint_eq(go_on(HLR, 0xb, VLR, 0xa), TXN_UNASKED);
}
END_TEST

START_TEST(txn_ends)
{
	/* by the responder, at once */
	begin(VLR, 1, HLR);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_ENDS);
	/* by the opener, with the responder's id */
	begin(VLR, 1, HLR);
	ck_assert_uint_eq(end(VLR, HLR, 9), TXN_UNASKED);
	go_on(HLR, 9, VLR, 1);
	ck_assert_uint_eq(end(VLR, HLR, 9), TXN_ENDS);
	ck_assert(meeting.by_opener && !meeting.peer_changed);
	/* by an abort of either side */
	begin(VLR, 1, HLR);
	tcap(SIG_DIALOGUE_ABORT, HLR, 0, VLR, 1);
	ck_assert_uint_eq(pass(), TXN_ENDS);
	begin(VLR, 1, HLR);
	go_on(HLR, 9, VLR, 1);
	tcap(SIG_DIALOGUE_ABORT, VLR, 0, HLR, 9);
	ck_assert_uint_eq(pass(), TXN_ENDS);
	ck_assert(meeting.by_opener);
	/* by the responder from another address, before he has said his own */
	begin(VLR, 1, HLR);
	ck_assert_uint_eq(end(ALIAS, VLR, 1), TXN_ENDS);
	ck_assert(!meeting.peer_changed);
	ck_assert_uint_eq(txns_count(x), 0);
}
END_TEST

START_TEST(txn_looks_only)
{
	struct txn before;

	begin(VLR, 1, HLR);
	go_on(HLR, 9, VLR, 1);
	before = *meeting.txn;
	now += S;
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 1);
	ck_assert_uint_eq(find(), TXN_ENDS);
	tcap(SIG_DIALOGUE_CONTINUE, HLR, 9, VLR, 1);
	ck_assert_uint_eq(find(), TXN_WITHIN);
	tcap(SIG_DIALOGUE_BEGIN, VLR, 1, HLR, 0);
	ck_assert_uint_eq(find(), TXN_OPENS);
	ck_assert(meeting.reused);
	ck_assert_uint_eq(txns_count(x), 1);
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 1);
	find();
	ck_assert_int_eq(memcmp(&before, meeting.txn, sizeof(before)), 0);
}
END_TEST

START_TEST(txn_first_answer_from_alias)
{
	begin(VLR, 1, HLR);
	ck_assert_uint_eq(go_on(ALIAS, 9, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	ck_assert_uint_eq(go_on(VLR, 1, ALIAS, 9), TXN_WITHIN);
	ck_assert(meeting.by_opener && !meeting.peer_changed);
	/* an opener who goes on sending to where he began */
	ck_assert_uint_eq(go_on(VLR, 1, HLR, 9), TXN_WITHIN);
	ck_assert(meeting.by_opener && !meeting.peer_changed);
	/* but not with another id there, nor elsewhere */
	ck_assert_uint_eq(go_on(VLR, 1, HLR, 8), TXN_WITHIN);
	ck_assert(meeting.by_opener && meeting.peer_changed);
	ck_assert_uint_eq(go_on(VLR, 1, STRANGER, 9), TXN_WITHIN);
	ck_assert(meeting.by_opener && meeting.peer_changed);
	/* the responder does not change back */
	ck_assert_uint_eq(go_on(HLR, 9, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.by_opener && meeting.peer_changed);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_ENDS);
	ck_assert(meeting.peer_changed);
}
END_TEST

START_TEST(txn_peer_changes)
{
	begin(VLR, 1, HLR);
	go_on(HLR, 9, VLR, 1);
	ck_assert_uint_eq(go_on(STRANGER, 9, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.by_opener && meeting.peer_changed);
	ck_assert_uint_eq(go_on(STRANGER, 1, HLR, 9), TXN_WITHIN);
	ck_assert(meeting.by_opener && meeting.peer_changed);
	ck_assert_uint_eq(go_on(HLR, 8, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.by_opener && meeting.peer_changed);
	ck_assert_uint_eq(go_on(HLR, 9, STRANGER, 1), TXN_WITHIN);
	ck_assert(!meeting.by_opener && meeting.peer_changed);
	/* none of those who passed has become the peer */
	ck_assert_uint_eq(go_on(HLR, 9, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	ck_assert_uint_eq(go_on(VLR, 1, HLR, 9), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	tcap(SIG_DIALOGUE_END, STRANGER, 0, VLR, 1);
	ck_assert_uint_eq(find(), TXN_ENDS);
	ck_assert(!meeting.by_opener && meeting.peer_changed);
	tcap(SIG_DIALOGUE_END, STRANGER, 0, HLR, 9);
	ck_assert_uint_eq(find(), TXN_ENDS);
	ck_assert(meeting.by_opener && meeting.peer_changed);
	/* who has a dialogue of his own does not get into this one with it */
	begin(STRANGER, 5, HLR);
	go_on(HLR, 6, STRANGER, 5);
	ck_assert_uint_eq(go_on(STRANGER, 5, HLR, 9), TXN_WITHIN);
	ck_assert(meeting.by_opener && meeting.peer_changed);
	begin(STRANGER, 7, HLR);
	ck_assert_uint_eq(go_on(STRANGER, 7, HLR, 9), TXN_WITHIN);
	ck_assert(meeting.peer_changed);
	ck_assert_uint_eq(go_on(STRANGER, 7, HLR, 8), TXN_UNASKED);
}
END_TEST

START_TEST(txn_addresses)
{
	/* the point code of the label where SCCP has left out its own */
	begin(PC, 1, HLR);
	tcap(SIG_DIALOGUE_END, HLR, 0, 0, 1);
	m.called.has_pc = false;
	m.dpc = PC;
	ck_assert_uint_eq(find(), TXN_ENDS);
	m.called.present = false;
	ck_assert_uint_eq(find(), TXN_ENDS);
	m.dpc = PC + 1;
	ck_assert_uint_eq(find(), TXN_UNASKED);
	/* digits before point code, all digits and their number */
	begin(VLR, 2, HLR);
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 2);
	m.called.has_pc = true;
	m.called.pc = 99;
	ck_assert_uint_eq(find(), TXN_ENDS);
	m.called.len++;
	ck_assert_uint_eq(find(), TXN_UNASKED);
	m.called.len--;
	m.called.digits.w[0] ^= 1;
	ck_assert_uint_eq(find(), TXN_UNASKED);
	m.called.digits.w[0] ^= 1;
	m.called.digits.w[1] ^= 1;
	ck_assert_uint_eq(find(), TXN_UNASKED);
	m.called.digits.w[1] ^= 1;
	ck_assert_uint_eq(find(), TXN_ENDS);
	m.called.has_gt = false;
	ck_assert_uint_eq(find(), TXN_UNASKED);
}
END_TEST

START_TEST(txn_ids)
{
	/* an id comes back in another length */
	begin(VLR, 0x12, HLR);
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 0x12);
	m.dtid.len = 1;
	ck_assert_uint_eq(pass(), TXN_ENDS);
	/* missing ones */
	ck_assert_uint_eq(begin(VLR, 0, HLR), TXN_NONE);
	ck_assert_uint_eq(end(HLR, VLR, 0), TXN_UNASKED);
	ck_assert_uint_eq(go_on(HLR, 1, VLR, 0), TXN_UNASKED);
	ck_assert_uint_eq(go_on(HLR, 0, VLR, 0), TXN_UNASKED);
	/* what is read as 0 is an id too */
	tcap(SIG_DIALOGUE_BEGIN, VLR, 0, HLR, 0);
	m.otid.len = 4;
	ck_assert_uint_eq(pass(), TXN_OPENS);
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 0);
	m.dtid.len = 4;
	ck_assert_uint_eq(pass(), TXN_ENDS);
	/* a Continue without the responder's id teaches nothing */
	begin(VLR, 1, HLR);
	ck_assert_uint_eq(go_on(HLR, 0, VLR, 1), TXN_WITHIN);
	ck_assert_uint_eq(go_on(ALIAS, 9, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	ck_assert_uint_eq(end(VLR, ALIAS, 9), TXN_ENDS);
	/* a node that talks to itself with one id for both sides */
	begin(VLR, 3, VLR);
	ck_assert_uint_eq(go_on(VLR, 3, VLR, 3), TXN_WITHIN);
	ck_assert_uint_eq(go_on(VLR, 3, VLR, 3), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	ck_assert_uint_eq(end(VLR, VLR, 3), TXN_ENDS);
	ck_assert_uint_eq(txns_count(x), 0);
}
END_TEST

START_TEST(txn_reuse)
{
	begin(VLR, 1, HLR);
	go_on(HLR, 9, VLR, 1);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_ENDS);
	/* after the end: a fresh one, which knows nothing of the old peer */
	ck_assert_uint_eq(begin(VLR, 1, ALIAS), TXN_OPENS);
	ck_assert(!meeting.reused);
	ck_assert_uint_eq(go_on(VLR, 1, HLR, 9), TXN_UNASKED);
	ck_assert_uint_eq(go_on(ALIAS, 5, VLR, 1), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	/* while it is open: the old one ends */
	ck_assert_uint_eq(begin(VLR, 1, HLR), TXN_OPENS);
	ck_assert(meeting.reused);
	ck_assert_uint_eq(txns_count(x), 1);
	ck_assert_uint_eq(end(VLR, ALIAS, 5), TXN_UNASKED);
	/* a responder's id that he gives again: the later one has it, and the
	 * earlier one is still told by its pair */
	go_on(HLR, 7, VLR, 1);
	begin(VLR, 2, HLR);
	ck_assert_uint_eq(go_on(HLR, 7, VLR, 2), TXN_WITHIN);
	ck_assert(!meeting.peer_changed);
	meeting.txn->user = 2;
	ck_assert_uint_eq(go_on(VLR, 2, HLR, 7), TXN_WITHIN);
	ck_assert(!meeting.peer_changed && meeting.txn->user == 2);
	ck_assert_uint_eq(go_on(VLR, 1, HLR, 7), TXN_WITHIN);
	ck_assert(!meeting.peer_changed && meeting.txn->user == 0);
	ck_assert_uint_eq(end(VLR, HLR, 7), TXN_ENDS);
	ck_assert(meeting.txn->user == 2);
	ck_assert_uint_eq(end(VLR, HLR, 7), TXN_UNASKED);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_ENDS);
	/* a node that opens with the id under which it is a responder */
	begin(VLR, 1, HLR);
	go_on(HLR, 7, VLR, 1);
	ck_assert_uint_eq(begin(HLR, 7, VLR), TXN_OPENS);
	ck_assert(meeting.reused);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_UNASKED);
	ck_assert_uint_eq(end(VLR, HLR, 7), TXN_ENDS);
	ck_assert_uint_eq(txns_count(x), 0);
}
END_TEST

START_TEST(txn_none)
{
	struct txn_meeting old;

	sig_reset(&m);
	ck_assert_uint_eq(pass(), TXN_NONE);
	m.proto = SIG_PROTO_M3UA;
	ck_assert_uint_eq(pass(), TXN_NONE);
	tcap(SIG_DIALOGUE_UNI, VLR, 0, HLR, 0);
	ck_assert_uint_eq(pass(), TXN_NONE);
	begin(VLR, 1, HLR);
	tcap(SIG_DIALOGUE_BEGIN, VLR, 1, HLR, 0);
	m.has_cause = true;
	ck_assert_uint_eq(pass(), TXN_NONE);
	txn_msg_diameter(&m, true, 1, 1, NULL, SIG_OP_DEVICE_WATCHDOG);
	m.app = 0;
	ck_assert_uint_eq(pass(), TXN_NONE);
	m.comp[0].op = SIG_OP_RE_AUTH;
	ck_assert_uint_eq(pass(), TXN_OPENS);
	m.ncomp = 0;	/* a header that could not be read */
	ck_assert_uint_eq(pass(), TXN_NONE);
	ck_assert_uint_eq(txns_count(x), 2);
	/* a meeting that has been overtaken does nothing */
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 1);
	find();
	old = meeting;
	ck_assert_ptr_nonnull(commit());
	ck_assert_ptr_null(txn_commit(x, &m, now, &old));
	ck_assert_uint_eq(txns_count(x), 1);
}
END_TEST

/* A Begin of "to" that "from" gives back. */
static unsigned
give_back(unsigned from, unsigned to, uint32_t otid)
{
	tcap(SIG_DIALOGUE_BEGIN, from, otid, to, 0);
	m.has_cause = true;
	return pass();
}

START_TEST(txn_returned)
{
	begin(VLR, 1, HLR);
	/* whose it is not, and what it is not, ends nothing */
	ck_assert_uint_eq(give_back(VLR, HLR, 1), TXN_NONE);
	ck_assert_uint_eq(give_back(HLR, VLR, 2), TXN_NONE);
	ck_assert_uint_eq(give_back(HLR, STRANGER, 1), TXN_NONE);
	ck_assert_uint_eq(give_back(HLR, VLR, 0), TXN_NONE);
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 1);
	m.has_cause = true;
	ck_assert_uint_eq(pass(), TXN_NONE);
	tcap(SIG_DIALOGUE_CONTINUE, HLR, 9, VLR, 1);
	m.has_cause = true;
	ck_assert_uint_eq(pass(), TXN_NONE);
	ck_assert_uint_eq(txns_count(x), 1);
	/* looking does not end it; who translated the address may return it */
	tcap(SIG_DIALOGUE_BEGIN, ALIAS, 1, VLR, 0);
	m.has_cause = true;
	ck_assert_uint_eq(find(), TXN_ENDS);
	ck_assert_uint_eq(find(), TXN_ENDS);
	ck_assert(meeting.returned && !meeting.by_opener &&
	    !meeting.peer_changed && !meeting.reused);
	ck_assert(!commit()->answered);
	ck_assert_uint_eq(txns_count(x), 0);
	/* once; and no answer is taken for one seen again */
	ck_assert_uint_eq(give_back(HLR, VLR, 1), TXN_NONE);
	ck_assert(!meeting.returned);
	ck_assert_uint_eq(end(HLR, VLR, 1), TXN_UNASKED);
	ck_assert(!meeting.ended_before);
	/* what was answered has arrived */
	begin(VLR, 3, HLR);
	go_on(HLR, 9, VLR, 3);
	ck_assert_uint_eq(give_back(HLR, VLR, 3), TXN_NONE);
	/* the responder's id is not the opener's */
	ck_assert_uint_eq(give_back(VLR, HLR, 9), TXN_NONE);
	ck_assert_uint_eq(end(HLR, VLR, 3), TXN_ENDS);
	ck_assert(!meeting.returned);
	ck_assert_uint_eq(txns_count(x), 0);
}
END_TEST

/* ---- invokes ---- */

static unsigned
asked(unsigned from, unsigned to, enum sig_kind kind, int id, int problem)
{
	unsigned dtid = to == VLR ? 1 : 9, op;

	tcap(SIG_DIALOGUE_CONTINUE, from, 10 - dtid, to, dtid);
	txn_msg_comp(&m, kind, id, SIG_OP_NONE)->problem_type =
	    (uint8_t)problem;
	find();
	op = txn_asked(&meeting, &m, 0);
	commit();
	return op;
}

static void
ask(unsigned from, unsigned to, int id, enum sig_op op)
{
	unsigned dtid = to == VLR ? 1 : 9;

	tcap(SIG_DIALOGUE_CONTINUE, from, 10 - dtid, to, dtid);
	txn_msg_comp(&m, SIG_KIND_REQUEST, id, op);
	ck_assert_uint_eq(pass(), TXN_WITHIN);
}

static void
open_both(void)
{
	tcap(SIG_DIALOGUE_BEGIN, VLR, 1, HLR, 0);
	txn_msg_comp(&m, SIG_KIND_REQUEST, 1, SIG_OP_UPDATE_LOCATION);
	pass();
	go_on(HLR, 9, VLR, 1);
}

START_TEST(txn_asked_of_both_sides)
{
	open_both();
	ask(HLR, VLR, 1, SIG_OP_INSERT_SUBSCRIBER_DATA);
	ask(HLR, VLR, 2, SIG_OP_ACTIVATE_TRACE);
	ask(HLR, VLR, -3, SIG_OP_NONE);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 2, 0),
	    SIG_OP_ACTIVATE_TRACE);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 2, 0), SIG_OP_NONE);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 4, 0), SIG_OP_NONE);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ERROR, 1, 0),
	    SIG_OP_INSERT_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, -3, 0),
	    SIG_OP_UNALLOCATED);
	/* an id that was answered is free for the next */
	ask(HLR, VLR, 2, SIG_OP_DELETE_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REJECT, 2, 1),
	    SIG_OP_DELETE_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(HLR, VLR, SIG_KIND_ANSWER, 1, 0),
	    SIG_OP_UPDATE_LOCATION);
	/* the opener rejects that result, and then none other */
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REJECT, 1, 2),
	    SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REJECT, 7, 2), SIG_OP_NONE);
	/* a general problem may be with either side's */
	ask(VLR, HLR, 6, SIG_OP_PURGE);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REJECT, 6, 1), SIG_OP_NONE);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REJECT, 6, 0), SIG_OP_PURGE);
	ask(HLR, VLR, 6, SIG_OP_RESET);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REJECT, 6, 0), SIG_OP_RESET);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_REQUEST, 1, 0),
	    SIG_OP_NONE);
}
END_TEST

START_TEST(txn_asked_oddly)
{
	unsigned i;

	open_both();
	/* not the last one: the invoke stays open */
	for (i = 0; i < 3; i++) {
		tcap(SIG_DIALOGUE_CONTINUE, HLR, 9, VLR, 1);
		txn_msg_comp(&m, SIG_KIND_ANSWER, 1, SIG_OP_NONE)->not_last =
		    i < 2;
		find();
		ck_assert_uint_eq(txn_asked(&meeting, &m, 0),
		    SIG_OP_UPDATE_LOCATION);
		ck_assert_uint_eq(txn_asked(&meeting, &m, 1), SIG_OP_NONE);
		commit();
	}
	ck_assert_uint_eq(asked(HLR, VLR, SIG_KIND_ANSWER, 1, 0), SIG_OP_NONE);
	/* a Reject of what had no id that could be read; an answer like it */
	tcap(SIG_DIALOGUE_END, HLR, 0, VLR, 1);
	txn_msg_comp(&m, SIG_KIND_REJECT, 0, SIG_OP_NONE)->has_invoke_id =
	    false;
	txn_msg_comp(&m, SIG_KIND_ANSWER, 0, SIG_OP_NONE)->has_invoke_id =
	    false;
	find();
	ck_assert_uint_eq(txn_asked(&meeting, &m, 0), SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(txn_asked(&meeting, &m, 1), SIG_OP_NONE);
	commit();
	/* in what belongs to nothing, nothing was asked */
	find();
	ck_assert_uint_eq(txn_asked(&meeting, &m, 0), SIG_OP_NONE);
}
END_TEST

START_TEST(txn_asked_much)
{
	unsigned i;

	open_both();
	for (i = 0; i < TXN_INVOKES - 1; i++)
		ask(HLR, VLR, (int)i, SIG_OP_INSERT_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 99, 0),
	    SIG_OP_NONE);
	/* what was answered makes room */
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 3, 0),
	    SIG_OP_INSERT_SUBSCRIBER_DATA);
	ask(HLR, VLR, 50, SIG_OP_DELETE_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 3, 0), SIG_OP_NONE);
	/* and when nothing was, the oldest does */
	ask(HLR, VLR, 51, SIG_OP_DELETE_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(HLR, VLR, SIG_KIND_ANSWER, 1, 0),
	    SIG_OP_UPDATE_LOCATION);
	ask(HLR, VLR, 52, SIG_OP_RESET);
	ask(HLR, VLR, 53, SIG_OP_RESET);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 51, 0),
	    SIG_OP_DELETE_SUBSCRIBER_DATA);
	ck_assert_uint_eq(asked(VLR, HLR, SIG_KIND_ANSWER, 99, 0),
	    SIG_OP_UNALLOCATED);
}
END_TEST

START_TEST(txn_empty_begin)
{
	struct txn *t;

	begin(VLR, 1, HLR);
	go_on(HLR, 9, VLR, 1);
	t = meeting.txn;
	ck_assert_uint_eq(t->op, SIG_OP_NONE);
	ask(HLR, VLR, 1, SIG_OP_RESET);	/* not the opener's */
	ck_assert_uint_eq(t->op, SIG_OP_NONE);
	ask(VLR, HLR, 1, SIG_OP_MT_FORWARD_SM);
	ask(VLR, HLR, 2, SIG_OP_MO_FORWARD_SM);
	ck_assert_uint_eq(t->op, SIG_OP_MT_FORWARD_SM);
	ck_assert_uint_eq(asked(HLR, VLR, SIG_KIND_ANSWER, 2, 0),
	    SIG_OP_MO_FORWARD_SM);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dialogues");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, txn_dialogue);
	tcase_add_test(t, txn_ends);
	tcase_add_test(t, txn_looks_only);
	tcase_add_test(t, txn_first_answer_from_alias);
	tcase_add_test(t, txn_peer_changes);
	tcase_add_test(t, txn_addresses);
	tcase_add_test(t, txn_ids);
	tcase_add_test(t, txn_reuse);
	tcase_add_test(t, txn_none);
	tcase_add_test(t, txn_returned);
	tcase_add_test(t, txn_asked_of_both_sides);
	tcase_add_test(t, txn_asked_oddly);
	tcase_add_test(t, txn_asked_much);
	tcase_add_test(t, txn_empty_begin);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
