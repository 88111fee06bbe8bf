/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP (ITU-T Q.713, ANSI T1.112).
 */
#ifndef DISSECTORS_SCCP_H
#define DISSECTORS_SCCP_H

#include "sig.h"

/* One SCCP message.  False: a segment that waits for others in r. */
bool	sccp_dissect(struct cur, struct reasm *, struct sig_msg *);
/* What is above SCCP: management, TCAP, or another user. */
void	sccp_user(struct cur, struct sig_msg *);
/* 0: no SCCP message; 1: perhaps; 2: a connectionless one whose pointers lie
 * within it. */
int	sccp_plausible(struct cur);
bool	sccp_ssn_map(uint8_t ssn);
bool	sccp_ssn_cap(uint8_t ssn);

#endif
