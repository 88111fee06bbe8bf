/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 2 (Q.703) and level 3 (Q.704, ANSI T1.111).
 */
#ifndef DISSECTORS_MTP3_H
#define DISSECTORS_MTP3_H

#include "sig.h"

/* False: nothing for level 3 (fill-in or link status), or SCCP waits. */
bool	mtp2_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	mtp3_dissect(struct cur, struct reasm *, struct sig_msg *);
/* The user part that m->si names. */
bool	mtp3_user(struct cur, struct reasm *, struct sig_msg *);

#endif
