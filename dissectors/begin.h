/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The usual opening of a MAP dialogue (ITU-T Q.773, 3GPP TS 29.002).
 */
#ifndef DISSECTORS_BEGIN_H
#define DISSECTORS_BEGIN_H

#include "sig.h"

/* Reads the TCAP message in c if it is a usual opening; otherwise false, and m
 * is as it was. */
bool	begin_dissect(struct cur, struct sig_msg *);

#endif
