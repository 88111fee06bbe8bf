/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the dissector knows of an AVP; for diameter.c and avp.c only.
 */
#ifndef DISSECTORS_AVP_H
#define DISSECTORS_AVP_H

#include "diameter.h"

enum avp_number {
	AVP_VENDOR = 0x80,		/* AVP flags, RFC 6733 4.1 */
	AVP_MANDATORY = 0x40,
	AVP_RESERVED = 0x1f,

	AVP_UNKNOWN = 0,		/* entry of an AVP not in the list */
	AVP_BASE_SPAN = 1024,		/* codes covered by the indexes */
	AVP_TGPP_SPAN = 4096,
};

enum avp_type {
	T_OCTETS, T_UTF8, T_IDENTITY, T_SESSION, T_U32, T_U64, T_ADDRESS,
	T_GROUP, T_SKIP, T_APP, T_NAI, T_DIGITS, T_TBCD, T_PLMN, T_MCC_MNC,
	T_LMSI, T_SUB_TYPE, T_SUB_DATA,
};

/* What surrounds an AVP: the message, or the kind of group. */
enum avp_context {
	IN_TOP = 1, IN_PLAIN = 2, IN_APPS = 4, IN_EXPERIMENTAL = 8,
	IN_WHO = 16, IN_SUBSCRIPTION = 32, IN_LOAD = 64, IN_PROXY = 128,
};

/* Where an AVP counts, by the names of avp.def. */
enum avp_where {
	WHERE_TOP = IN_TOP,
	WHERE_PLAIN = IN_PLAIN,
	WHERE_APPS = IN_TOP | IN_APPS,
	WHERE_EXPERIMENTAL = IN_EXPERIMENTAL,
	WHERE_WHO = IN_TOP | IN_WHO,
	WHERE_SUBSCRIPTION = IN_SUBSCRIPTION,
	WHERE_LOAD = IN_LOAD,
	WHERE_PROXY = IN_PROXY,
	WHERE_ANY = 0x7f,
};

enum avp_field {
#define X(sym, ...)	F_##sym = SIG_##sym,
	SIG_FIELDS(X)
#undef X
	F_PLAIN = IN_PLAIN, F_APPS = IN_APPS, F_WHO = IN_WHO,
	F_EXPERIMENTAL = IN_EXPERIMENTAL, F_LOAD = IN_LOAD,
	F_SUBSCRIPTION = IN_SUBSCRIPTION, F_PROXY = IN_PROXY,
	F_NONE = 255,
};

struct avp {
	uint8_t		 type;		/* enum avp_type */
	uint8_t		 field;		/* enum avp_field */
	uint8_t		 where;		/* enum avp_where */
	uint8_t		 must;		/* flags that must be set */
	uint8_t		 number;	/* enum diameter_avp_number */
};

extern const struct avp		 avp_table[];
/* Code to index into avp_table, AVP_UNKNOWN where there is none. */
extern const uint16_t		 avp_base_index[AVP_BASE_SPAN];
extern const uint16_t		 avp_tgpp_index[AVP_TGPP_SPAN];

#endif
