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
uint_value(const struct ber *b, enum sig_field f, struct sig_msg *m)
{
	struct cur c = b->v;
	uint64_t v;

	if (cur_left(&c) <= 8 && cur_uint(&c, cur_left(&c), &v))
		sig_add_uint(m, f, v);
	else
		sig_defect(m, SIG_DEFECT_ARGUMENT);
}

/* 17.7.8: the first subscriber counts, another one is told. */
static void
imsi_value(struct cur c, struct sig_msg *m)
{
	const struct sig_value *first = sig_get(m, SIG_IMSI), *v;
	uint16_t i;

	digits_tbcd(m, SIG_IMSI, c, 3, 8);
	if (first == NULL)
		return;
	v = &m->val[m->last[SIG_IMSI]];
	for (i = 0; i < v->len && i < first->len; i++)
		if (v->d[i] != first->d[i])
			break;
	if (i < v->len || i < first->len)
		sig_anomaly(m, SIG_ANOMALY_SECOND_SUBSCRIBER);
}

void
param_value(const struct ber *b, enum param_type type, enum sig_field f,
    struct sig_msg *m)
{
	switch (type) {
	case PARAM_IMSI:
		imsi_value(ber_string(b, m), m);
		break;
	case PARAM_IMEI:
		digits_tbcd(m, f, ber_string(b, m), 8, 8);
		break;
	case PARAM_TBCD:
		digits_tbcd(m, f, ber_string(b, m), 1,
		    SIG_DIGITS_MAX / 2);
		break;
	case PARAM_ADDRESS:
		digits_address(m, f, ber_string(b, m));
		break;
	case PARAM_ISUP:
		digits_isup(m, f, ber_string(b, m));
		break;
	case PARAM_PLMN:
		digits_plmn(m, f, ber_string(b, m));
		break;
	case PARAM_GSN:
		gsn_address(ber_string(b, m), f, m);
		break;
	case PARAM_TEXT:
	case PARAM_OCTETS:
		sig_add_text(m, f, ber_string(b, m));
		break;
	case PARAM_UINT:
		uint_value(b, f, m);
		break;
	case PARAM_SEQUENCE:
	case PARAM_LIST:
		break;
	}
}

/* What has gone by of a constructed type. */
struct walk {
	uint64_t	 seen;		/* context tags, bit 63: many */
	uint8_t		 strings;	/* OCTET STRINGs */
	uint8_t		 sequences;
	uint8_t		 integers;
};

/* Counts an element; returns how many of a universal tag there were. */
static uint8_t
walk_count(struct walk *w, const struct ber *b, bool list, bool split,
    struct sig_msg *m)
{
	uint64_t bit;

	if ((b->tag & 0xc0) == 0x80) {
		bit = UINT64_C(1) << (b->tag & 0x3f);
		if (split && w->strings == 0)
			return 0;
		if (!list && (w->seen & bit) && (b->tag & 0x3f) != 63)
			sig_anomaly(m, SIG_ANOMALY_DUPLICATE_PARAMETER);
		w->seen |= bit;
		return 0;
	}
	switch (b->tag) {
	case BER_UNI(BER_OCTETS):
		return w->strings < PARAM_MANY ? ++w->strings : PARAM_MANY;
	case BER_UNI(BER_SEQUENCE):
		return w->sequences < PARAM_MANY ? ++w->sequences : PARAM_MANY;
	case BER_UNI(BER_INTEGER):
		return w->integers < PARAM_MANY ? ++w->integers : PARAM_MANY;
	case 0:		/* end-of-contents octets where none belong */
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
		return 0;
	default:
		return 0;
	}
}

static inline bool
row_fits(const struct param *row, const struct ber *b, uint8_t nth, bool list,
    bool behind)
{
	return row->tag == b->tag && (list || row->nth == 0 ||
	    row->nth == nth ||
	    row->nth == (behind ? PARAM_AFTER : PARAM_BEFORE) ||
	    (row->nth == PARAM_PRIMITIVE && !b->constructed));
}

/* The row of an element.  Elements come in the order of the rows, nearly
 * always, so the search starts behind the row found last. */
static inline const struct param *
row_find(const struct param_spec *spec, size_t *last, const struct ber *b,
    uint8_t nth, bool list, bool behind)
{
	size_t i;

	for (i = *last; i < spec->n; i++)
		if (row_fits(&spec->row[i], b, nth, list, behind)) {
			*last = i + 1;
			return &spec->row[i];
		}
	for (i = 0; i < *last; i++)
		if (row_fits(&spec->row[i], b, nth, list, behind))
			return &spec->row[i];
	return NULL;
}

/* A constructed type within another; depth bounds the recursion. */
static void
elements(struct cur c, const struct param_spec *spec, bool list,
    struct sig_msg *m, unsigned depth)
{
	struct walk w = { 0 };
	struct ber b;
	const struct param *row;
	size_t last = 0;
	uint8_t nth;

	while (ber_next(&c, &b, m)) {
		nth = walk_count(&w, &b, list, spec->split, m);
		row = row_find(spec, &last, &b, nth, list, w.strings > 0);
		if (row == NULL)
			continue;
		if (row->in == NULL)
			param_value(&b, row->type, row->field, m);
		else if (!b.constructed)
			sig_defect(m, SIG_DEFECT_ARGUMENT);
		else if (depth == SIG_DEPTH_MAX)
			sig_defect(m, SIG_DEFECT_BER_DEPTH);
		else
			elements(b.v, row->in, row->type == PARAM_LIST, m,
			    depth + 1);
	}
}

void
param_elements(struct cur c, const struct param_spec *spec, bool list,
    struct sig_msg *m)
{
	elements(c, spec, list, m, 0);
}
