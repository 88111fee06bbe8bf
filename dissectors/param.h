/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of MAP and CAP operations by table: which element of an argument
 * or result holds which identity or address.
 */
#ifndef DISSECTORS_PARAM_H
#define DISSECTORS_PARAM_H

#include "ber.h"

enum param_type {
	PARAM_NONE,
	PARAM_IMSI,		/* TBCD, 3 to 8 octets */
	PARAM_ADDRESS,		/* (ISDN-)AddressString */
	PARAM_IMEI,		/* TBCD, 8 octets; IMEI or IMEISV */
	PARAM_TBCD,		/* TBCD of any length */
	PARAM_ISUP,		/* called or calling party number, Q.763 */
	PARAM_PLMN,		/* three octets */
	PARAM_GSN,		/* GSN-Address: type and length, then IP */
	PARAM_TEXT,		/* DiameterIdentity, IA5String */
	PARAM_OCTETS,
	PARAM_NULL,		/* there: 1 */
	PARAM_UINT,		/* INTEGER, ENUMERATED, or octets as a number */
	PARAM_SEQUENCE,		/* constructed: its elements by "in" */
	PARAM_LIST,		/* SEQUENCE OF: likewise, tags repeat */
};

enum { PARAM_ONLY_PRIMITIVE = 0x80 };	/* with a type: a constructed element
					   of the tag is another parameter */

/*
 * A constructed type is a table with a slot for each element that it can have:
 * a context tag, or the n-th element of a universal tag (0: any).
 */
enum {
	PARAM_SLOT_CONTEXT = 0,		/* tags 0 to 62 */
	PARAM_SLOT_OCTETS = 64,
	PARAM_SLOT_SEQUENCE = 72,
	PARAM_SLOT_INTEGER = 80,
	PARAM_SLOT_NONE = 88,		/* always empty */
	PARAM_SLOTS,
	PARAM_NTH_MAX = 7,
};

struct param_spec;

/* What an element holds. */
struct param {
	uint8_t		 type;		/* enum param_type */
	uint8_t		 field;		/* enum sig_field */
	const struct param_spec *in;	/* of a constructed element */
};

struct param_spec {
	struct param	 slot[PARAM_SLOTS];
	/* not NULL: what the tags mean behind the first OCTET STRING */
	const struct param_spec *behind;
};

/* The elements of c; list tells that tags may repeat. */
void	param_elements(struct cur c, const struct param_spec *, bool list,
	    struct sig_msg *);
/* One value. */
void	param_value(const struct ber *, enum param_type, enum sig_field,
	    struct sig_msg *);

#endif
