/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entry to dissection: from the octets of one message to its view.
 */
#include <string.h>

#include "diameter.h"
#include "mtp3.h"
#include "sccp.h"
#include "sig.h"
#include "tcap.h"
#include "xua.h"

enum {
	RESET = offsetof(struct sig_msg, val) - offsetof(struct sig_msg, proto),
	RESET_STEP = 64,
};

/* In steps that compilers turn into a few stores each: what they make of the
 * whole at once takes longer to start than to run. */
void
sig_reset(struct sig_msg *m)
{
	uint8_t *p = &m->proto;
	size_t i;

	for (i = 0; i < RESET / RESET_STEP; i++)
		memset(p + i * RESET_STEP, 0, RESET_STEP);
	memset(p + i * RESET_STEP, 0, RESET % RESET_STEP);
}

bool
sig_dissect(enum sig_entry entry, struct cur c, struct reasm *r,
    struct sig_msg *m)
{
	sig_reset(m);
	m->base_layers = m->nlayers;
	m->octets = c;
	switch (entry) {
	case SIG_ENTRY_M3UA:
		return m3ua_dissect(c, r, m);
	case SIG_ENTRY_M2UA:
		return m2ua_dissect(c, r, m);
	case SIG_ENTRY_M2PA:
		return m2pa_dissect(c, r, m);
	case SIG_ENTRY_SUA:
		return sua_dissect(c, r, m);
	case SIG_ENTRY_MTP2:
		return mtp2_dissect(c, r, m);
	case SIG_ENTRY_MTP3:
		return mtp3_dissect(c, r, m);
	case SIG_ENTRY_SCCP:
		return sccp_dissect(c, r, m);
	case SIG_ENTRY_TCAP:
		tcap_dissect(c, m);
		return true;
	case SIG_ENTRY_DIAMETER:
		diameter_dissect(c, m);
		return true;
	}
	return true;
}
