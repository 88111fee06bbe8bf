/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers in binary coded decimal, first digit in the low half of an octet:
 * TBCD-STRING and AddressString (3GPP TS 29.002 17.7.8), global titles (Q.713
 * 3.4.2.3), PLMN identities (TS 24.008 10.5.1.13), ISUP numbers (Q.763 3.9).
 */
#ifndef DISSECTORS_DIGITS_H
#define DISSECTORS_DIGITS_H

#include "sig.h"

/*
 * The digits of c into d, as ASCII; returns their number, at most
 * SIG_DIGITS_MAX.  A filler 1111 in the last half octet ends the number; one
 * elsewhere ends it too and is the anomaly "digits", as are * # a b c, which
 * are kept.  More digits than fit are the anomaly "digits-length".
 */
uint8_t	digits_unpack(struct cur, struct sig_msg *, char *d);

/* A value of type DIGITS from a TBCD-STRING of min to max octets; outside
 * that: "digits-length". */
void	digits_tbcd(struct sig_msg *, enum sig_field, struct cur, size_t min,
	    size_t max);
/* From an AddressString: nature and plan, then TBCD. */
void	digits_address(struct sig_msg *, enum sig_field, struct cur);
/* From an ISUP called or calling party number (Q.763 3.9, 3.10). */
void	digits_isup(struct sig_msg *, enum sig_field, struct cur);
/* A PLMN identity from the first three octets of c. */
void	digits_plmn(struct sig_msg *, enum sig_field, struct cur);

#endif
