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

void
sig_reset(struct sig_msg *m)
{
	memset(&m->proto, 0,
	    offsetof(struct sig_msg, val) - offsetof(struct sig_msg, proto));
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
