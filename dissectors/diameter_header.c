/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of a Diameter message: RFC 6733 3. */
#include "diameter.h"

bool
diameter_header(struct cur *c, struct sig_msg *m)
{
	struct cur all = *c;
	uint32_t word, code;
	size_t len;

	if (cur_left(c) < DIAMETER_HEADER_LEN ||
	    !cur_be32(c, &word) || !cur_be32(c, &code) ||
	    !cur_be32(c, &m->app) || !cur_be32(c, &m->hbh) ||
	    !cur_be32(c, &m->e2e)) {
		sig_defect(m, SIG_DEFECT_DIAMETER_HEADER);
		return false;
	}
	m->flags = (uint8_t)(code >> 24);
	m->comp[0] = (struct sig_comp){ .has_code = true,
	    .code = code & 0xffffff };
	m->ncomp = 1;
	len = word & 0xffffff;
	if (word >> 24 != 1 || len < DIAMETER_HEADER_LEN) {
		sig_defect(m, SIG_DEFECT_DIAMETER_HEADER);
		return len >= DIAMETER_HEADER_LEN;
	}
	if (len > cur_left(&all))
		sig_defect(m, SIG_DEFECT_DIAMETER_HEADER);
	else if (len < cur_left(&all))
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
	*c = cur_take_most(c, len - DIAMETER_HEADER_LEN);
	if (m->flags & DIAMETER_RESERVED ||
	    m->flags & (m->flags & DIAMETER_REQUEST ? DIAMETER_ERROR :
	    DIAMETER_RETRANSMITTED))
		sig_anomaly(m, SIG_ANOMALY_HEADER_FLAGS);
	return true;
}
