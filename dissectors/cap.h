/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CAP (3GPP TS 29.078): operations by name, subscriber and numbers.
 */
#ifndef DISSECTORS_CAP_H
#define DISSECTORS_CAP_H

#include "ber.h"

/* Names and values of one component; arg may be NULL. */
void	cap_component(struct sig_comp *, const struct ber *arg,
	    struct sig_msg *);
/* The standard name of an operation code, or NULL. */
const char *cap_op_name(uint32_t code);

#endif
