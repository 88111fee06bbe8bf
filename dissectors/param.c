/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of MAP and CAP operations by table (3GPP TS 29.002 17.7 and
 * TS 29.078 6.1): a walk over the elements of a constructed type, in which
 * rows of a table name what is worth keeping.  Elements that no row names are
 * stepped over, for the types are extensible.
 */
#include "digits.h"
#include "param.h"

/* GSN-Address (TS 29.002 17.7.9, TS 23.003 5.1): two bits type, six length. */
static void
gsn_address(struct cur c, enum sig_field f, struct sig_msg *m)
{
	struct cur address;
	uint8_t head;

	if (cur_u8(&c, &head) && (head == 0x04 || head == 0x50) &&
	    cur_take(&c, head & 0x3f, &address))
		sig_add_text(m, f, address);
	else
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
}

static void
uint_value(struct cur c, enum sig_field f, struct sig_msg *m)
{
	uint64_t v;

	if (cur_left(&c) <= 8 && cur_uint(&c, cur_left(&c), &v))
		sig_add_uint(m, f, v);
	else
		sig_defect(m, SIG_DEFECT_ARGUMENT);
}

/* A subscriber beside the first one is told when it is another. */
static void
second_imsi(struct sig_msg *m)
{
	const struct sig_value *first = sig_get(m, SIG_IMSI);
	const struct sig_value *v = &m->val[m->last[SIG_IMSI]];

	if (v->len != first->len ||
	    !sig_digits_equal(&v->digits, &first->digits))
		sig_anomaly(m, SIG_ANOMALY_SECOND_SUBSCRIBER);
}

static void
rare_value(struct cur c, enum param_type type, enum sig_field f,
    struct sig_msg *m)
{
	switch (type) {
	case PARAM_IMEI:
		digits_tbcd(m, f, c, 8, 8);
		break;
	case PARAM_TBCD:
		digits_tbcd(m, f, c, 1, SIG_DIGITS_MAX / 2);
		break;
	case PARAM_ISUP:
		digits_isup(m, f, c);
		break;
	case PARAM_PLMN:
		digits_plmn(m, f, c);
		break;
	case PARAM_GSN:
		gsn_address(c, f, m);
		break;
	case PARAM_TEXT:
	case PARAM_OCTETS:
		sig_add_text(m, f, c);
		break;
	case PARAM_NULL:
		if (cur_left(&c) > 0)
			sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
		sig_add_uint(m, f, 1);
		break;
	case PARAM_UINT:
		uint_value(c, f, m);
		break;
	default:
		break;
	}
}

static inline void
value(const struct ber *b, enum param_type type, enum sig_field f,
    struct sig_msg *m)
{
	struct cur c = ber_string(b, m);
	bool again;

	if (type == PARAM_ADDRESS) {
		digits_address(m, f, c);
	} else if (type == PARAM_IMSI) {
		again = sig_has(m, SIG_IMSI);
		digits_tbcd(m, SIG_IMSI, c, 3, 8);
		if (again)
			second_imsi(m);
	} else {
		rare_value(c, type, f, m);
	}
}

void
param_value(const struct ber *b, enum param_type type, enum sig_field f,
    struct sig_msg *m)
{
	value(b, type, f, m);
}

/*
 * The first IMSI or address of its field, with three to eight octets of digits
 * and no more than a filler beside them; false and nothing done for others.
 */
static __attribute__((noinline)) bool
usual_value(struct cur c, const struct param *row, struct sig_msg *m)
{
	enum sig_field f = (enum sig_field)row->field;
	struct sig_value *v;
	uint8_t ton_npi = 0, n;
	uint64_t w;

	if (sig_has(m, f) || m->nval == SIG_VALUES_MAX ||
	    (row->type == PARAM_ADDRESS && !cur_u8(&c, &ton_npi)) ||
	    cur_left(&c) - 3 > 8 - 3 || !digits_usual(c, &w, &n))
		return false;
	v = sig_add(m, f);
	v->nai = ton_npi >> 4 & 7;
	v->np = ton_npi & 0xf;
	v->len = n;
	v->digits.w[0] = w;
	v->digits.w[1] = 0;
	return true;
}

/* What has gone by of a constructed type. */
struct walk {
	uint64_t	 seen, twice;	/* context tags */
	unsigned	 strings;	/* OCTET STRINGs */
	unsigned	 sequences;
	unsigned	 integers;
};

/* The slot of the next element of a universal tag that is counted. */
static inline unsigned
slot_nth(unsigned first, unsigned *count, bool list)
{
	if (list)
		return first;
	if (*count < PARAM_NTH_MAX)
		++*count;
	return first + *count;
}

/* The slot of an element of a universal tag. */
static inline unsigned
slot_universal(struct walk *w, uint8_t tag, bool list, struct sig_msg *m)
{
	switch (tag) {
	case BER_UNI(BER_OCTETS):
		return slot_nth(PARAM_SLOT_OCTETS, &w->strings, list);
	case BER_UNI(BER_SEQUENCE):
		return slot_nth(PARAM_SLOT_SEQUENCE, &w->sequences, list);
	case BER_UNI(BER_INTEGER):
		return slot_nth(PARAM_SLOT_INTEGER, &w->integers, list);
	case 0:		/* end-of-contents octets where none belong */
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
		return PARAM_SLOT_NONE;
	case BER_UNI(BER_BOOLEAN):
	case BER_UNI(BER_BITS):
	case BER_UNI(BER_NULL):
	case BER_UNI(BER_OID):
	case BER_UNI(BER_ENUMERATED):
	case BER_UNI(BER_IA5):
		return PARAM_SLOT_NONE;
	default:	/* types that MAP and CAP do not use */
		sig_anomaly(m, SIG_ANOMALY_UNKNOWN_PARAMETER);
		return PARAM_SLOT_NONE;
	}
}

/* The slot of an element of a context tag. */
static inline unsigned
slot_context(struct walk *w, uint8_t tag)
{
	unsigned n = tag & 0x3f;
	uint64_t bit = UINT64_C(1) << n;

	if (n == 63)	/* a tag that no type of ours has */
		return PARAM_SLOT_NONE;
	w->twice |= w->seen & bit;
	w->seen |= bit;
	return PARAM_SLOT_CONTEXT + n;
}

static void	elements(struct cur, const struct param_spec *, bool list,
		    struct sig_msg *, unsigned depth);

/* An element that has a row in the table.  Taken in parts, so that the
 * caller's struct can stay in registers. */
static __attribute__((noinline)) void
element(struct cur v, bool constructed, const struct param *row,
    struct sig_msg *m, unsigned depth)
{
	const struct ber b = { .constructed = constructed, .v = v };

	if (row->in == NULL) {
		if (!constructed || !(row->type & PARAM_ONLY_PRIMITIVE))
			value(&b, row->type & 0x7f, row->field, m);
	} else if (!constructed) {
		sig_defect(m, SIG_DEFECT_ARGUMENT);
	} else if (depth == SIG_DEPTH_MAX) {
		sig_defect(m, SIG_DEFECT_BER_DEPTH);
	} else {
		elements(v, row->in, row->type == PARAM_LIST, m, depth + 1);
	}
}

/* A constructed type within another; depth bounds the recursion. */
static void
elements(struct cur c, const struct param_spec *spec, bool list,
    struct sig_msg *m, unsigned depth)
{
	const struct param *row;
	struct walk w = { 0 };
	struct ber b;

	while (ber_next(&c, &b, m)) {
		if (b.tag >= BER_CTX(0)) {
			row = &spec->slot[slot_context(&w, b.tag)];
		} else {
			row = &spec->slot[slot_universal(&w, b.tag, list, m)];
			if (spec->behind != NULL && w.strings > 0) {
				spec = spec->behind;
				w.seen = w.twice = 0;
			}
		}
		if (row->type == PARAM_NONE)
			continue;
		if (!CUR_FAST || row->type > PARAM_ADDRESS || b.constructed ||
		    !usual_value(b.v, row, m))
			element(b.v, b.constructed, row, m, depth);
	}
	/* tags may repeat in lists, and before their meaning changes */
	if (w.twice != 0 && !list && spec->behind == NULL)
		sig_anomaly(m, SIG_ANOMALY_DUPLICATE_PARAMETER);
}

void
param_elements(struct cur c, const struct param_spec *spec, bool list,
    struct sig_msg *m)
{
	elements(c, spec, list, m, 0);
}
