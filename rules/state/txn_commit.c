/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message changes that belongs to a transaction, opens one or ends it.
 */
#include "txn_impl.h"

#include "../../dissectors/sig.h"

static void
name(struct txns *x, struct txn *t, unsigned which, uint64_t key)
{
	t->key[which] = key;
	if (key != 0)
		txn_index(x, key, t);
}

static struct txn *
commit_opening(struct txns *x, const struct sig_msg *m, uint64_t now,
    const struct txn_meeting *meeting)
{
	struct txn *t = meeting->found;
	bool diameter = m->proto == SIG_PROTO_DIAMETER;

	if (t != NULL && meeting->again) {
		txn_touch(x, t, t->state == TXN_WAITING ? TXN_WAITING :
		    TXN_GOING, now);
		return t;
	}
	if (t != NULL)
		txn_end(x, t);
	t = txn_new(x, now);
	t->frame = m->frame;
	t->ac = m->ac;
	t->ac_version = m->ac_version;
	t->proto = m->proto;
	if (diameter)
		t->op = m->comp[0].op;
	t->opener = meeting->sender;
	t->called = meeting->receiver;
	t->answered = meeting->answered_before;
	if (t->answered)
		txn_touch(x, t, TXN_GOING, now);
	name(x, t, 0, diameter ? txn_main_key(meeting) : meeting->key[1]);
	if (diameter && meeting->key[1] != 0)
		name(x, t, 1, meeting->key[0]);
	txn_note(t, m, true);
	return t;
}

/*
 * The responder's address and id, from the first Continue that has them: his
 * own, or, when that came before the Begin, what the opener calls him.
 */
static void
learn_peer(struct txns *x, struct txn *t, const struct txn_meeting *meeting)
{
	uint64_t key = meeting->key[!meeting->by_opener];

	if (t->flags & TXN_PEER || key == 0)
		return;
	t->flags |= TXN_PEER;
	t->responder = meeting->by_opener ? meeting->receiver :
	    meeting->sender;
	name(x, t, 1, key);
}

static void
commit_within(struct txns *x, const struct sig_msg *m, uint64_t now,
    const struct txn_meeting *meeting)
{
	struct txn *t = meeting->txn;

	learn_peer(x, t, meeting);
	if (!meeting->by_opener)
		t->answered = true;
	txn_touch(x, t, t->proto == SIG_PROTO_CAP ? TXN_CALLING : TXN_GOING,
	    now);
	txn_note(t, m, meeting->by_opener);
}

static void
commit_end(struct txns *x, uint64_t now, const struct txn_meeting *meeting)
{
	struct txn *t = meeting->txn;

	if (!meeting->by_opener && !meeting->returned)
		t->answered = true;
	t->active = now;
	if (t->proto != SIG_PROTO_DIAMETER && !meeting->returned)
		x->ended[meeting->found_key % TXN_EARLY] = (struct txn_early){
		    meeting->found_key, now };
	txn_end(x, t);
}

static void
commit_unasked(struct txns *x, uint64_t now, const struct sig_msg *m,
    const struct txn_meeting *meeting)
{
	uint64_t key = m->proto == SIG_PROTO_DIAMETER ? txn_main_key(meeting) :
	    meeting->key[0];

	if (key != 0 && !meeting->ended_before)
		x->early[key % TXN_EARLY] = (struct txn_early){ key, now };
}

/* What was found is still what it was. */
static bool
holds(const struct txn_meeting *meeting)
{
	const struct txn *t = meeting->found;

	return t != NULL && t->state != TXN_FREE &&
	    (t->key[0] == meeting->found_key ||
	    t->key[1] == meeting->found_key);
}

struct txn *
txn_commit(struct txns *x, const struct sig_msg *m, uint64_t now,
    struct txn_meeting *meeting)
{
	if (!holds(meeting))
		meeting->found = meeting->txn = NULL;
	switch (meeting->what) {
	case TXN_OPENS:
		return commit_opening(x, m, now, meeting);
	case TXN_WITHIN:
		if (meeting->txn != NULL)
			commit_within(x, m, now, meeting);
		return meeting->txn;
	case TXN_ENDS:
		if (meeting->txn != NULL)
			commit_end(x, now, meeting);
		return meeting->txn;
	case TXN_UNASKED:
		commit_unasked(x, now, m, meeting);
		return NULL;
	default:
		return NULL;
	}
}

struct txn *
txn_undo(struct txns *x, const struct sig_msg *m, uint64_t now)
{
	struct txn_meeting meeting;

	txn_find(x, m, now, &meeting);
	if (meeting.what != TXN_OPENS || meeting.found == NULL)
		return NULL;
	txn_end(x, meeting.found);
	return meeting.found;
}
