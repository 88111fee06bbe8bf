/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What never goes on, whatever the rules say: management of others' nodes, and
 * all that is no connectionless SCCP message.
 *
 * A partner may say that a subsystem of his own is there or not (ITU-T
 * Q.714 5.3.2); ours are ours to tell of.  What is addressed to a point code of
 * ours ends here in any case.
 */
#include "../../dissectors/sccp.h"
#include "transfer.h"

enum scmg { SCMG_SSA = 1, SCMG_SSP = 2, SCMG_SSC = 6 };

static bool
is_connectionless(uint8_t type)
{
	return type == SCCP_UDT || type == SCCP_UDTS ||
	    (type >= SCCP_XUDT && type <= SCCP_LUDTS);
}

/* Home's, ours, or that of the very node that it goes to. */
static bool
is_home_pc(const struct engine *e, const struct sig_msg *m, uint64_t pc)
{
	const struct conf *c = e->rules->conf;
	size_t i, k;

	if (pc == m->dpc || pc > UINT32_MAX ||
	    transfer_is_ours(e->transfer, (uint32_t)pc) ||
	    owner_pc(e->rules->owners, (uint32_t)pc) == OWNER_HOME)
		return true;
	for (i = 0; i < c->nlink; i++)
		for (k = 0; link_is_home(e->rules->owners, (int)i) &&
		    k < c->link[i].pc.n; k++)
			if (pc >= c->link[i].pc.item[k].low &&
			    pc <= c->link[i].pc.item[k].high)
				return true;
	return false;
}

/* Of his own subsystem, and to a node that is behind us. */
static bool
may_tell(const struct engine *e, const struct way *from,
    const struct sig_msg *m)
{
	const struct sig_value *pc = sig_get(m, SIG_AFFECTED_PC);
	unsigned type = m->ncomp > 0 && m->comp[0].has_code ?
	    m->comp[0].code : 0;

	if (m->sccp_type != SCCP_UDT || pc == NULL ||
	    !transfer_paired(e->transfer, from->link))
		return false;
	if (from->home)
		return true;
	return (type == SCMG_SSA || type == SCMG_SSP || type == SCMG_SSC) &&
	    !is_home_pc(e, m, pc->num);
}

/* Octets that another reader could take for something else. */
static bool
is_ambiguous(const struct sig_msg *m)
{
	switch (m->defect) {
	case SIG_DEFECT_XUA_HEADER:
	case SIG_DEFECT_XUA_PARAMETER:
	case SIG_DEFECT_XUA_DUPLICATE:
	case SIG_DEFECT_XUA_NO_DATA:
	case SIG_DEFECT_MTP3:
		return true;
	default:
		return false;
	}
}

bool
police_stops(const struct engine *e, const struct way *from,
    const struct sig_msg *m)
{
	if (m->sccp.p == NULL || !is_connectionless(m->sccp_type) ||
	    is_ambiguous(m))
		return true;
	return m->proto == SIG_PROTO_SCMG && !may_tell(e, from, m);
}
