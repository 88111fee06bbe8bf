/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGTRAN adaptation layers: M3UA (RFC 4666), M2UA (RFC 3331), M2PA (RFC 4165)
 * and SUA (RFC 3868).  Each: one message; false when it completes none.
 */
#ifndef DISSECTORS_XUA_H
#define DISSECTORS_XUA_H

#include "sig.h"

bool	m3ua_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	m2ua_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	m2pa_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	sua_dissect(struct cur, struct reasm *, struct sig_msg *);

#endif
