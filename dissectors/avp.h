/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the dissector knows of an AVP; for diameter.c and avp.c only.
 */
#ifndef DISSECTORS_AVP_H
#define DISSECTORS_AVP_H

#include "diameter.h"
#include "text.h"

enum avp_number {
	AVP_VENDOR = 0x80,		/* AVP flags, RFC 6733 4.1 */
	AVP_MANDATORY = 0x40,
	AVP_RESERVED = 0x1f,

	AVP_PADDING_CUT = 1 << 24,	/* beside three octets of padding */

	AVP_BASE_SPAN = 1024,		/* codes covered by the indexes */
	AVP_TGPP_SPAN = 4096,
};

enum avp_type {
	T_SKIP,
	T_LENGTH,			/* looked at for its length only */
	T_GROUP,
	T_VALUES,			/* these have functions to take them */
	T_OCTETS = T_VALUES, T_UTF8, T_IDENTITY, T_SESSION, T_U32, T_U64,
	T_ADDRESS, T_APP, T_NAI, T_DIGITS, T_TBCD, T_PLMN, T_MCC_MNC, T_LMSI,
	T_SUB_TYPE, T_SUB_DATA, T_COUNT,
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

/* Eight octets, and in a row what is read together. */
struct avp {
	uint8_t		 must;		/* flags that must be set */
	uint8_t		 checked;	/* and those with one right value */
	uint8_t		 where;		/* enum avp_where; 0: nothing to do */
	uint8_t		 type;		/* enum avp_type */
	uint8_t		 length;	/* of T_LENGTH */
	uint8_t		 number;	/* enum diameter_avp_number */
	uint8_t		 field;		/* enum avp_field */
	uint8_t		 value;		/* enum sig_type of the field */
};

/* By code; all zero where there is no AVP. */
extern const struct avp		 avp_base[AVP_BASE_SPAN];
extern const struct avp		 avp_tgpp[AVP_TGPP_SPAN];
extern const struct avp		 avp_unknown;

/* What nearly every AVP meets: the compiler puts it in a straight line. */
static inline bool
avp_usual(bool condition)
{
	return __builtin_expect(condition, true);
}

/* One AVP as it stands on the wire. */
struct avp_octets {
	const struct avp *entry;	/* avp_unknown: not in the list */
	const uint8_t	*data;
	size_t		 len;		/* of the data */
	uint8_t		 flags;
	uint32_t	 padding;	/* of all AVPs read, ored */
};

/* What the header before the data says; avp_read() has found it complete. */
static inline uint32_t
avp_code(const uint8_t *data, uint8_t flags)
{
	return text_be32(data - (flags & AVP_VENDOR ? 12 : 8));
}

static inline uint32_t
avp_vendor(const uint8_t *data, uint8_t flags)
{
	return flags & AVP_VENDOR ? text_be32(data - 4) : 0;
}

/* At the end of a group some senders leave padding out. */
uint32_t			 avp_padding_cut(struct cur);

/* The one to three octets after len octets of data. */
static inline void
avp_padding(struct cur *c, const uint8_t *data, size_t len,
    struct avp_octets *a)
{
	size_t odd = len & 3;		/* octets of the word that are data */

	c->p = data + len;
	if (cur_left(c) < 4 - odd) {
		a->padding |= avp_padding_cut(*c);
		c->p = c->end;
		return;
	}
	c->p += 4 - odd;
	a->padding |= text_le32(c->p - 4) >> (8 * odd);
}

/* Takes the next AVP and its padding (RFC 6733 4.1); false when it does not
 * fit into c, and then c has not moved. */
static inline bool
avp_read(struct cur *c, struct avp_octets *a)
{
	const uint8_t *p = c->p;
	size_t left = cur_left(c), head = 8, len, code;
	uint64_t word;

	if (left < 8)
		return false;
	word = text_be64(p);
	code = word >> 32;
	len = word & 0xffffff;
	a->flags = p[4];
	a->entry = &avp_unknown;
	if (a->flags & AVP_VENDOR) {
		head = 12;
		if (left < 12)
			return false;
		if (avp_usual(text_be32(p + 8) == DIAMETER_VENDOR_3GPP &&
		    code < AVP_TGPP_SPAN))
			a->entry = &avp_tgpp[code];
	} else if (avp_usual(code < AVP_BASE_SPAN)) {
		a->entry = &avp_base[code];
	}
	len -= head;		/* a length below it becomes a huge one */
	if (len > left - head)
		return false;
	a->data = p + head;
	a->len = len;
	if (len & 3)
		avp_padding(c, a->data, len, a);
	else
		c->p = a->data + len;
	return true;
}

#endif
