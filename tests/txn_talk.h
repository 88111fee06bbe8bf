/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Talking to one table of transactions, a line a message.
 */
#ifndef TESTS_TXN_TALK_H
#define TESTS_TXN_TALK_H

#include <check.h>
#include <stdlib.h>

#include "../rules/state/txn.h"
#include "txn_msg.h"

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

enum { VLR = 1001, HLR = 2002, ALIAS = 2003, STRANGER = 3003, PC = 77 };

static struct txns *x;
static struct sig_msg m;
static struct txn_meeting meeting;
static uint64_t now;

static inline void
set_up(void)
{
	x = txns_new(100, 0x5ec2e7);
	now = START;
	m.frame = 0;
}

static inline void
tear_down(void)
{
	txns_free(x);
	txns_free(NULL);
}

static inline unsigned
find(void)
{
	txn_find(x, &m, now, &meeting);
	ck_assert_int_eq(meeting.txn != NULL, meeting.what == TXN_WITHIN ||
	    meeting.what == TXN_ENDS);
	return meeting.what;
}

static inline struct txn *
commit(void)
{
	return txn_commit(x, &m, now, &meeting);
}

/* One message that goes its way: what it was taken for. */
static inline unsigned
pass(void)
{
	unsigned what = find();

	m.frame++;
	ck_assert_int_eq(commit() != NULL, what == TXN_OPENS ||
	    what == TXN_WITHIN || what == TXN_ENDS);
	return what;
}

static inline void
tcap(enum sig_dialogue type, unsigned from, uint32_t otid, unsigned to,
    uint32_t dtid)
{
	txn_msg_tcap(&m, type, from, otid, to, dtid);
}

static inline unsigned
begin(unsigned from, uint32_t otid, unsigned to)
{
	tcap(SIG_DIALOGUE_BEGIN, from, otid, to, 0);
	return pass();
}

static inline unsigned
go_on(unsigned from, uint32_t otid, unsigned to, uint32_t dtid)
{
	tcap(SIG_DIALOGUE_CONTINUE, from, otid, to, dtid);
	return pass();
}

static inline unsigned
end(unsigned from, unsigned to, uint32_t dtid)
{
	tcap(SIG_DIALOGUE_END, from, 0, to, dtid);
	return pass();
}

#endif
