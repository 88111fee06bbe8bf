/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dialogue portion of TCAP (Q.773 3.2, 4.2.3) and what MAP puts in it.
 */
#ifndef DISSECTORS_DIALOGUE_H
#define DISSECTORS_DIALOGUE_H

#include "sig.h"

/* c: contents of the dialogue portion.  Sets the application context, its
 * result, and m->proto when the context tells it. */
void	dialogue_read(struct cur c, struct sig_msg *);

#endif
