/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP party addresses (ITU-T Q.713 3.4 and 3.5, ANSI T1.112.3).
 */
#ifndef DISSECTORS_SCCP_ADDR_H
#define DISSECTORS_SCCP_ADDR_H

#include "sig.h"

/* The address in c, without its length octet.  In an ANSI message (m->ansi)
 * an address that says it is coded nationally has the ANSI order. */
void	sccp_address(struct cur c, struct sig_addr *, struct sig_msg *);

#endif
