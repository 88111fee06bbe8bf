/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages for tests and measurements of transactions: only what those read.
 */
#ifndef TESTS_TXN_MSG_H
#define TESTS_TXN_MSG_H

#include <string.h>

#include "../dissectors/diameter.h"
#include "../dissectors/sig.h"

/* Numbers below this are point codes, others digits 8821nnnnnn. */
enum { TXN_MSG_GT = 1000 };

static inline void
txn_msg_address(struct sig_addr *a, unsigned node)
{
	unsigned i;

	*a = (struct sig_addr){ .present = true, .has_ssn = true, .ssn = 6 };
	if (node < TXN_MSG_GT) {
		a->has_pc = true;
		a->pc = node;
		return;
	}
	a->has_gt = true;
	a->len = 10;
	a->digits.w[0] = 0x1288;
	for (i = 9; i >= 4; i--, node /= 10)
		a->digits.w[0] |= (uint64_t)(node % 10) << 4 * i;
}

/* An id of 0 is none. */
static inline void
txn_msg_tcap(struct sig_msg *m, enum sig_dialogue type, unsigned from,
    uint32_t otid, unsigned to, uint32_t dtid)
{
	sig_reset(m);
	m->proto = SIG_PROTO_MAP;
	m->dialogue = (uint8_t)type;
	m->otid = (struct sig_tid){ otid != 0 ? 4 : 0, otid };
	m->dtid = (struct sig_tid){ dtid != 0 ? 4 : 0, dtid };
	txn_msg_address(&m->calling, from);
	txn_msg_address(&m->called, to);
}

static inline struct sig_comp *
txn_msg_comp(struct sig_msg *m, enum sig_kind kind, int id, enum sig_op op)
{
	struct sig_comp *c = &m->comp[m->ncomp++];

	*c = (struct sig_comp){ .kind = (uint8_t)kind, .has_invoke_id = true,
		.invoke_id = (int8_t)id, .op = (uint8_t)op };
	return c;
}

static inline void
txn_msg_diameter(struct sig_msg *m, bool request, uint32_t hbh, uint32_t e2e,
    const char *session, enum sig_op op)
{
	sig_reset(m);
	m->proto = SIG_PROTO_DIAMETER;
	m->app = DIAMETER_APP_S6A;
	m->flags = request ? DIAMETER_REQUEST : 0;
	m->hbh = hbh;
	m->e2e = e2e;
	m->ncomp = 1;
	m->comp[0] = (struct sig_comp){ .op = (uint8_t)op,
		.kind = request ? SIG_KIND_REQUEST : SIG_KIND_ANSWER };
	if (session != NULL)
		sig_add_text(m, SIG_SESSION_ID,
		    cur_make((const uint8_t *)session, strlen(session)));
}

#endif
