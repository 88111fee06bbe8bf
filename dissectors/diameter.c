/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter messages: header, AVPs, values (RFC 6733 3, 4; TS 29.272 7).
 *
 * One walk over all AVPs, groups included.  An AVP is looked up by direct
 * index; its entry tells its type, the field that takes its value, and in
 * which group it counts: an Origin-Host inside some group, or a Result-Code
 * inside a Failed-AVP, is not one of the message.  What stands on top level
 * also sets a bit, and after the walk one comparison with the bits that the
 * command needs tells what is missing.
 */
#include <endian.h>
#include <string.h>

#include "avp.h"
#include "diameter.h"
#include "digits.h"
#include "text.h"

enum {
	BASE_FIRST = 257,		/* codes that only RFC 6733 has */
	BASE_LAST = 299,
	TGPP_FIRST = 700,		/* codes that only 3GPP has */

	IMSI_MIN = 6, IMSI_MAX = 15,
};

struct walk {
	struct sig_msg	*m;
	const struct diameter_app *app;	/* or NULL */
	uint64_t	 seen, twice;	/* DIAMETER_BIT()s on top level */
	uint32_t	 odd_flags;	/* AVP flags that should not be */
	uint32_t	 padding;	/* octets that should be zero, ored */
	bool		 short_padding;
	bool		 failed;	/* some result says so */
	uint8_t		 depth;
	uint32_t	 sub_type;	/* of the Subscription-Id under way */
	struct cur	 sub_data;
};

static void walk_avps(struct walk *, struct cur, uint8_t);

static void
take_text(struct walk *s, const struct avp *d, struct cur c)
{
	struct cur all = c, tail = c;
	size_t len = cur_left(&c);
	uint64_t odd = 0;

	/* the last word may overlap the one before it */
	if (len < 8 || !cur_skip(&tail, len - 8))
		tail = c;
	if (d->type == T_IDENTITY) {
		for (; cur_left(&c) > 8;)
			odd |= text_odd_identity(text_word(&c));
		odd |= text_odd_identity(text_word(&tail));
	} else {
		for (; cur_left(&c) > 8;)
			odd |= text_odd_printable(text_word(&c));
		odd |= text_odd_printable(text_word(&tail));
	}
	if (odd != 0 || len == 0)
		sig_anomaly(s->m, SIG_ANOMALY_IDENTITY_FORM);
	if (d->field != F_NONE)
		sig_add_text(s->m, (enum sig_field)d->field, all);
}

static void
bad_value(struct walk *s)
{
	sig_defect(s->m, SIG_DEFECT_AVP_VALUE);
}

/* The first n octets of c, digits all of them, as a value. */
static void
add_digits(struct sig_msg *m, enum sig_field f, struct cur c, size_t n)
{
	struct sig_value *v = sig_add(m, f);
	struct cur tail = c;
	uint64_t w;
	uint8_t octet;

	if (v == NULL)
		return;
	if (n >= 8 && n <= 16 && cur_skip(&tail, n - 8)) {
		w = htole64(text_word(&c));
		memcpy(v->d, &w, 8);
		w = htole64(text_word(&tail));
		memcpy(v->d + n - 8, &w, 8);
		v->len = (uint16_t)n;
		return;
	}
	for (; n > 0 && v->len < SIG_DIGITS_MAX && cur_u8(&c, &octet); n--)
		v->d[v->len++] = (char)octet;
}

static bool
same_digits(const struct sig_value *a, const struct sig_value *b)
{
	uint16_t i;

	if (a->len != b->len)
		return false;
	for (i = 0; i < a->len; i++)
		if (a->d[i] != b->d[i])
			return false;
	return true;
}

static void
add_imsi(struct sig_msg *m, struct cur c, size_t n)
{
	const struct sig_value *first = sig_get(m, SIG_IMSI);

	add_digits(m, SIG_IMSI, c, n);
	if (first != NULL && m->nval > 0 &&
	    !same_digits(first, &m->val[m->last[SIG_IMSI]]))
		sig_anomaly(m, SIG_ANOMALY_SECOND_SUBSCRIBER);
}

/* User-Name: the IMSI itself (TS 29.272 5.2.1.1.2, 29.273 8.2.3), or, towards
 * an AAA server, IMSI@realm with a digit for the method before it (TS 23.003
 * 19.3).  On S6a that is an anomaly, but a lenient HSS takes the digits. */
static void
take_nai(struct walk *s, struct cur c)
{
	size_t len = cur_left(&c), n = text_digits(c);
	bool s6a = s->m->app == DIAMETER_APP_S6A;

	sig_add_text(s->m, SIG_USER_NAME, c);
	if (n == len && n >= IMSI_MIN && n <= IMSI_MAX) {
		add_imsi(s->m, c, n);
		return;
	}
	if (s6a)
		sig_anomaly(s->m, n == len && n > 0 ?
		    SIG_ANOMALY_DIGITS_LENGTH : SIG_ANOMALY_DIGITS);
	else if (s->app == NULL || s->app->access_op == SIG_OP_NONE)
		return;
	if (cur_at(&c, n) != '@')
		return;
	if (n == IMSI_MAX + 1 && cur_skip(&c, 1))
		n--;
	if (n == IMSI_MAX || n == IMSI_MAX - 1)
		add_imsi(s->m, c, n);
}

/* IMEI (TS 29.272 7.3.4) and 3GPP-IMSI (TS 29.061 16.4.7). */
static void
take_digits(struct walk *s, enum sig_field f, struct cur c)
{
	size_t len = cur_left(&c), n = text_digits(c);

	if (n < len)
		sig_anomaly(s->m, SIG_ANOMALY_DIGITS);
	if (f == SIG_IMSI) {
		if (n < IMSI_MIN || n > IMSI_MAX)
			sig_anomaly(s->m, SIG_ANOMALY_DIGITS_LENGTH);
		add_imsi(s->m, c, n);
		return;
	}
	if (n < 14 || n > 16)
		sig_anomaly(s->m, SIG_ANOMALY_DIGITS_LENGTH);
	add_digits(s->m, f, c, n);
}

static void
take_subscription(struct walk *s)
{
	size_t len = cur_left(&s->sub_data), n = text_digits(s->sub_data);

	if (n == 0 || n < len || n > IMSI_MAX)
		return;
	if (s->sub_type == 0)			/* END_USER_E164 */
		add_digits(s->m, SIG_MSISDN, s->sub_data, n);
	else if (s->sub_type == 1 && n >= IMSI_MIN)	/* END_USER_IMSI */
		add_imsi(s->m, s->sub_data, n);
}

/* Address: a family and its octets (RFC 6733 4.3.1). */
static void
take_address(struct walk *s, enum sig_field f, struct cur c)
{
	uint16_t family;
	size_t left;

	if (!cur_be16(&c, &family)) {
		bad_value(s);
		return;
	}
	left = cur_left(&c);
	if (family == 1 ? left != 4 : family == 2 ? left != 16 : left == 0) {
		bad_value(s);
		return;
	}
	if (f != (enum sig_field)F_NONE && (family == 1 || family == 2))
		sig_add_text(s->m, f, c);
}

static inline void
take_u32(struct walk *s, const struct avp *d, struct cur c)
{
	uint32_t v;

	if (cur_left(&c) != 4 || !cur_be32(&c, &v)) {
		bad_value(s);
		return;
	}
	if (d->field == F_NONE)
		return;
	if ((d->field == SIG_RESULT || d->field == SIG_EXPERIMENTAL_RESULT) &&
	    (v < 1000 || v > 2999))
		s->failed = true;
	sig_add_uint(s->m, (enum sig_field)d->field, v);
}

static void
take_u64(struct walk *s, const struct avp *d, struct cur c)
{
	uint64_t v;

	if (cur_left(&c) != 8 || !cur_uint(&c, 8, &v))
		bad_value(s);
	else if (d->field != F_NONE)
		sig_add_uint(s->m, (enum sig_field)d->field, v);
}

static void
take_group(struct walk *s, const struct avp *d, struct cur c)
{
	if (s->depth + 1 >= SIG_DEPTH_MAX) {
		sig_defect(s->m, SIG_DEFECT_AVP_DEPTH);
		return;
	}
	s->sub_type = UINT32_MAX;
	s->sub_data = (struct cur){ NULL, NULL };
	s->depth++;
	walk_avps(s, c, d->field);
	s->depth--;
	if (d->field == F_SUBSCRIPTION)
		take_subscription(s);
}

/* The types that are rare. */
static void
take_other(struct walk *s, const struct avp *d, struct cur c, uint8_t context)
{
	enum sig_field f = (enum sig_field)d->field;
	uint64_t v;

	switch ((enum avp_type)d->type) {
	case T_U64:
		take_u64(s, d, c);
		return;
	case T_ADDRESS:
		take_address(s, f, c);
		return;
	case T_APP:
		if (cur_left(&c) != 4 || !cur_uint(&c, 4, &v)) {
			bad_value(s);
			return;
		}
		sig_add_uint(s->m, f, v);
		if (v != s->m->app && s->m->app != DIAMETER_APP_BASE)
			sig_anomaly(s->m, SIG_ANOMALY_APP_AVP);
		return;
	case T_TBCD:
		digits_tbcd(s->m, f, c, 1, 8);
		return;
	case T_PLMN:
		if (cur_left(&c) != 3)
			bad_value(s);
		digits_plmn(s->m, context == IN_TOP ? f : SIG_OTHER_PLMN, c);
		return;
	case T_MCC_MNC:
		v = text_digits(c);
		if (v != cur_left(&c) || (v != 5 && v != 6))
			bad_value(s);
		else
			add_digits(s->m, f, c, v);
		return;
	case T_LMSI:
		if (cur_left(&c) != 4)
			bad_value(s);
		sig_add_text(s->m, f, c);
		return;
	case T_SUB_TYPE:
		if (cur_left(&c) != 4 || !cur_be32(&c, &s->sub_type))
			bad_value(s);
		return;
	case T_SUB_DATA:
		s->sub_data = c;
		return;
	default:
		return;
	}
}

static inline void
take_value(struct walk *s, const struct avp *d, struct cur c, uint8_t context)
{
	switch ((enum avp_type)d->type) {
	case T_SKIP:
		return;
	case T_OCTETS:
	case T_UTF8:
		if (d->field != F_NONE)
			sig_add_text(s->m, (enum sig_field)d->field, c);
		return;
	case T_U32:
		take_u32(s, d, c);
		return;
	case T_IDENTITY:
	case T_SESSION:
		take_text(s, d, c);
		return;
	case T_GROUP:
		if (context != IN_PROXY)
			take_group(s, d, c);
		return;
	case T_NAI:
		take_nai(s, c);
		return;
	case T_DIGITS:
		take_digits(s, (enum sig_field)d->field, c);
		return;
	default:
		take_other(s, d, c, context);
		return;
	}
}

/* An AVP that its own vendor does not have: the vendor flag may be a lie. */
static const struct avp *
unknown_avp(struct walk *s, uint32_t code, uint8_t flags, uint32_t vendor)
{
	uint16_t i = AVP_UNKNOWN;

	if (vendor == 0 && code >= TGPP_FIRST && code < AVP_TGPP_SPAN)
		i = avp_tgpp_index[code];
	else if (vendor == DIAMETER_VENDOR_3GPP && code >= BASE_FIRST &&
	    code <= BASE_LAST)
		i = avp_base_index[code];
	if (i != AVP_UNKNOWN)
		s->odd_flags = 1;
	else if (flags & AVP_MANDATORY &&
	    (vendor == 0 || vendor == DIAMETER_VENDOR_3GPP) &&
	    (s->m->app == DIAMETER_APP_BASE || s->m->app == DIAMETER_APP_S6A))
		sig_anomaly(s->m, SIG_ANOMALY_AVP_UNKNOWN_MANDATORY);
	return &avp_table[i];
}

static inline const struct avp *
find_avp(struct walk *s, uint32_t code, uint8_t flags, uint32_t vendor)
{
	uint16_t i = AVP_UNKNOWN;

	if (vendor == 0) {
		if (code < AVP_BASE_SPAN)
			i = avp_base_index[code];
	} else if (vendor == DIAMETER_VENDOR_3GPP) {
		if (code < AVP_TGPP_SPAN)
			i = avp_tgpp_index[code];
	}
	return i != AVP_UNKNOWN ? &avp_table[i] :
	    unknown_avp(s, code, flags, vendor);
}

/* Up to three octets; at the end of a group some senders leave them out. */
static inline void
read_padding(struct walk *s, struct cur *c, size_t n)
{
	uint32_t three;
	uint16_t two;
	uint8_t one;

	if (cur_left(c) < n) {
		s->short_padding = true;
		n = cur_left(c);
	}
	if (n == 1 && cur_u8(c, &one))
		s->padding |= one;
	else if (n == 2 && cur_be16(c, &two))
		s->padding |= two;
	else if (n == 3 && cur_be24(c, &three))
		s->padding |= three;
}

static void
walk_avps(struct walk *s, struct cur c, uint8_t context)
{
	const struct avp *d;
	struct cur data, fixed;
	uint32_t code, word, vendor;
	uint64_t bit;
	size_t len, head;
	uint8_t flags;

	while (cur_left(&c) > 0) {
		vendor = 0;
		head = 8;
		if (!cur_take(&c, 8, &fixed) || !cur_be32(&fixed, &code) ||
		    !cur_be32(&fixed, &word))
			goto bad_length;
		flags = (uint8_t)(word >> 24);
		if (flags & AVP_VENDOR) {
			head = 12;
			if (!cur_be32(&c, &vendor))
				goto bad_length;
			if (vendor == 0)
				s->odd_flags = 1;
		}
		len = word & 0xffffff;
		if (len < head || !cur_take(&c, len - head, &data))
			goto bad_length;
		if (len & 3)
			read_padding(s, &c, 4 - (len & 3));
		d = find_avp(s, code, flags, vendor);
		s->odd_flags |= (uint32_t)((flags & AVP_RESERVED) |
		    (d->must & ~flags));
		if (context == IN_TOP) {
			bit = UINT64_C(1) << d->number;
			s->twice |= s->seen & bit;
			s->seen |= bit;
		}
		if (d->where & context)
			take_value(s, d, data, context);
	}
	return;
bad_length:
	sig_defect(s->m, SIG_DEFECT_AVP_LENGTH);
}

static bool
read_header(struct cur *c, struct sig_msg *m)
{
	struct cur all = *c;
	uint32_t word, code;
	size_t len;

	if (!cur_be32(c, &word) || !cur_be32(c, &code) ||
	    !cur_be32(c, &m->app) || !cur_be32(c, &m->hbh) ||
	    !cur_be32(c, &m->e2e)) {
		sig_defect(m, SIG_DEFECT_DIAMETER_HEADER);
		return false;
	}
	m->flags = (uint8_t)(code >> 24);
	m->comp[0] = (struct sig_comp){ .has_code = true,
	    .code = code & 0xffffff };
	m->ncomp = 1;
	len = word & 0xffffff;
	if (word >> 24 != 1 || len < DIAMETER_HEADER_LEN) {
		sig_defect(m, SIG_DEFECT_DIAMETER_HEADER);
		return len >= DIAMETER_HEADER_LEN;
	}
	if (len > cur_left(&all))
		sig_defect(m, SIG_DEFECT_DIAMETER_HEADER);
	else if (len < cur_left(&all))
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
	*c = cur_take_most(c, len - DIAMETER_HEADER_LEN);
	if (m->flags & DIAMETER_RESERVED ||
	    m->flags & (m->flags & DIAMETER_REQUEST ? DIAMETER_ERROR :
	    DIAMETER_RETRANSMITTED))
		sig_anomaly(m, SIG_ANOMALY_HEADER_FLAGS);
	return true;
}

/* What application and command are called, and whether they belong. */
static const struct diameter_command *
name_command(struct walk *s)
{
	struct sig_msg *m = s->m;
	struct sig_comp *comp = &m->comp[0];
	const struct diameter_command *cmd;
	bool request = m->flags & DIAMETER_REQUEST;

	cmd = diameter_command_find(comp->code);
	s->app = diameter_app_find(m->app);
	if (s->app == NULL)
		sig_anomaly(m, SIG_ANOMALY_APP_UNKNOWN);
	else
		m->app_name = s->app->name;
	if (cmd == NULL) {
		sig_anomaly(m, SIG_ANOMALY_UNKNOWN_OPERATION);
		return NULL;
	}
	comp->name = m->type = request ? cmd->request : cmd->answer;
	comp->op = cmd->op;
	if (s->app == NULL)
		return cmd;
	if ((s->app->commands & cmd->bit) == 0)
		sig_anomaly(m, SIG_ANOMALY_APP_COMMAND);
	else if (s->app->access_op != SIG_OP_NONE &&
	    (cmd->op == SIG_OP_AA || cmd->op == SIG_OP_IMS_REGISTRATION))
		comp->op = s->app->access_op;
	return cmd;
}

/* What the whole of the AVPs lacks (RFC 6733 6.1, 6.2, 7.2; TS 29.272 7.2). */
static void
check_presence(struct walk *s, const struct diameter_command *cmd)
{
	struct sig_msg *m = s->m;
	uint64_t need = DIAMETER_BIT(ORIGIN_HOST) | DIAMETER_BIT(ORIGIN_REALM);

	if (m->flags & DIAMETER_REQUEST) {
		if (cmd != NULL)
			need = cmd->need;
		if (cmd != NULL && cmd->subscriber && !sig_has(m, SIG_IMSI))
			sig_defect(m, SIG_DEFECT_NO_SUBSCRIBER);
	} else {
		if (cmd != NULL && !(m->flags & DIAMETER_ERROR))
			need |= cmd->need & DIAMETER_BIT(SESSION_ID);
		if (!sig_has(m, SIG_RESULT) &&
		    !sig_has(m, SIG_EXPERIMENTAL_RESULT))
			sig_defect(m, SIG_DEFECT_AVP_MISSING);
	}
	if ((s->seen & need) != need)
		sig_defect(m, SIG_DEFECT_AVP_MISSING);
}

void
diameter_dissect(struct cur c, struct sig_msg *m)
{
	struct walk s = { .m = m };
	const struct diameter_command *cmd;
	uint32_t first;
	struct cur peek;

	m->proto = SIG_PROTO_DIAMETER;
	sig_add_layer(m, SIG_LAYER_DIAMETER);
	if (!read_header(&c, m))
		return;
	cmd = name_command(&s);
	peek = c;
	walk_avps(&s, c, IN_TOP);
	if (m->comp[0].code == DIAMETER_CER)
		m->anomalies &= ~(UINT64_C(1) << SIG_ANOMALY_APP_AVP);
	if (s.odd_flags != 0)
		sig_anomaly(m, SIG_ANOMALY_AVP_FLAGS);
	if (s.padding != 0 || s.short_padding)
		sig_anomaly(m, SIG_ANOMALY_AVP_PADDING);
	if (s.twice & DIAMETER_ONCE)
		sig_anomaly(m, SIG_ANOMALY_AVP_DUPLICATE);
	if (s.seen & DIAMETER_BIT(SESSION_ID) &&
	    cur_be32(&peek, &first) && first != 263)
		sig_anomaly(m, SIG_ANOMALY_AVP_ORDER);
	check_presence(&s, cmd);
	if (m->flags & DIAMETER_REQUEST)
		m->kind = SIG_KIND_REQUEST;
	else
		m->kind = s.failed || m->flags & DIAMETER_ERROR ?
		    SIG_KIND_ERROR : SIG_KIND_ANSWER;
	m->comp[0].kind = m->kind;
}
