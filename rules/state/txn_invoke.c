/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was asked within a dialogue, by whom, and whether it has its answer
 * (ITU-T Q.774 3.2.1, invoke ids; Q.773 table 22 on, problems of a Reject).
 *
 * Each side has its own invoke ids.  When there is no room, what was answered
 * makes it; when nothing was, the oldest goes, and from then on the dialogue
 * is known to have had more than is remembered.
 */
#include "txn_impl.h"

#include "../../dissectors/sig.h"

_Static_assert(SIG_OP_COUNT <= UINT8_MAX, "an operation in an octet");

enum problem {			/* tags of the problem of a Reject */
	PROBLEM_GENERAL,
	PROBLEM_INVOKE,
	PROBLEM_RESULT,
	PROBLEM_ERROR,
};

/* TXN_INVOKES: none. */
static unsigned
invoke_find(const struct txn *t, int8_t id, bool by_opener)
{
	unsigned i;

	for (i = 0; i < TXN_INVOKES; i++)
		if (t->invoke_op[i] != SIG_OP_NONE && t->invoke_id[i] == id &&
		    (t->by_opener >> i & 1) == by_opener)
			break;
	return i;
}

static unsigned
invoke_room(struct txn *t)
{
	unsigned i, at;

	for (i = 0; i < TXN_INVOKES; i++) {
		at = (t->next_invoke + i) % TXN_INVOKES;
		if (t->invoke_op[at] == SIG_OP_NONE || t->done >> at & 1)
			return at;
	}
	t->flags |= TXN_SPILLED;
	return t->next_invoke;
}

static void
invoke_add(struct txn *t, const struct sig_comp *c, bool by_opener)
{
	bool first = t->next_invoke == 0 && t->invoke_op[0] == SIG_OP_NONE;
	unsigned at = first ? 0 : invoke_find(t, c->invoke_id, by_opener), bit;

	if (at == TXN_INVOKES)
		at = invoke_room(t);
	bit = 1U << at;
	t->invoke_id[at] = c->invoke_id;
	t->invoke_op[at] = c->op != SIG_OP_NONE ? c->op : SIG_OP_UNALLOCATED;
	t->done = (uint8_t)(t->done & ~bit);
	t->by_opener = (uint8_t)(by_opener ? t->by_opener | bit :
	    t->by_opener & ~bit);
	t->next_invoke = (uint8_t)((at + 1) % TXN_INVOKES);
}

/*
 * The invoke that a component of a side answers: the other side's.  Only a
 * Reject of a result or an error names an invoke of its own sender, who had an
 * answer and did not like it.
 */
static unsigned
invoke_of(const struct txn *t, const struct sig_comp *c, bool by_opener)
{
	bool reject = c->kind == SIG_KIND_REJECT;
	unsigned at;

	if (reject && c->problem_type >= PROBLEM_RESULT)
		return invoke_find(t, c->invoke_id, by_opener);
	at = invoke_find(t, c->invoke_id, !by_opener);
	if (at == TXN_INVOKES && reject && c->problem_type == PROBLEM_GENERAL)
		at = invoke_find(t, c->invoke_id, by_opener);
	return at;
}

/* What the opener asked first, when the Begin had no component. */
static void
name_op(struct txn *t, const struct sig_comp *c, bool by_opener)
{
	if (t->op == SIG_OP_NONE && by_opener)
		t->op = c->op;
}

void
txn_note(struct txn *t, const struct sig_msg *m, bool by_opener)
{
	const struct sig_comp *c;
	unsigned at;

	for (c = m->comp; c < m->comp + m->ncomp; c++) {
		if (c->kind == SIG_KIND_REQUEST)
			name_op(t, c, by_opener);
		if (!c->has_invoke_id)
			continue;
		if (c->kind == SIG_KIND_REQUEST) {
			invoke_add(t, c, by_opener);
		} else if (!c->not_last) {
			at = invoke_of(t, c, by_opener);
			if (at < TXN_INVOKES)
				t->done |= (uint8_t)(1U << at);
		}
	}
}

static unsigned
op_known(unsigned op)
{
	return op != SIG_OP_NONE ? op : SIG_OP_UNALLOCATED;
}

unsigned
txn_asked(const struct txn_meeting *meeting, const struct sig_msg *m,
    unsigned comp)
{
	const struct sig_comp *c = &m->comp[comp];
	const struct txn *t = meeting->txn;
	bool reject;
	unsigned at;

	if (t == NULL || comp >= m->ncomp || c->kind == SIG_KIND_REQUEST)
		return SIG_OP_NONE;
	if (m->proto == SIG_PROTO_DIAMETER)
		return op_known(t->op);
	reject = c->kind == SIG_KIND_REJECT;
	if (!c->has_invoke_id)	/* a Reject of what had no readable one */
		return reject ? op_known(t->op) : SIG_OP_NONE;
	at = invoke_of(t, c, meeting->by_opener);
	if (at == TXN_INVOKES)
		return t->flags & TXN_SPILLED ? SIG_OP_UNALLOCATED :
		    SIG_OP_NONE;
	if (t->done >> at & 1 && !(reject && c->problem_type != PROBLEM_INVOKE))
		return SIG_OP_NONE;
	return t->invoke_op[at];
}
