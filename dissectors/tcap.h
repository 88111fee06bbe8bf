/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCAP (ITU-T Q.773) and the choice of its user: MAP, CAP or another.
 */
#ifndef DISSECTORS_TCAP_H
#define DISSECTORS_TCAP_H

#include "sig.h"

/* One TCAP message; the SCCP fields of m, if any, help to tell the user. */
void	tcap_dissect(struct cur, struct sig_msg *);
/* Is this octet the tag of a message of ITU or ANSI TCAP? */
bool	tcap_tag_known(uint8_t tag);

#endif
