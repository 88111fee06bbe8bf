/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Basic Encoding Rules (ITU-T X.690), read leniently: whatever a lenient
 * receiver accepts is accepted, and every form that DER would not allow is an
 * anomaly of the message.
 */
#ifndef DISSECTORS_BER_H
#define DISSECTORS_BER_H

#include "sig.h"

/* A tag in one octet: class in the upper two bits, number below 63; numbers
 * from 63 on are all 63, which no table of ours uses. */
#define BER_UNI(n)	(n)
#define BER_APP(n)	(0x40 | (n))
#define BER_CTX(n)	(0x80 | (n))
#define BER_PRV(n)	(0xc0 | (n))

enum ber_universal {
	BER_BOOLEAN = 1, BER_INTEGER = 2, BER_BITS = 3, BER_OCTETS = 4,
	BER_NULL = 5, BER_OID = 6, BER_EXTERNAL = 8, BER_ENUMERATED = 10, BER_SEQUENCE = 16,
	BER_SET = 17, BER_IA5 = 22,
};

struct ber {
	uint8_t		 tag;
	bool		 constructed;
	struct cur	 v;		/* contents octets */
};

/* The element at c, which moves behind it.  False at the end of c, and when no
 * element can be read; then the defect is noted.  A length beyond c is a
 * defect too, but what there is becomes the contents. */
bool	ber_next_slow(struct cur *c, struct ber *, struct sig_msg *);

static inline bool
ber_next(struct cur *c, struct ber *b, struct sig_msg *m)
{
	struct cur slow_c;
	struct ber slow_b;
	uint8_t tag = 0;
	bool found;
	int rc = CUR_FAST ? cur_tlv(c, &tag, &b->v) : -1;

	if (rc > 0) {
		b->tag = (uint8_t)(tag & 0xdf);
		b->constructed = (tag & 0x20) != 0;
		return true;
	}
	if (rc == 0)
		return false;
	/* copies, so that the caller's cursor can stay in registers */
	slow_c = *c;
	found = ber_next_slow(&slow_c, &slow_b, m);
	*c = slow_c;
	*b = slow_b;
	return found;
}

/* An INTEGER of up to eight octets; false and a defect otherwise. */
bool	ber_int_slow(const struct ber *, struct sig_msg *, int64_t *);

static inline bool
ber_int(const struct ber *b, struct sig_msg *m, int64_t *v)
{
	if (!CUR_FAST || cur_left(&b->v) != 1 || b->constructed)
		return ber_int_slow(b, m, v);
	*v = (int8_t)cur_peek(&b->v);
	return true;
}

/* The octets of a string: its contents, or, when the sender cut it into
 * pieces (anomaly "constructed-string"), the pieces put together in the
 * scratch area of m. */
struct cur ber_string_join(const struct ber *, struct sig_msg *);

static inline struct cur
ber_string(const struct ber *b, struct sig_msg *m)
{
	return b->constructed ? ber_string_join(b, m) : b->v;
}

#endif
