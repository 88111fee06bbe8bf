/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter messages: AVPs and their values (RFC 6733 4; TS 29.272 7).
 *
 * One walk over all AVPs, groups included.  An AVP is looked up by direct
 * index; its entry tells its type, the field that takes its value, and in
 * which group it counts: an Origin-Host inside some group, or a Result-Code
 * inside a Failed-AVP, is not one of the message.  What stands on top level
 * also sets a bit, and after the walk one comparison with the bits that the
 * command needs tells what is missing.
 */
#include <endian.h>

#include "avp.h"
#include "diameter.h"
#include "digits.h"
#include "text.h"

enum {
	BASE_FIRST = 257,		/* codes that only RFC 6733 has */
	BASE_LAST = 299,
	TGPP_FIRST = 700,		/* codes that only 3GPP has */

	IMSI_MIN = 6, IMSI_MAX = 15,

	OC_LOSS = 1,			/* OLR_DEFAULT_ALGO, RFC 7683 7.2 */
};

struct walk {
	struct sig_msg	*m;
	const struct diameter_app *app;	/* or NULL */
	uint64_t	 seen, twice;	/* DIAMETER_BIT()s on top level */
	uint32_t	 odd_flags;	/* AVP flags that should not be */
	uint32_t	 padding;	/* octets that should be zero, ored */
	uint32_t	 context;	/* enum avp_context of the value */
	bool		 failed;	/* some result says so */
	uint32_t	 sub_type;	/* of the Subscription-Id under way */
	struct cur	 sub_data;
};

/* Where to go on after a group. */
struct level {
	struct cur	 rest;
	uint32_t	 context;	/* enum avp_context */
};

/* Nearly every value is the first of its field, and there is room for it. */
static inline bool
is_usual(const struct sig_msg *m, const struct avp *d)
{
	return CUR_FAST &&
	    (m->seen[d->field >> 6] >> (d->field & 63) & 1) == 0 &&
	    m->nval < SIG_VALUES_MAX;
}

/* What sig_add() comes down to then. */
static inline struct sig_value *
add_usual(struct sig_msg *m, const struct avp *d, size_t len)
{
	const uint8_t f = d->field, type = d->value;
	const size_t i = m->nval;
	struct sig_value *v = &m->val[i];

	m->seen[f >> 6] |= UINT64_C(1) << (f & 63);
	m->first[f] = m->last[f] = (uint8_t)i;
	m->nval = (uint8_t)(i + 1);
	v->field = f;
	v->comp = 0;
	v->type = type;
	v->nai = v->np = v->next = 0;
	v->len = (uint16_t)len;
	return v;
}

static inline void
add_text(struct sig_msg *m, const struct avp *d, struct cur c)
{
	size_t len = cur_left(&c);

	if (d->field == F_NONE)
		return;
	if (is_usual(m, d) && len <= UINT16_MAX)
		add_usual(m, d, len)->text = c.p;
	else
		sig_add_text(m, (enum sig_field)d->field, c);
}

static inline void
add_uint(struct sig_msg *m, const struct avp *d, uint64_t v)
{
	if (is_usual(m, d))
		add_usual(m, d, 0)->num = v;
	else
		sig_add_uint(m, (enum sig_field)d->field, v);
}

static void
take_text(struct walk *s, const struct avp *d, struct cur c)
{
	add_text(s->m, d, c);
}

/* Short ones are rare, and dealt with apart. */
static __attribute__((noinline)) void
take_short_text(struct walk *s, const struct avp *d, struct cur c)
{
	if (!(d->type == T_IDENTITY ? text_is_short_identity(c) :
	    text_is_short_printable(c)))
		sig_anomaly(s->m, SIG_ANOMALY_IDENTITY_FORM);
	add_text(s->m, d, c);
}

static void
take_identity(struct walk *s, const struct avp *d, struct cur c)
{
	if (cur_left(&c) < TEXT_LONG) {
		take_short_text(s, d, c);
		return;
	}
	if (!text_is_identity(c))
		sig_anomaly(s->m, SIG_ANOMALY_IDENTITY_FORM);
	add_text(s->m, d, c);
}

static void
take_session(struct walk *s, const struct avp *d, struct cur c)
{
	if (cur_left(&c) < TEXT_LONG) {
		take_short_text(s, d, c);
		return;
	}
	if (!text_is_printable(c))
		sig_anomaly(s->m, SIG_ANOMALY_IDENTITY_FORM);
	add_text(s->m, d, c);
}

static void
bad_value(struct walk *s)
{
	sig_defect(s->m, SIG_DEFECT_AVP_VALUE);
}

/* Eight characters that are digits, as half octets. */
static inline uint64_t
pack_digits(uint64_t w)
{
	w &= UINT64_C(0x0f0f0f0f0f0f0f0f);
	w = (w | w >> 4) & UINT64_C(0x00ff00ff00ff00ff);
	w = (w | w >> 8) & UINT64_C(0x0000ffff0000ffff);
	return (w | w >> 16) & UINT64_C(0xffffffff);
}

/* The first n octets of c, digits all of them, as a value. */
static void
add_digits(struct sig_msg *m, enum sig_field f, struct cur c, size_t n)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t octet;

	if (v == NULL)
		return;
	v->digits = (struct sig_digits){ { 0, 0 } };
	if (CUR_FAST && n >= 8 && n <= 16 && n <= cur_left(&c)) {
		v->digits.w[0] = pack_digits(text_le64(c.p)) |
		    pack_digits(text_le64(c.p + n - 8)) << (4 * (n - 8));
		v->len = (uint16_t)n;
		return;
	}
	for (; n > 0 && v->len < SIG_DIGITS_MAX && cur_u8(&c, &octet); n--) {
		v->digits.w[v->len / 16] |= (uint64_t)(octet & 0xf) <<
		    (4 * (v->len % 16));
		v->len++;
	}
}

static bool
same_digits(const struct sig_value *a, const struct sig_value *b)
{
	return a->len == b->len && sig_digits_equal(&a->digits, &b->digits);
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
take_nai(struct walk *s, const struct avp *d, struct cur c)
{
	size_t len = cur_left(&c), n = text_digits(c);
	bool s6a = s->m->app == DIAMETER_APP_S6A;

	add_text(s->m, d, c);
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
take_digits(struct walk *s, const struct avp *d, struct cur c)
{
	enum sig_field f = (enum sig_field)d->field;
	size_t len = cur_left(&c), n = text_digits(c);

	if (n < len)
		sig_anomaly(s->m, SIG_ANOMALY_DIGITS);
	if (f == SIG_IMSI) {
		if (n < IMSI_MIN || n > IMSI_MAX)
			sig_anomaly(s->m, SIG_ANOMALY_DIGITS_LENGTH);
		add_imsi(s->m, c, n);
		return;
	}
	/* User-Id of RSR is what IMSIs begin with */
	if (f == SIG_USER_ID ? n < 1 || n > IMSI_MAX : n < 14 || n > 16)
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
take_address(struct walk *s, const struct avp *d, struct cur c)
{
	uint16_t family;
	size_t left;

	if (!cur_be16(&c, &family)) {
		bad_value(s);
		return;
	}
	left = cur_left(&c);
	if (family == 1 ? left != 4 : family == 2 ? left != 16 : left == 0)
		bad_value(s);
	else if (family == 1 || family == 2)
		add_text(s->m, d, c);
}

static void
take_u32(struct walk *s, const struct avp *d, struct cur c)
{
	uint32_t v;

	if (cur_left(&c) != 4 || !cur_be32(&c, &v)) {
		bad_value(s);
		return;
	}
	if ((d->field == SIG_RESULT || d->field == SIG_EXPERIMENTAL_RESULT) &&
	    (v < 1000 || v > 2999))
		s->failed = true;
	add_uint(s->m, d, v);
}

static void
take_u64(struct walk *s, const struct avp *d, struct cur c)
{
	if (cur_left(&c) != 8)
		bad_value(s);
	else
		add_uint(s->m, d, text_be64(c.p));
}

static void
take_app(struct walk *s, const struct avp *d, struct cur c)
{
	struct cur number = c;
	uint32_t v;

	take_u32(s, d, c);
	if (cur_left(&c) == 4 && cur_be32(&number, &v) && v != s->m->app &&
	    s->m->app != DIAMETER_APP_BASE)
		sig_anomaly(s->m, SIG_ANOMALY_APP_AVP);
}

static void
take_tbcd(struct walk *s, const struct avp *d, struct cur c)
{
	digits_tbcd(s->m, (enum sig_field)d->field, c, 1, 8);
}

static void
take_plmn(struct walk *s, const struct avp *d, struct cur c)
{
	if (cur_left(&c) != 3)
		bad_value(s);
	digits_plmn(s->m, s->context == IN_TOP ? (enum sig_field)d->field :
	    SIG_OTHER_PLMN, c);
}

static void
take_mcc_mnc(struct walk *s, const struct avp *d, struct cur c)
{
	size_t n = text_digits(c);

	if (n != cur_left(&c) || (n != 5 && n != 6))
		bad_value(s);
	else
		add_digits(s->m, (enum sig_field)d->field, c, n);
}

static void
take_lmsi(struct walk *s, const struct avp *d, struct cur c)
{
	if (cur_left(&c) != 4)
		bad_value(s);
	add_text(s->m, d, c);
}

static void
take_sub_type(struct walk *s, const struct avp *d, struct cur c)
{
	(void)d;
	if (cur_left(&c) != 4 || !cur_be32(&c, &s->sub_type))
		bad_value(s);
}

static void
take_sub_data(struct walk *s, const struct avp *d, struct cur c)
{
	(void)d;
	s->sub_data = c;
}

static void (*const take[T_COUNT])(struct walk *, const struct avp *,
    struct cur) = {
	[T_OCTETS] = take_text, [T_UTF8] = take_text,
	[T_IDENTITY] = take_identity, [T_SESSION] = take_session,
	[T_U32] = take_u32, [T_U64] = take_u64, [T_ADDRESS] = take_address,
	[T_APP] = take_app, [T_NAI] = take_nai, [T_DIGITS] = take_digits,
	[T_TBCD] = take_tbcd, [T_PLMN] = take_plmn,
	[T_MCC_MNC] = take_mcc_mnc, [T_LMSI] = take_lmsi,
	[T_SUB_TYPE] = take_sub_type, [T_SUB_DATA] = take_sub_data,
};

/*
 * An AVP that its own vendor does not have: the vendor flag may be a lie, or
 * stand with vendor 0.
 */
static __attribute__((noinline)) const struct avp *
unknown_avp(struct walk *s, const uint8_t *data, uint8_t flags)
{
	uint32_t code = avp_code(data, flags), vendor = avp_vendor(data, flags);
	const struct avp *d = &avp_unknown;

	s->odd_flags |= flags & AVP_RESERVED;
	if (flags & AVP_VENDOR && vendor == 0) {
		s->odd_flags |= AVP_VENDOR;
		if (code < AVP_BASE_SPAN && avp_base[code].checked != 0)
			return &avp_base[code];
	}
	if (vendor == 0 && code >= TGPP_FIRST && code < AVP_TGPP_SPAN)
		d = &avp_tgpp[code];
	else if (vendor == DIAMETER_VENDOR_3GPP && code >= BASE_FIRST &&
	    code <= BASE_LAST)
		d = &avp_base[code];
	if (d->checked != 0)
		s->odd_flags |= AVP_VENDOR;
	else if (flags & AVP_MANDATORY &&
	    (vendor == 0 || vendor == DIAMETER_VENDOR_3GPP) &&
	    (s->m->app == DIAMETER_APP_BASE || s->m->app == DIAMETER_APP_S6A))
		sig_anomaly(s->m, SIG_ANOMALY_AVP_UNKNOWN_MANDATORY);
	return d;
}

static void
end_group(struct walk *s, uint32_t context)
{
	if (context == IN_SUBSCRIPTION)
		take_subscription(s);
}

static void
begin_group(struct walk *s, uint32_t context)
{
	if (context == IN_SUBSCRIPTION) {
		s->sub_type = UINT32_MAX;
		s->sub_data = (struct cur){ NULL, NULL };
	}
}

/* What stands on top level, and what stands there twice. */
static inline void
mark(uint64_t *seen, uint64_t *twice, const struct avp *d)
{
	uint64_t bit = UINT64_C(1) << d->number;

	*twice |= *seen & bit;
	*seen |= bit;
}

static __attribute__((noinline)) void
walk_avps(struct walk *s, struct cur c)
{
	struct level levels[SIG_DEPTH_MAX], *up = levels;
	struct avp_octets a = { .padding = 0 };
	uint64_t seen = 0, twice = 0;
	uint32_t context = IN_TOP;
	const struct avp *d;
	uint8_t odd_flags = 0;

	for (;;) {
		if (!avp_read(&c, &a)) {
			if (c.p != c.end)
				sig_defect(s->m, SIG_DEFECT_AVP_LENGTH);
			if (up == levels)
				break;
			end_group(s, context);
			up--;
			s->context = context = up->context;
			c = up->rest;
			continue;
		}
		d = a.entry;
		odd_flags |= (a.flags ^ d->must) & d->checked;
		if (context == IN_TOP)
			mark(&seen, &twice, d);
		if ((d->where & context) == 0) {
			if (d->checked != 0)
				continue;
			d = unknown_avp(s, a.data, a.flags);
			if (context == IN_TOP)
				mark(&seen, &twice, d);
			if ((d->where & context) == 0)
				continue;
		}
		if (d->type == T_LENGTH) {
			if (d->length != a.len)
				bad_value(s);
		} else if (d->type != T_GROUP) {
			take[d->type](s, d, cur_make(a.data, a.len));
		} else if (up == levels + SIG_DEPTH_MAX - 1) {
			sig_defect(s->m, SIG_DEFECT_AVP_DEPTH);
		} else {
			*up++ = (struct level){ c, context };
			s->context = context = d->field;
			begin_group(s, context);
			c = cur_make(a.data, a.len);
		}
	}
	s->seen = seen;
	s->twice = twice;
	s->odd_flags |= odd_flags;
	s->padding = a.padding;
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

/* Who announces overload control without a vector of features speaks its
 * default algorithm (RFC 7683 7.2).  A vector that cannot be read is one. */
static void
default_features(struct walk *s)
{
	if (s->seen & DIAMETER_BIT(OC_SUPPORTED) &&
	    !sig_has(s->m, SIG_OC_FEATURES) && s->m->defect == SIG_DEFECT_NONE)
		sig_add_uint(s->m, SIG_OC_FEATURES, OC_LOSS);
}

void
diameter_dissect(struct cur c, struct sig_msg *m)
{
	struct walk s = { .m = m, .context = IN_TOP };
	const struct diameter_command *cmd;
	uint32_t first;
	struct cur peek;

	m->proto = SIG_PROTO_DIAMETER;
	sig_add_layer(m, SIG_LAYER_DIAMETER);
	if (!diameter_header(&c, m))
		return;
	cmd = name_command(&s);
	peek = c;
	walk_avps(&s, c);
	default_features(&s);
	if (m->comp[0].code == DIAMETER_CER)
		m->anomalies &= ~(UINT64_C(1) << SIG_ANOMALY_APP_AVP);
	if (s.odd_flags != 0)
		sig_anomaly(m, SIG_ANOMALY_AVP_FLAGS);
	if (s.padding != 0)
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
