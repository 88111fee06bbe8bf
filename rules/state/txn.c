/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which open transaction a message belongs to (ITU-T Q.773, Q.774 3.3; RFC 6733
 * 6.2).
 *
 * TCAP: Begin names its sender's id A; the first Continue back names A and the
 * id B that the responder gives; after that each Continue names both, an End
 * or Abort that of its receiver.  An id with the address of the node that gave
 * it is a key.  A Continue whose two keys are not those of one dialogue is
 * taken for a message of the dialogue of its receiver, whom it would reach, and
 * then its peer is not the one it was.
 *
 * Diameter: hop-by-hop and end-to-end id are a key, and so they are with the
 * Session-Id: peers of different links may choose equal numbers, and an answer
 * by an agent may come without Session-Id.
 */
#include "txn_impl.h"

#include "../../dissectors/diameter.h"
#include "../../dissectors/hash.h"
#include "../../dissectors/sig.h"

/* ---- keys ---- */

/* Who that is: by his global title, or else by a point code, be it that of the
 * address or, where SCCP leaves it out, of the routing label. */
static uint32_t
address_hash(const struct txns *x, const struct sig_addr *a, uint32_t label)
{
	uint64_t h = x->salt_address;

	if (a->present && a->has_gt && a->len > 0) {
		h = hash_u64(h, a->len);
		h = hash_u64(h, a->digits.w[0]);
		h = hash_u64(h, a->digits.w[1]);
	} else {
		h = hash_u64(h, a->present && a->has_pc ? a->pc : label);
	}
	return (uint32_t)(h >> 32);
}

static uint64_t
key_make(uint64_t salt, uint64_t v)
{
	uint64_t h = hash_u64(hash_u64(salt, v), salt);

	return h != 0 ? h : 1;
}

static uint64_t
tid_key(const struct txns *x, uint32_t address, const struct sig_tid *tid)
{
	if (tid->len == 0)
		return 0;
	return key_make(x->salt_tid, (uint64_t)address << 32 | tid->id);
}

/* ---- TCAP ---- */

/* Returned by SCCP to who had sent it, its addresses exchanged (Q.714 4.2). */
static bool
is_returned(const struct sig_msg *m)
{
	return m->has_cause;
}

static void
tcap_keys(const struct txns *x, const struct sig_msg *m,
    struct txn_meeting *meeting)
{
	meeting->sender = address_hash(x, &m->calling, m->opc);
	meeting->receiver = address_hash(x, &m->called, m->dpc);
	if (is_returned(m)) {
		meeting->key[0] = tid_key(x, meeting->receiver, &m->otid);
		return;
	}
	meeting->key[0] = tid_key(x, meeting->receiver, &m->dtid);
	meeting->key[1] = tid_key(x, meeting->sender, &m->otid);
}

static void
concerns(struct txn_meeting *meeting, enum txn_what what, struct txn *t,
    uint64_t key)
{
	meeting->what = (uint8_t)what;
	meeting->found = t;
	meeting->found_key = key;
	if (what == TXN_WITHIN || what == TXN_ENDS)
		meeting->txn = t;
}

static struct txn *
lookup(const struct txns *x, uint64_t key)
{
	return key != 0 ? txn_lookup(x, key) : NULL;
}

/* Does the list have this key, from not longer ago? */
static bool
was_noted(const struct txn_early *list, uint64_t key, uint64_t now,
    uint64_t ns)
{
	const struct txn_early *e = &list[key % TXN_EARLY];

	return key != 0 && e->key == key &&
	    (now > e->when ? now - e->when : e->when - now) <= ns;
}

/* An answer to this key came a moment ago. */
static bool
was_answered(const struct txns *x, uint64_t key, uint64_t now)
{
	return was_noted(x->early, key, now, TXN_BACK);
}

static void
begin_find(const struct txns *x, uint64_t now, struct txn_meeting *meeting)
{
	uint64_t key = meeting->key[1];
	struct txn *t = lookup(x, key);

	if (key == 0)
		return;
	meeting->reused = t != NULL;
	meeting->answered_before = was_answered(x, key, now);
	meeting->by_opener = true;
	concerns(meeting, TXN_OPENS, t, key);
}

/* End or Abort: who gave the id is the receiver. */
static void
end_find(const struct txns *x, uint64_t now, struct txn_meeting *meeting)
{
	struct txn *t = lookup(x, meeting->key[0]);

	if (t == NULL) {
		meeting->ended_before = was_noted(x->ended, meeting->key[0],
		    now, TXN_AGAIN);
		return;
	}
	meeting->by_opener = t->key[0] != meeting->key[0];
	if (meeting->by_opener)
		meeting->peer_changed = t->opener != meeting->sender;
	else if (t->flags & TXN_PEER)
		meeting->peer_changed = t->responder != meeting->sender;
	concerns(meeting, TXN_ENDS, t, meeting->key[0]);
}

/*
 * A Begin that comes back to who sent it.  It may come from another address
 * than the one it was sent to, as a first answer may: who translated that on
 * the way returns it in his name.  Once there is an answer it was delivered,
 * and what says otherwise is not believed.
 */
static void
returned_find(const struct txns *x, struct txn_meeting *meeting)
{
	struct txn *t = lookup(x, meeting->key[0]);

	if (t == NULL || t->key[0] != meeting->key[0] || t->answered)
		return;
	meeting->returned = true;
	concerns(meeting, TXN_ENDS, t, meeting->key[0]);
}

/* The opener may go on sending to where he sent the Begin. */
static bool
is_peer_id(const struct txns *x, const struct txn *t, const struct sig_msg *m,
    const struct txn_meeting *meeting)
{
	return t->key[1] == meeting->key[0] ||
	    (t->called == meeting->receiver &&
	    t->key[1] == tid_key(x, t->responder, &m->dtid));
}

/* Both ids of a Continue are those of t, as far as they are known. */
static bool
is_pair(const struct txns *x, const struct txn *t, const struct sig_msg *m,
    const struct txn_meeting *meeting, bool by_opener)
{
	bool peer_known = t->flags & TXN_PEER;

	if (!by_opener)
		return t->key[0] == meeting->key[0] &&
		    (!peer_known || t->key[1] == meeting->key[1]);
	/* before the responder has spoken nobody can name his id */
	return t->key[0] == meeting->key[1] &&
	    (peer_known ? is_peer_id(x, t, m, meeting) : t->answered);
}

/*
 * A Continue: found by the id of its receiver, and else by that of its sender,
 * if the dialogue has both by now.
 */
static void
continue_find(const struct txns *x, const struct sig_msg *m,
    struct txn_meeting *meeting)
{
	struct txn *to = lookup(x, meeting->key[0]), *of;
	bool opener = to != NULL && to->key[0] != meeting->key[0];

	meeting->by_opener = opener;
	if (to != NULL)
		concerns(meeting, TXN_WITHIN, to, meeting->key[0]);
	if (to != NULL && is_pair(x, to, m, meeting, opener))
		return;
	of = lookup(x, meeting->key[1]);
	if (of == NULL) {
		meeting->peer_changed = to != NULL;
		return;
	}
	opener = of->key[0] == meeting->key[1];
	if (is_pair(x, of, m, meeting, opener)) {
		meeting->by_opener = opener;
		concerns(meeting, TXN_WITHIN, of, meeting->key[1]);
		return;
	}
	meeting->peer_changed = to != NULL || of->flags & TXN_PEER;
	if (to == NULL && of->flags & TXN_PEER) {
		meeting->by_opener = opener;
		concerns(meeting, TXN_WITHIN, of, meeting->key[1]);
	}
}

static void
tcap_find(const struct txns *x, const struct sig_msg *m, uint64_t now,
    struct txn_meeting *meeting)
{
	if (is_returned(m)) {
		returned_find(x, meeting);
		return;
	}
	if (m->dialogue == SIG_DIALOGUE_BEGIN) {
		begin_find(x, now, meeting);
		return;
	}
	meeting->what = TXN_UNASKED;
	if (m->dialogue == SIG_DIALOGUE_CONTINUE)
		continue_find(x, m, meeting);
	else
		end_find(x, now, meeting);
}

/* ---- Diameter ---- */

/* Between neighbours; what they call an application means nothing then. */
static bool
is_peer_message(const struct sig_msg *m)
{
	unsigned op = m->comp[0].op;

	return m->app == DIAMETER_APP_BASE &&
	    (op == SIG_OP_CAPABILITIES_EXCHANGE ||
	    op == SIG_OP_DEVICE_WATCHDOG || op == SIG_OP_DISCONNECT_PEER);
}

/* key[0] without the session, key[1] with it. */
static void
request_keys(const struct txns *x, const struct sig_msg *m,
    struct txn_meeting *meeting)
{
	const struct sig_value *v = sig_get(m, SIG_SESSION_ID);
	uint64_t ids = (uint64_t)m->hbh << 32 | m->e2e;

	meeting->key[0] = key_make(x->salt_request, ids);
	if (v != NULL && v->type == SIG_TYPE_TEXT)
		meeting->key[1] = key_make(hash_octets(x->salt_session,
		    v->text, v->len), ids);
}

static void
request_find(const struct txns *x, const struct sig_msg *m, uint64_t now,
    struct txn_meeting *meeting)
{
	uint64_t key = txn_main_key(meeting);
	struct txn *t = lookup(x, key);

	if (t != NULL && t->key[0] != key)	/* another session's */
		t = NULL;
	meeting->again = t != NULL && t->op == m->comp[0].op;
	meeting->reused = t != NULL && !meeting->again;
	meeting->answered_before = !meeting->again &&
	    (was_answered(x, meeting->key[0], now) ||
	    was_answered(x, meeting->key[1], now));
	meeting->by_opener = true;
	concerns(meeting, TXN_OPENS, t, key);
}

/* The answer has the command of its request (RFC 6733 6.2). */
static void
answer_find(const struct txns *x, const struct sig_msg *m,
    struct txn_meeting *meeting)
{
	uint64_t key = txn_main_key(meeting);
	struct txn *t = lookup(x, key);

	if (t == NULL && meeting->key[1] != 0) {
		key = meeting->key[0];
		t = lookup(x, key);
		if (t != NULL && t->key[0] != key)	/* another session */
			t = NULL;
	}
	if (t != NULL && t->op == m->comp[0].op)
		concerns(meeting, TXN_ENDS, t, key);
	else
		meeting->what = TXN_UNASKED;
}

static void
diameter_find(const struct txns *x, const struct sig_msg *m, uint64_t now,
    struct txn_meeting *meeting)
{
	if (m->flags & DIAMETER_REQUEST)
		request_find(x, m, now, meeting);
	else
		answer_find(x, m, meeting);
}

/* Is it about a transaction at all? */
static bool
has_transaction(const struct sig_msg *m)
{
	if (m->proto == SIG_PROTO_DIAMETER)
		return m->ncomp > 0 && !is_peer_message(m);
	if (is_returned(m))
		return m->dialogue == SIG_DIALOGUE_BEGIN;
	return m->dialogue != SIG_DIALOGUE_NONE &&
	    m->dialogue != SIG_DIALOGUE_UNI;
}

void
txn_expect(const struct txns *x, const struct sig_msg *m,
    struct txn_meeting *meeting)
{
	*meeting = (struct txn_meeting){ .what = TXN_NONE };
	if (!has_transaction(m))
		return;
	if (m->proto == SIG_PROTO_DIAMETER)
		request_keys(x, m, meeting);
	else
		tcap_keys(x, m, meeting);
	txn_expect_key(x, meeting->key[0]);
	txn_expect_key(x, meeting->key[1]);
}

void
txn_expect_more(const struct txns *x, const struct txn_meeting *meeting)
{
	if (meeting->key[0] != 0)
		txn_expect_record(x, meeting->key[0]);
	if (meeting->key[1] != 0)
		txn_expect_record(x, meeting->key[1]);
}

void
txn_meet(struct txns *x, const struct sig_msg *m, uint64_t now,
    struct txn_meeting *meeting)
{
	if (!has_transaction(m))
		return;
	if (m->proto == SIG_PROTO_DIAMETER)
		diameter_find(x, m, now, meeting);
	else
		tcap_find(x, m, now, meeting);
	if (meeting->found != NULL)
		txn_prefetch(x, meeting->found);
}

void
txn_find(struct txns *x, const struct sig_msg *m, uint64_t now,
    struct txn_meeting *meeting)
{
	txn_expect(x, m, meeting);
	txn_meet(x, m, now, meeting);
}
