/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of MAP and CAP operations by table: which element of an argument
 * or result holds which identity or address.
 */
#ifndef DISSECTORS_PARAM_H
#define DISSECTORS_PARAM_H

#include "ber.h"

enum param_type {
	PARAM_IMSI,		/* TBCD, 3 to 8 octets */
	PARAM_IMEI,		/* TBCD, 8 octets; IMEI or IMEISV */
	PARAM_TBCD,		/* TBCD of any length */
	PARAM_ADDRESS,		/* (ISDN-)AddressString */
	PARAM_ISUP,		/* called or calling party number, Q.763 */
	PARAM_PLMN,		/* three octets */
	PARAM_GSN,		/* GSN-Address: type and length, then IP */
	PARAM_TEXT,		/* DiameterIdentity, IA5String */
	PARAM_OCTETS,
	PARAM_UINT,		/* INTEGER, ENUMERATED, or octets as a number */
	PARAM_SEQUENCE,		/* constructed: its elements by "in" */
	PARAM_LIST,		/* SEQUENCE OF: likewise, tags repeat */
};

struct param_spec;

/* One row: an element of a constructed type and what it holds. */
struct param {
	uint8_t		 tag;	/* as struct ber */
	uint8_t		 nth;	/* the n-th element of this tag; 0: any */
	uint8_t		 type;	/* enum param_type */
	uint8_t		 field;	/* enum sig_field */
	const struct param_spec *in;
};

struct param_spec {
	const struct param *row;
	size_t		 n;
	bool		 split;	/* tags mean one thing before the first OCTET
				   STRING and another behind it */
};

#define PARAM_SPEC(rows)	{ rows, sizeof(rows) / sizeof((rows)[0]), false }

/* In place of "nth": only a primitive element; only before or behind the first
 * OCTET STRING of a split type. */
enum {
	PARAM_MANY = 0xfb,	/* counted no further */
	PARAM_PRIMITIVE = 0xfd, PARAM_BEFORE = 0xfe, PARAM_AFTER = 0xff,
};

/* The elements of c; list tells that tags may repeat. */
void	param_elements(struct cur c, const struct param_spec *, bool list,
	    struct sig_msg *);
/* One value. */
void	param_value(const struct ber *, enum param_type, enum sig_field,
	    struct sig_msg *);

#endif
